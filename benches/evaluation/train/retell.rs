//! Tells a story in another order, so that its parts are learnt by what is said and not by where.
//!
//! People begin with the end, come back to what they left out, and leave things out. Few of the labelled
//! answers do, and every other one can be made to.

use std::ops::Range;

use fastrand::Rng;

/// How many of the stories are told in another order, each time that they are learnt from. Chosen with 0
/// and 0.7 by leaving out a fifth of the answers at a time.
const RETOLD: f32 = 0.5;

/// How it is told: a stretch moved elsewhere, or all begun in the middle, or else a stretch left out.
const MOVED: f32 = 0.5;
const BEGUN_ELSEWHERE: f32 = 0.3;

/// The order in which to tell sentences with these labels.
pub(super) fn order<T: PartialEq>(labels: &[T], random: &mut Rng) -> Vec<usize> {
    let mut stretches = stretches(labels);
    if stretches.len() > 2 && random.f32() < RETOLD {
        let how = random.f32();
        if how < MOVED {
            move_one(&mut stretches, random);
        } else if how < MOVED + BEGUN_ELSEWHERE {
            let first = random.usize(1..stretches.len());
            stretches.rotate_left(first);
        } else {
            let left_out = random.usize(..stretches.len());
            stretches.remove(left_out);
        }
    }
    stretches.into_iter().flatten().collect()
}

/// Sentences in a row with one label.
fn stretches<T: PartialEq>(labels: &[T]) -> Vec<Range<usize>> {
    let mut stretches: Vec<Range<usize>> = Vec::new();
    for (at, label) in labels.iter().enumerate() {
        match stretches.last_mut() {
            Some(last) if labels[last.start] == *label => last.end = at + 1,
            _ => stretches.push(at..at + 1),
        }
    }
    stretches
}

/// Tells a stretch, or its beginning, at another place.
fn move_one(stretches: &mut Vec<Range<usize>>, random: &mut Rng) {
    let from = random.usize(1..stretches.len());
    let mut moved = stretches.remove(from);
    if moved.len() > 2 && random.bool() {
        let cut = random.usize(moved.start + 1..moved.end);
        stretches.insert(from, cut..moved.end);
        moved.end = cut;
    }
    let to = random.usize(..=stretches.len());
    stretches.insert(to, moved);
}
