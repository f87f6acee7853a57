//! How well the rules find what labels say.

use std::collections::BTreeSet;

use greenroom::analysis::RULES;

use super::answers::Judged;

/// Rules of time and delivery follow from the clock and carry no labels.
const UNLABELLED: &[&str] = &["pacing", "delivery", "card"];
const LABELLED_ALL_THE_SAME: &[&str] = &["architecture-digression", "action-too-thin"];
const UNLABELLED_ALL_THE_SAME: &[&str] =
    &["concise-situation", "below-the-level", "beside-the-lens"];

#[derive(Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) right: u32,
    pub(crate) wrong: u32,
    pub(crate) missed: u32,
}

impl Counts {
    pub(crate) fn add(&mut self, truth: bool, found: bool) {
        match (truth, found) {
            (true, true) => self.right += 1,
            (false, true) => self.wrong += 1,
            (true, false) => self.missed += 1,
            (false, false) => {}
        }
    }

    pub(crate) fn precision(self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    pub(crate) fn recall(self) -> f64 {
        share(self.right, self.right + self.missed)
    }

    pub(crate) fn f1(self) -> f64 {
        share(2 * self.right, 2 * self.right + self.wrong + self.missed)
    }
}

fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 { 1.0 } else { f64::from(part) / f64::from(whole) }
}

pub(crate) fn print(answers: &[Judged<'_>], each: bool) {
    println!("\n| rule | answers | precision | recall | F1 |\n|---|---|---|---|---|");
    let mut scores = Vec::new();
    for rule in RULES {
        let name = rule.name();
        let unlabelled = UNLABELLED.contains(&rule.family().as_str());
        if (unlabelled && !LABELLED_ALL_THE_SAME.contains(&name))
            || UNLABELLED_ALL_THE_SAME.contains(&name)
        {
            continue;
        }
        let mut counts = Counts::default();
        let (mut wrong, mut missed) = (Vec::new(), Vec::new());
        for judged in answers {
            let truth = judged.truth.rules().contains(name);
            let found: BTreeSet<&str> =
                judged.analysis.findings.iter().map(|finding| finding.rule).collect();
            // A missing reflection is said once, by a rule of its own.
            let other_name = name == "missing-section" && found.contains("no-reflection");
            let found = found.contains(name) || other_name;
            counts.add(truth, found);
            match (truth, found) {
                (false, true) => wrong.push(judged.truth.id.as_str()),
                (true, false) => missed.push(judged.truth.id.as_str()),
                _ => {}
            }
        }
        let f1 = counts.f1();
        println!(
            "| {name} | {} | {:.2} | {:.2} | {f1:.2} |",
            counts.right + counts.missed,
            counts.precision(),
            counts.recall()
        );
        if each && f1 < 0.8 {
            println!("    wrong: {wrong:?} missed: {missed:?}");
        }
        scores.push(f1);
    }
    #[expect(clippy::cast_precision_loss, reason = "some thirty rules")]
    let mean = scores.iter().sum::<f64>() / scores.len() as f64;
    println!("| **macro** | | | | **{mean:.3}** |");
}
