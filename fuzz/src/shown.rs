//! An answer on the way that every answer takes: judged, reported, drawn in every form.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use greenroom::analysis::{
    Answer, Context, DIMENSIONS, Timing, contradictions, judge_reply_to, judge_try, wanted_texts,
};
use greenroom::bank::Bank;
use greenroom::feedback;
use greenroom::page::{Shell, Sound, Waveform, session_page};
use greenroom::report::{
    Canvas, CaptionFormat, Palette, ReportModel, Session, SessionAnswer, SourceKind, captions,
    draw, markdown, read_answer, to_json, to_json_line,
};
use greenroom::scoring::judge;
use greenroom::session::{engine, meta};
use greenroom::transcript::parse::{TranscriptFormat, parse};

/// What is built into the program.
pub static BANK: LazyLock<Bank> = LazyLock::new(|| Bank::builtin().expect("the bank is sound"));

/// Judges an answer and draws what came of it.
pub fn answer(mut answer: Answer, context: &Context<'_>, path: &str) {
    for text in wanted_texts(&answer, context) {
        let vector = vector(&text);
        answer.vectors.insert(&text, vector);
    }
    let judged = judge(&answer, context);
    let kind = if answer.track.is_some() { SourceKind::Audio } else { SourceKind::Transcript };
    let report =
        ReportModel::new(&answer, &judged, meta(context, path.to_owned(), kind, engine(None)));
    let analysis = &judged.analysis;
    feedback::spoken(analysis, context);
    feedback::written(analysis, context);
    for drill in context.bank.drills() {
        judge_try(&answer, analysis, context, drill, 0);
    }
    for probe in &analysis.probes {
        judge_reply_to(probe, &answer, &context.of_reply());
    }
    contradictions(std::slice::from_ref(&answer), &answer, context.bank.lexicon());
    let stored = to_json(&report).expect("a report can be written");
    let stored =
        read_answer(&stored).expect("it is no session").expect("what was written can be read");
    assert_eq!(stored.words.len(), answer.transcript.words.len(), "no word is lost in a file");
    drawn(&report, context.card.map(|card| card.question.as_str()));
}

/// Draws a report, wherever it is from.
pub fn drawn(report: &ReportModel, asked: Option<&str>) {
    for palette in [Palette::Plain, Palette::Ansi] {
        let drawn = draw(report, asked, Canvas { width: 70, palette });
        let steers =
            |c: char| c.is_control() && c != '\n' && (palette == Palette::Plain || c != '\u{1b}');
        assert!(!drawn.contains(steers), "text steers the terminal: {drawn:?}");
    }
    markdown(report, asked);
    to_json_line(report).expect("a report can be written");
    for (form, format) in
        [(CaptionFormat::Srt, TranscriptFormat::Srt), (CaptionFormat::Vtt, TranscriptFormat::Vtt)]
    {
        // Words without a letter are no words to a reader, and a text may look like a tag or a time.
        let _ = parse(captions(report, form).as_bytes(), format);
    }
    let mut session = Session::open("analysis", "2026-11-29T08:00:00Z");
    session.answers.push(SessionAnswer::lone(report, asked));
    pages(&session);
}

/// Writes the pages of a session.
pub fn pages(session: &Session) {
    let sound = Sound {
        url: Some("answer.wav".to_owned()),
        waveform: Some(Waveform { peaks: vec![0, 128, 255] }),
    };
    for shell in [Shell::Served, Shell::File] {
        session_page(session, std::slice::from_ref(&sound), shell).expect("a template holds");
    }
}

/// An answer without a recording.
pub fn typed(transcript: greenroom::transcript::Transcript, timing: Timing) -> Answer {
    Answer {
        duration: transcript.span().map_or(greenroom::timeline::Millis::ZERO, |span| span.end),
        transcript,
        track: None,
        timing,
        vectors: greenroom::analysis::Vectors::default(),
        told_sections: Vec::new(),
    }
}

/// A made-up vector of length 1 that is the same for the same text.
fn vector(text: &str) -> Vec<f32> {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let mut state = hasher.finish() | 1;
    let mut numbers: Vec<f32> = (0..DIMENSIONS)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let [low, high, ..] = state.to_le_bytes();
            f32::from(i16::from_le_bytes([low, high]))
        })
        .collect();
    let length = numbers.iter().map(|n| n * n).sum::<f32>().sqrt();
    for number in &mut numbers {
        *number /= length;
    }
    numbers
}
