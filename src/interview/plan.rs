//! Which questions are asked.

use std::collections::{BTreeMap, BTreeSet};

use crate::bank::{Card, Difficulty};

/// What is wished for.
#[derive(Clone, Copy, Debug)]
pub struct Wishes<'a> {
    pub count: usize,
    /// A category or a tag.
    pub tag: Option<&'a str>,
    /// The level of the role.
    pub level: Option<&'a str>,
    /// Decides between what is equally good; the same seed gives the same plan.
    pub seed: u64,
}

/// The questions of an interview, each of another category as long as there are any.
///
/// `last_asked` tells when a question was last asked, in an order that sorts by time. First come
/// categories that were never asked, then those that were not for longest; of a category the question
/// that was not asked for longest, and of those the one whose difficulty fits the level best.
pub fn plan<'a>(
    cards: impl Iterator<Item = &'a Card>,
    last_asked: &BTreeMap<String, String>,
    wishes: Wishes<'_>,
) -> Vec<&'a Card> {
    let fits = |card: &&Card| {
        wishes
            .tag
            .is_none_or(|tag| card.category == tag || card.tags.iter().any(|known| known == tag))
    };
    let mut left: Vec<&Card> = cards.filter(fits).collect();
    fastrand::Rng::with_seed(wishes.seed).shuffle(&mut left);
    let asked = |card: &Card| last_asked.get(&card.id);
    // Stable: among equals the shuffled order stays.
    left.sort_by_key(|card| (asked(card), distance(card.difficulty, wishes.level)));
    let mut newest: BTreeMap<&str, Option<&String>> = BTreeMap::new();
    for card in &left {
        let known = newest.entry(card.category.as_str()).or_default();
        *known = (*known).max(asked(card));
    }
    let mut plan = Vec::new();
    while plan.len() < wishes.count && !left.is_empty() {
        let mut round = BTreeSet::new();
        let (mut first, rest): (Vec<&Card>, Vec<&Card>) =
            left.into_iter().partition(|card| round.insert(card.category.as_str()));
        first.sort_by_key(|card| newest.get(card.category.as_str()).copied().flatten());
        plan.extend(first);
        left = rest;
    }
    plan.truncate(wishes.count);
    plan
}

/// How far a question is from what is usual for a level.
fn distance(difficulty: Difficulty, level: Option<&str>) -> u8 {
    let place = |difficulty| match difficulty {
        Difficulty::Easy => 0_u8,
        Difficulty::Medium => 1,
        Difficulty::Hard => 2,
    };
    let usual = match level {
        Some("junior") => 0,
        Some("senior") => 1,
        Some("staff") => 2,
        _ => return 0,
    };
    place(difficulty).abs_diff(usual)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::Bank;

    fn wishes(count: usize) -> Wishes<'static> {
        Wishes { count, tag: None, level: None, seed: 7 }
    }

    fn ids(bank: &Bank, asked: &[(&str, &str)], wishes: Wishes<'_>) -> Vec<String> {
        let asked = asked.iter().map(|(id, when)| ((*id).into(), (*when).into())).collect();
        plan(bank.cards(), &asked, wishes).into_iter().map(|card| card.id.clone()).collect()
    }

    #[test]
    fn competencies_are_covered_before_any_comes_twice() {
        let bank = Bank::builtin().unwrap();
        let all: BTreeSet<&str> = bank.cards().map(|card| card.category.as_str()).collect();
        let plan = ids(&bank, &[], wishes(all.len()));
        let seen: BTreeSet<&str> =
            plan.iter().map(|id| bank.card(id).unwrap().category.as_str()).collect();
        assert_eq!(seen, all);
    }

    #[test]
    fn the_same_seed_gives_the_same_plan_and_another_another() {
        let bank = Bank::builtin().unwrap();
        assert_eq!(ids(&bank, &[], wishes(5)), ids(&bank, &[], wishes(5)));
        assert_ne!(ids(&bank, &[], wishes(5)), ids(&bank, &[], Wishes { seed: 8, ..wishes(5) }));
    }

    #[test]
    fn what_was_asked_lately_comes_last() {
        let bank = Bank::builtin().unwrap();
        let count = bank.cards().count();
        let all = ids(&bank, &[("production-failure", "2026-11-21")], wishes(count));
        let failures: Vec<&String> = all
            .iter()
            .filter(|id| bank.card(id).unwrap().category == "production failure")
            .collect();
        assert_eq!(*failures.last().unwrap(), "production-failure");
        // Another category comes before another question of the same.
        let two = ids(&bank, &[("production-failure", "2026-11-21")], wishes(5));
        assert!(two.iter().all(|id| bank.card(id).unwrap().category != "production failure"));
    }

    #[test]
    fn a_tag_narrows_it_and_a_level_chooses() {
        let bank = Bank::builtin().unwrap();
        let conflict = Wishes { tag: Some("conflict"), ..wishes(9) };
        let plan = ids(&bank, &[], conflict);
        assert!((1..9).contains(&plan.len()), "{plan:?}");
        let hardest = ids(&bank, &[], Wishes { level: Some("staff"), ..conflict }).remove(0);
        let of = |id: &str| distance(bank.card(id).unwrap().difficulty, Some("staff"));
        assert!(plan.iter().all(|id| of(id) >= of(&hardest)));
        assert_eq!(ids(&bank, &[], Wishes { tag: Some("nothing"), ..wishes(1) }), [""; 0]);
    }
}
