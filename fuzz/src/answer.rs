//! Words with times, from a recogniser that cannot be trusted.

use greenroom::analysis::{Answer, Context, PaceMonitor, Timing};
use greenroom::timeline::{Millis, SpeechTrack, TimeSpan};
use greenroom::transcript::{Spoken, Word, align, is_guesswork, repair, sentences};

use super::bytes::Bytes;
use super::shown::{self, BANK};

/// Any words at any times, with any voice activity, before any listener.
pub fn answer(bytes: &[u8]) {
    let mut bytes = Bytes(bytes);
    let context = context(&mut bytes);
    let heard = bytes.u8() % 2 == 0;
    let length = bytes.time();
    let track = SpeechTrack::new(bytes.spans(), bytes.spans(), length).with_held(bytes.spans());
    let told: Vec<TimeSpan> = bytes.spans();
    let words = words(&mut bytes);
    let transcript = if heard { align(words, &track) } else { repair(words, length) };
    let spans: Vec<TimeSpan> = transcript.words.iter().map(|word| word.span).collect();
    assert!(spans.is_sorted_by(|one, next| one.end <= next.start), "words overlap: {spans:?}");
    assert!(
        spans.iter().all(|span| span.start <= span.end && span.end <= length),
        "{spans:?} in {length}"
    );
    sentences(&transcript, heard.then_some(&track));
    is_guesswork(&transcript.words);
    let mut pace = PaceMonitor::new(&BANK, context.framework, context.length);
    for some in transcript.words.chunks(7) {
        pace.push(some);
        pace.tick(some.last().map_or(length, |word| word.span.end));
    }
    let sections = context.framework.sections.iter().cycle().map(|section| section.name.clone());
    let told_sections = told.iter().map(|span| span.start).zip(sections).collect();
    let answer = if heard {
        Answer { told_sections, ..Answer::recorded(transcript, track) }
    } else {
        Answer { duration: length, told_sections, ..shown::typed(transcript, Timing::Measured) }
    };
    shown::answer(answer, &context, "answer.wav");
}

/// The notation, and the answer that it describes.
pub fn notation(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(spoken) = text.parse::<Spoken>() else { return };
    let again: Spoken = spoken.to_string().parse().expect("what is written can be read");
    assert_eq!(again.transcript.words.len(), spoken.transcript.words.len());
    let context = Context::new(&BANK, None, None).expect("the default length is there");
    shown::answer(Answer::recorded(spoken.transcript, spoken.track), &context, "notation");
}

/// A question, a length and a listener out of those that there are.
fn context(bytes: &mut Bytes<'_>) -> Context<'static> {
    let cards: Vec<_> = BANK.cards().map(Some).chain([None]).collect();
    let lengths: Vec<_> =
        BANK.lengths().map(|length| Some(length.name.as_str())).chain([None]).collect();
    let lenses: Vec<_> = BANK.lenses().map(|lens| Some(lens.name.as_str())).chain([None]).collect();
    let levels: Vec<_> =
        BANK.levels().map(|level| Some(level.name.as_str())).chain([None]).collect();
    let context =
        Context::new(&BANK, bytes.one_of(&cards).flatten(), bytes.one_of(&lengths).flatten());
    let (lens, level) = (bytes.one_of(&lenses).flatten(), bytes.one_of(&levels).flatten());
    context.and_then(|context| context.heard_by(lens, level)).expect("all of them are there")
}

fn words(bytes: &mut Bytes<'_>) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    while !bytes.is_empty() {
        let kind = bytes.u8();
        let before = words.last().map_or(Millis::ZERO, |word| word.span.end);
        let span = if kind.is_multiple_of(8) {
            bytes.span()
        } else {
            // As words are spoken: soon after each other.
            let start = before + Millis(bytes.number(1) * 2);
            TimeSpan { start, end: start + Millis(bytes.number(1) * 4) }
        };
        let confidence = match kind >> 4 {
            0 => Some(f32::from_bits(u32::try_from(bytes.number(4)).unwrap_or(0))),
            1..8 => Some(f32::from(bytes.u8()) / 255.0),
            _ => None,
        };
        words.push(Word { text: bytes.text(), span, confidence });
    }
    words
}
