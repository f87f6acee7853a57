//! "Did you mean ...?"

/// The candidate that is nearest to `name`, if it is near enough to be a slip of the fingers.
///
/// Near enough is at most a third of the longer name's letters; a name that one contains the other
/// is always near.
pub fn closest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A name this long is not a slip; and the distance takes quadratic time.
    if name.is_empty() || name.chars().count() > 64 {
        return None;
    }
    let name = name.to_lowercase();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let distance = distance(&name, candidate);
            let longer = name.chars().count().max(candidate.chars().count());
            let contained =
                name.len() >= 3 && (candidate.contains(&name) || name.contains(candidate));
            (contained || distance * 3 <= longer).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance: insertions, deletions and replacements.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 3] = ["production-failure", "ownership-beyond-scope", "conflict"];

    #[test]
    fn a_slip_is_recognised_and_a_guess_is_not() {
        assert_eq!(closest("production-falure", NAMES), Some("production-failure"));
        assert_eq!(closest("ownership", NAMES), Some("ownership-beyond-scope"));
        assert_eq!(closest("Conflcit", NAMES), Some("conflict"));
        assert_eq!(closest("salary", NAMES), None);
        assert_eq!(closest("", NAMES), None);
    }
}
