//! The stories that somebody keeps: what each is good for, and what is missing.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::palette::Ink;
use super::{Attempt, Palette};
use crate::analysis::in_words;
use crate::bank::Bank;

/// A story told so often, and in more than half of all answers, is overused.
const OFTEN: usize = 3;

/// One story, as its file holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    pub title: String,
    /// Categories of questions that it answers.
    #[serde(default)]
    pub competencies: Vec<String>,
    /// What it should not be told without: "40 to 10 minutes".
    #[serde(default)]
    pub numbers: Vec<String>,
    /// The ids of the sessions in which it was told.
    #[serde(default)]
    pub attempts: Vec<String>,
}

impl Story {
    /// The numbers that are not in `text`: those of which a numeral is missing from it.
    pub fn unsaid<'a>(&'a self, text: &str) -> Vec<&'a str> {
        let said: BTreeSet<String> = numerals(text).collect();
        let missing = |number: &&String| !numerals(number).all(|numeral| said.contains(&numeral));
        self.numbers.iter().filter(missing).map(String::as_str).collect()
    }
}

/// The numerals of a text, in digits: "$2,000" and "2,000 dollars" hold the same one, and so do
/// "forty" and "40".
fn numerals(text: &str) -> impl Iterator<Item = String> {
    text.split_whitespace().filter_map(|word| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        if bare.starts_with(|c: char| c.is_ascii_digit()) {
            let digits = bare.trim_end_matches(|c: char| !c.is_ascii_digit());
            return Some(digits.replace(',', ""));
        }
        let whole = (0..20).chain((20..100).step_by(10));
        whole.into_iter().find(|number| in_words(*number) == bare).map(|number| number.to_string())
    })
}

/// All stories, against what is asked and what was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Repertoire {
    pub stories: Vec<Told>,
    /// Categories of questions that no story answers.
    pub uncovered: Vec<String>,
    /// What to practise next and why, in sentences.
    pub next: Vec<String>,
}

/// A story and how often it was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    pub name: String,
    pub story: Story,
    pub times: usize,
    /// The day of the newest answer.
    pub last: Option<String>,
    pub overused: bool,
}

impl Repertoire {
    /// Sums up stories by name, and answers, the oldest first.
    pub fn of(stories: &BTreeMap<String, Story>, attempts: &[Attempt], bank: &Bank) -> Self {
        let tellings: usize = stories.values().map(|story| story.attempts.len()).sum();
        let told = stories.iter().map(|(name, story)| {
            let mut mine = attempts.iter().filter(|a| story.attempts.contains(&a.session));
            let times = story.attempts.len();
            Told {
                name: name.clone(),
                story: story.clone(),
                times,
                last: mine.next_back().map(|attempt| attempt.day().to_owned()),
                overused: stories.len() > 1 && times >= OFTEN && 2 * times > tellings,
            }
        });
        let stories: Vec<Told> = told.collect();
        let covers = |category: &str| {
            stories.iter().any(|told| told.story.competencies.iter().any(|c| c == category))
        };
        let uncovered: Vec<String> =
            bank.categories().into_iter().filter(|c| !covers(c)).map(str::to_owned).collect();
        Self { next: next(&stories, &uncovered, attempts, bank), stories, uncovered }
    }
}

fn next(told: &[Told], uncovered: &[String], attempts: &[Attempt], bank: &Bank) -> Vec<String> {
    let mut next = Vec::new();
    // Of what no story answers, the one that went worst when it was asked.
    let worst = |category: &String| {
        let answered = attempts.iter().filter(|attempt| {
            let card = attempt.question.as_ref().and_then(|id| bank.card(id).ok());
            card.is_some_and(|card| card.category == *category)
        });
        answered.filter_map(|attempt| attempt.overall).reduce(f64::min)
    };
    let asked = uncovered.iter().filter_map(|category| Some((category, worst(category)?)));
    if let Some((category, score)) = asked.min_by(|(_, a), (_, b)| a.total_cmp(b)) {
        next.push(format!(
            "no story for {category}, and it went with {score:.0} of 100 when it was asked: keep one for it"
        ));
    } else if let Some(category) = uncovered.first() {
        next.push(format!("no story for {category} yet: keep one for it"));
    }
    if let Some(fresh) = told.iter().find(|told| told.times == 0) {
        let tag = fresh.story.competencies.first();
        let how =
            tag.map_or_else(String::new, |tag| format!(": greenroom interview --tag \"{tag}\""));
        next.push(format!("{} was never told{how}", fresh.name));
    }
    for told in told.iter().filter(|told| told.overused) {
        next.push(format!(
            "{} was told {} times, in more than half of your answers: practise another",
            told.name, told.times
        ));
    }
    next
}

