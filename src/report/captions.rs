//! What was said as captions, for players and editors.

use std::fmt::Write as _;

use super::{ReportModel, WordReport};
use crate::timeline::Millis;

/// How captions are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaptionFormat {
    Srt,
    Vtt,
}

/// The most of one caption: two lines of 42 characters, as broadcasters set them.
const MOST_CHARACTERS: usize = 84;

/// Writes the words of an answer as captions, each at most two lines long and within one sentence.
pub fn captions(report: &ReportModel, format: CaptionFormat) -> String {
    let mut out = String::new();
    if format == CaptionFormat::Vtt {
        out.push_str("WEBVTT\n\n");
    }
    for (caption, number) in cut(report).iter().zip(1_u32..) {
        let (Some(first), Some(last)) = (caption.first(), caption.last()) else { continue };
        if format == CaptionFormat::Srt {
            let _ = writeln!(out, "{number}");
        }
        let times = [first.start_s.0, last.end_s.0].map(|time| clock(time, format));
        let words: Vec<String> = caption.iter().map(|word| clean(&word.text, format)).collect();
        let _ = writeln!(out, "{} --> {}\n{}\n", times[0], times[1], words.join(" "));
    }
    out
}

fn cut(report: &ReportModel) -> Vec<Vec<&WordReport>> {
    let ends: Vec<Millis> = report.sentences.iter().map(|sentence| sentence.end_s.0).collect();
    let sentence = |word: &WordReport| ends.partition_point(|end| *end <= word.start_s.0);
    let mut captions: Vec<Vec<&WordReport>> = Vec::new();
    let mut length = 0;
    for word in &report.words {
        let goes_on = captions.last().and_then(|caption| caption.last()).is_some_and(|before| {
            sentence(before) == sentence(word)
                && length + 1 + word.text.chars().count() <= MOST_CHARACTERS
        });
        match captions.last_mut() {
            Some(caption) if goes_on => {
                length += 1 + word.text.chars().count();
                caption.push(word);
            }
            _ => {
                length = word.text.chars().count();
                captions.push(vec![word]);
            }
        }
    }
    captions
}

fn clock(time: Millis, format: CaptionFormat) -> String {
    let point = if format == CaptionFormat::Srt { ',' } else { '.' };
    let (seconds, millis) = (time.0 / 1000, time.0 % 1000);
    format!("{:02}:{:02}:{:02}{point}{millis:03}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// No word can begin another caption, or steer a player.
fn clean(word: &str, format: CaptionFormat) -> String {
    let word: String = word.chars().filter(|c| !c.is_control()).collect();
    match format {
        CaptionFormat::Srt => word.replace("-->", "→"),
        CaptionFormat::Vtt => word.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::transcript::parse::{TranscriptFormat, parse};

    #[test]
    fn captions_are_read_again_as_the_same_words() {
        let report = fixture::report();
        let said: Vec<&str> = report.words.iter().map(|word| word.text.as_str()).collect();
        for (format, read_as) in [
            (CaptionFormat::Srt, TranscriptFormat::Srt),
            (CaptionFormat::Vtt, TranscriptFormat::Vtt),
        ] {
            let text = captions(&report, format);
            let parsed = parse(text.as_bytes(), read_as).unwrap();
            let words: Vec<_> = parsed.transcript.words.iter().map(|w| w.text.as_str()).collect();
            assert_eq!(words, said, "{text}");
        }
    }

    #[test]
    fn a_long_sentence_is_cut_and_hostile_words_stay_words() {
        let mut report = fixture::report();
        let template = report.words[0].clone();
        report.words = (0..40).map(|_| template.clone()).collect();
        report.words[3].text = "<b>-->\n\n2".into();
        for format in [CaptionFormat::Srt, CaptionFormat::Vtt] {
            let text = captions(&report, format);
            let lines = text.lines().filter(|line| !line.contains("-->"));
            assert!(
                lines.clone().all(|line| line.chars().count() <= MOST_CHARACTERS + 12),
                "{text}"
            );
            assert_eq!(
                text.matches(" --> ").count(),
                captions(&report, format).matches(" --> ").count()
            );
            assert!(!text.contains("\n2\n\n"), "{text}");
        }
    }
}
