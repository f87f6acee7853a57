//! How well key points are found.

use super::answers::Judged;
use super::rules::Counts;

pub(crate) fn print(answers: &[Judged<'_>]) {
    let mut counts = Counts::default();
    for judged in answers {
        for (place, point) in judged.analysis.key_points.iter().enumerate() {
            let covers = |covers: &std::collections::BTreeSet<usize>| covers.contains(&(place + 1));
            let truth = judged.truth.sentences.iter().any(|sentence| covers(&sentence.covers));
            counts.add(truth, point.covered);
        }
    }
    println!(
        "\nKey points: precision {:.2}, recall {:.2}, F1 {:.2}.",
        counts.precision(),
        counts.recall(),
        counts.f1()
    );
}