/// Draws it for a terminal.
pub fn draw_repertoire(repertoire: &Repertoire, palette: Palette) -> String {
    let mut lines = Vec::new();
    if repertoire.stories.is_empty() {
        lines.push(
            "no stories yet; keep one with: greenroom stories add NAME --title TITLE".to_owned(),
        );
    } else {
        let heading = format!("{:16} {:32} told  last", "Stories", "");
        lines.push(palette.paint(Ink::Heading, &heading));
    }
    for told in &repertoire.stories {
        let last = told.last.as_deref().unwrap_or("never");
        lines.push(format!("  {:14} {:32} {:>4}  {last}", told.name, told.story.title, told.times));
        lines.push(format!("  {:14} {}", "", told.story.competencies.join(", ")));
    }
    if !repertoire.uncovered.is_empty() {
        lines.push(String::new());
        lines.push(palette.paint(Ink::Heading, "Without a story"));
        let all = super::terminal::wrap(&repertoire.uncovered.join(", "), 76);
        lines.extend(all.into_iter().map(|line| format!("  {line}")));
    }
    if !repertoire.next.is_empty() {
        lines.push(String::new());
        lines.push(palette.paint(Ink::Heading, "What to practise next"));
        for line in &repertoire.next {
            let wrapped = super::terminal::wrap(line, 76);
            lines.extend(wrapped.into_iter().map(|line| format!("  {line}")));
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    fn story(competency: &str, attempts: &[&str]) -> Story {
        Story {
            title: "The seats that were sold twice".into(),
            competencies: vec![competency.into()],
            numbers: vec!["from 40 to 10 minutes".into(), "$2,000".into()],
            attempts: attempts.iter().map(ToString::to_string).collect(),
        }
    }

    fn attempt(session: &str, question: &str, overall: f64) -> Attempt {
        Attempt {
            session: session.into(),
            question: Some(question.into()),
            overall: Some(overall),
            ..Attempt::of(&fixture::session()).remove(0)
        }
    }

    #[test]
    fn a_number_is_said_however_it_is_written() {
        let story = story("ownership", &[]);
        let said = "It fell from forty minutes to ten, and refunding cost us 2,000 dollars.";
        assert_eq!(story.unsaid(said), [""; 0]);
        assert_eq!(
            story.unsaid("It fell to 10 minutes and cost 2,500."),
            ["from 40 to 10 minutes", "$2,000"]
        );
    }

    #[test]
    fn stories_are_held_against_what_is_asked_and_told() {
        let bank = Bank::builtin().unwrap();
        let stories = BTreeMap::from([
            ("seats".to_owned(), story("production failure", &["a", "b", "c"])),
            ("index".to_owned(), story("mistake", &[])),
        ]);
        let attempts = [
            attempt("a", "production-failure", 40.0),
            attempt("c", "conflict-technical-choice", 31.0),
        ];
        let repertoire = Repertoire::of(&stories, &attempts, &bank);
        let seats = &repertoire.stories[1];
        assert_eq!((seats.times, seats.overused), (3, true));
        assert!(!repertoire.uncovered.contains(&"mistake".to_owned()));
        insta::assert_snapshot!(draw_repertoire(&repertoire, Palette::Plain));
    }

    #[test]
    fn who_keeps_none_is_told_how() {
        let none = Repertoire::of(&BTreeMap::new(), &[], &Bank::builtin().unwrap());
        assert!(draw_repertoire(&none, Palette::Plain).starts_with("no stories yet"));
        assert!(none.next[0].starts_with("no story for"), "{:?}", none.next);
    }
}
