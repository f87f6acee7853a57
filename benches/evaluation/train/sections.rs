//! Learns which section a sentence belongs to.

use std::collections::{BTreeMap, BTreeSet};

use greenroom::bank::{Features, Linear};

use super::super::logistic::{Example, fit_many};
use super::{LESSONS, Told, learns_from, on_all_cores, shortened};

/// Inverse of scikit-learn's `C`; chosen by leaving out a fifth of the answers at a time.
const PENALTY: f32 = 1.0;

/// How much the rarity of a section is taken into account; 1 would treat all alike.
const EVEN: f32 = 0.3;

/// Sections that do alike in all frameworks are learnt as one; only where they stand differs.
fn part(section: &str) -> &str {
    match section {
        "situation" | "context" => "opening",
        "corrective-action" => "action",
        "lessons" | "learning" => "reflection",
        other => other,
    }
}

/// A sentence of a section, and the number of its answer.
type Row<'a> = (usize, &'a str, &'a Features);

fn rows<'a>(told: &[&'a Told]) -> Vec<Row<'a>> {
    let rows = told.iter().flat_map(|told| {
        let sentences = told.truth.sentences.iter().zip(&told.sentences);
        sentences.map(|(sentence, features)| (told.number, sentence.section.as_str(), features))
    });
    rows.filter(|(_, section, _)| *section != "other").collect()
}

/// The part that each section is.
pub(super) fn part_of(told: &[&Told]) -> BTreeMap<String, String> {
    let named = |(_, section, _): Row<'_>| (section.to_owned(), part(section).to_owned());
    rows(told).into_iter().map(named).collect()
}

/// One classifier a part, for each lesson.
pub(super) fn learn(told: &[&Told]) -> Vec<BTreeMap<String, Linear>> {
    let rows = rows(told);
    let parts: Vec<&str> = {
        let names: BTreeSet<&str> = rows.iter().map(|(_, section, _)| part(section)).collect();
        names.into_iter().collect()
    };
    let lessons: Vec<usize> = (0..LESSONS).collect();
    let mut learnt = on_all_cores(&lessons, |lesson| (*lesson, fit(&rows, &parts, *lesson)));
    learnt.sort_by_key(|(lesson, _)| *lesson);
    learnt.into_iter().map(|(_, parts)| parts).collect()
}

fn fit(rows: &[Row<'_>], parts: &[&str], lesson: usize) -> BTreeMap<String, Linear> {
    let class = |section: &str| parts.iter().position(|name| *name == part(section));
    let examples: Vec<Example<'_>> = rows
        .iter()
        .filter(|(number, ..)| learns_from(lesson, *number))
        .filter_map(|(_, section, features)| {
            Some(Example { features, class: class(section)?, weight: 1.0 })
        })
        .collect();
    let model = fit_many(&examples, parts.len(), PENALTY);
    let fitted = parts.iter().zip(model).enumerate();
    fitted
        .map(|(class, (part, mut linear))| {
            #[expect(clippy::cast_precision_loss, reason = "some thousand sentences")]
            let share = examples.iter().filter(|example| example.class == class).count().max(1)
                as f32
                / examples.len() as f32;
            linear.bias -= EVEN * share.ln();
            ((*part).to_owned(), shortened(&linear))
        })
        .collect()
}
