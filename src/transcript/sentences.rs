//! Cuts a transcript into sentences.

use std::ops::Range;

use super::{Transcript, Word};
use crate::timeline::{Millis, SpeechTrack, TimeSpan};

/// Longest sentence, in words. Spoken sentences that a recogniser punctuates have 10 to 25; beyond
/// 40 it has lost the thread, and a quote of that length points at nothing.
const MAX_WORDS: usize = 40;

/// Shortest piece, in words, that a pause may cut off: "and then um" is not a sentence.
const MIN_PIECE: usize = 3;

/// A pause that ends a sentence where nobody wrote a full stop. Well above the 250 ms that separate
/// articulation from hesitation.
const SENTENCE_PAUSE: Millis = Millis(600);

/// A pause that ends a sentence when the next word can begin a clause.
const CLAUSE_PAUSE: Millis = Millis(300);

/// A pause that ends a sentence when the next word can be somebody or something that acts. People
/// hesitate before those in the middle of a clause, too, but not for so long.
const SUBJECT_PAUSE: Millis = Millis(400);

/// Words that begin a clause.
const CLAUSE_STARTS: &[&str] = &[
    "after",
    "afterwards",
    "although",
    "and",
    "anyway",
    "because",
    "before",
    "but",
    "eventually",
    "finally",
    "first",
    "however",
    "meanwhile",
    "next",
    "now",
    "once",
    "since",
    "so",
    "then",
    "when",
    "while",
];

/// Words that follow the end of a sentence, and hardly ever a person's initial.
const SUBJECTS: &[&str] = &[
    "a", "he", "i", "i'd", "i'm", "i've", "in", "it", "my", "on", "our", "she", "that", "the",
    "there", "they", "this", "we", "you",
];

/// Abbreviations after which a sentence goes on.
const NEVER_LAST: &[&str] = &["e.g", "i.e", "cf", "vs", "mr", "mrs", "ms", "dr", "prof", "approx"];

/// Abbreviations that can also stand at the end; a capital after them decides.
const SOMETIMES_LAST: &[&str] = &["etc", "inc", "ltd", "corp", "jr", "sr", "st", "dept"];

/// One sentence of a transcript. It always has a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Indices of its words in the transcript.
    pub words: Range<usize>,
    /// From the start of its first to the end of its last word.
    pub span: TimeSpan,
    pub text: String,
}

/// Cuts a transcript at its punctuation, and where that is missing at its pauses.
///
/// Every word belongs to exactly one sentence, in order. Pauses are taken from the `track` where
/// there is one, because recognisers swallow silence into the times of words. A run without
/// punctuation is cut at pauses of 600 ms, of 400 ms before a word that can be a subject, or of 300
/// ms before one that begins a clause; no
/// sentence has more than 40 words.
pub fn sentences(transcript: &Transcript, track: Option<&SpeechTrack>) -> Vec<Sentence> {
    let words = &transcript.words;
    let pauses = PauseAfter::new(words, track);
    let mut out = Vec::new();
    for run in punctuated_runs(words) {
        let punctuated = words[run.clone()].last().is_some_and(Word::ends_sentence);
        if punctuated && run.len() <= MAX_WORDS {
            out.push(run);
        } else {
            for piece in cut_at_pauses(words, run, &pauses) {
                cut_to_size(words, piece, &pauses, &mut out);
            }
        }
    }
    out.into_iter().map(|range| sentence(words, range)).collect()
}

fn sentence(words: &[Word], range: Range<usize>) -> Sentence {
    let part = &words[range.clone()];
    let text = part.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    // Every range holds a word, so the default is never taken.
    let span = part.iter().map(|word| word.span).reduce(TimeSpan::hull).unwrap_or_default();
    Sentence { words: range, span, text }
}

/// Runs of words between ends of sentences as written.
fn punctuated_runs(words: &[Word]) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut from = 0;
    for index in 0..words.len() {
        if index + 1 == words.len() || is_end(&words[index], &words[index + 1]) {
            runs.push(from..index + 1);
            from = index + 1;
        }
    }
    runs
}

/// Whether a sentence ends between two words, judged by how they are written.
fn is_end(word: &Word, next: &Word) -> bool {
    if !word.ends_sentence() {
        return false;
    }
    let text = word.text.trim_end_matches(['"', '\'', '”', '’', ')']);
    let capital =
        next.text.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase());
    if text.ends_with("..") || text.ends_with('…') {
        // Trailing off, unless a new sentence begins.
        return capital;
    }
    let Some(stem) = text.strip_suffix('.') else { return true };
    let bare = stem.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    if NEVER_LAST.contains(&bare.as_str()) {
        return false;
    }
    if SOMETIMES_LAST.contains(&bare.as_str()) {
        return capital;
    }
    let letters = bare.split('.').all(|part| {
        let mut chars = part.chars();
        chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
    });
    if letters && bare != "i" {
        // "J. Smith" and "at 3 p.m. on Friday", but "that was plan B. Then we ..."
        let next = next.bare();
        return capital
            && (CLAUSE_STARTS.contains(&next.as_str()) || SUBJECTS.contains(&next.as_str()));
    }
    true
}

/// Cuts a run at its pauses, into pieces of at least [`MIN_PIECE`] words.
fn cut_at_pauses(words: &[Word], run: Range<usize>, pauses: &PauseAfter) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut from = run.start;
    for next in run.start + 1..run.end {
        let pause = pauses.after(next - 1);
        let ends = pause >= SENTENCE_PAUSE
            || (pause >= SUBJECT_PAUSE && SUBJECTS.contains(&words[next].bare().as_str()))
            || (pause >= CLAUSE_PAUSE && begins_clause(words, next));
        if ends && next - from >= MIN_PIECE && run.end - next >= MIN_PIECE {
            pieces.push(from..next);
            from = next;
        }
    }
    pieces.push(from..run.end);
    pieces
}

/// Cuts what is still too long at its longest pause, else before a clause, else anywhere.
fn cut_to_size(
    words: &[Word],
    mut piece: Range<usize>,
    pauses: &PauseAfter,
    out: &mut Vec<Range<usize>>,
) {
    while piece.len() > MAX_WORDS {
        // The first third is left alone, so that pieces do not crumble.
        let from = piece.start + MAX_WORDS / 3;
        let to = (piece.start + MAX_WORDS).min(piece.end - MIN_PIECE);
        let cut = (from..=to)
            .max_by_key(|&next| {
                let comma = words[next - 1].text.ends_with([',', ';', ':']);
                (pauses.after(next - 1), comma, begins_clause(words, next), next)
            })
            .unwrap_or(to);
        out.push(piece.start..cut);
        piece.start = cut;
    }
    out.push(piece);
}

/// Whether a clause can begin at a word; in "and then we" it begins at "and".
fn begins_clause(words: &[Word], index: usize) -> bool {
    let starts = |index: usize| CLAUSE_STARTS.contains(&words[index].bare().as_str());
    starts(index) && !(index > 0 && starts(index - 1))
}

/// The silence after each word.
struct PauseAfter(Vec<Millis>);

impl PauseAfter {
    fn new(words: &[Word], track: Option<&SpeechTrack>) -> Self {
        let Some(track) = track else {
            let gaps = words.windows(2).map(|pair| pair[1].span.start - pair[0].span.end);
            return Self(gaps.collect());
        };
        let mut silences = vec![Millis::ZERO; words.len()];
        let mut index = 0;
        for pause in track.pauses(CLAUSE_PAUSE) {
            // A recogniser stretches a word over the silence beside it, so the middles are compared.
            let middle = middle(pause);
            while words.get(index + 1).is_some_and(|next| self::middle(next.span) <= middle) {
                index += 1;
            }
            if let Some(silence) = silences.get_mut(index) {
                *silence = (*silence).max(pause.duration());
            }
        }
        Self(silences)
    }

    fn after(&self, index: usize) -> Millis {
        self.0.get(index).copied().unwrap_or(Millis::ZERO)
    }
}

fn middle(span: TimeSpan) -> Millis {
    Millis(span.start.0 + span.duration().0 / 2)
}

#[cfg(test)]
mod tests {
    use super::super::Spoken;
    use super::*;
    use proptest::prelude::*;

    fn cut(notation: &str) -> Vec<String> {
        let spoken: Spoken = notation.parse().unwrap();
        sentences(&spoken.transcript, Some(&spoken.track)).into_iter().map(|s| s.text).collect()
    }

    #[test]
    fn punctuation_ends_sentences_and_numbers_do_not() {
        assert_eq!(
            cut("Errors fell to 0.3% after v1.2 shipped. Did it hold? It did!"),
            ["Errors fell to 0.3% after v1.2 shipped.", "Did it hold?", "It did!"]
        );
    }

    #[test]
    fn abbreviations_and_initials_do_not_end_sentences() {
        assert_eq!(
            cut(
                "I asked others, e.g. Dr. J. Smith, for queues etc. and at 3 p.m. on Friday. Done."
            ),
            [
                "I asked others, e.g. Dr. J. Smith, for queues etc. and at 3 p.m. on Friday.",
                "Done."
            ]
        );
        assert_eq!(
            cut("That was plan B. Then I left. So did I. It held."),
            ["That was plan B.", "Then I left.", "So did I.", "It held."]
        );
    }

    #[test]
    fn trailing_off_is_not_the_end_of_a_sentence() {
        assert_eq!(
            cut("I was... well… stuck. \"Fine.\" Ok."),
            ["I was... well… stuck.", "\"Fine.\"", "Ok."]
        );
    }

    #[test]
    fn a_thinking_pause_inside_a_written_sentence_does_not_cut_it() {
        assert_eq!(cut("the cause was ..1800.. a missing index.").len(), 1);
    }

    #[test]
    fn without_punctuation_pauses_cut() {
        assert_eq!(
            cut(
                "we shipped it late ..700.. nobody had tested it ..350.. so I did that ..350.. alone at night"
            ),
            ["we shipped it late", "nobody had tested it", "so I did that alone at night"]
        );
    }

    #[test]
    fn a_pause_hidden_in_a_stretched_word_is_found_in_the_track() {
        let mut spoken: Spoken = "we shipped it late ..900.. nobody had tested it".parse().unwrap();
        spoken.transcript.words[4].span.start = spoken.transcript.words[3].span.end;
        assert_eq!(sentences(&spoken.transcript, None).len(), 1);
        // The stretched word's middle still lies after the pause's.
        assert_eq!(sentences(&spoken.transcript, Some(&spoken.track)).len(), 2);
    }

    #[test]
    fn an_endless_run_is_cut_before_a_clause() {
        let run = format!("{}and then {}", "word ".repeat(30), "word ".repeat(30));
        let pieces = cut(&run);
        assert_eq!(pieces.len(), 2);
        assert!(pieces[1].starts_with("and then"), "{pieces:?}");
    }

    proptest! {
        #[test]
        fn every_word_is_in_exactly_one_sentence_of_at_most_forty_words(
            items in prop::collection::vec("[a-zI]{1,3}[.,?]?|\\.\\.[0-9]{1,3}\\.\\.", 0..160)
        ) {
            let spoken: Spoken = items.join(" ").parse().unwrap();
            for track in [None, Some(&spoken.track)] {
                let mut next = 0;
                for sentence in sentences(&spoken.transcript, track) {
                    prop_assert_eq!(sentence.words.start, next);
                    prop_assert!((1..=MAX_WORDS).contains(&sentence.words.len()));
                    next = sentence.words.end;
                }
                prop_assert_eq!(next, spoken.transcript.words.len());
            }
        }
    }
}
