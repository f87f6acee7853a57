//! Files of users.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::LazyLock;

use greenroom::analysis::{Answer, Context, RUBRIC, Timing};
use greenroom::audio::{Decoder, SAMPLE_RATE, outline};
use greenroom::bank::{Pattern, is_number, pieces};
use greenroom::config::Paths;
use greenroom::models::{Import, Library, Precision};
use greenroom::page::compare_page;
use greenroom::report::{
    Attempt, Correction, Palette, Progress, Repertoire, Session, compare, draw_progress,
    draw_repertoire, history, read_answer, read_session,
};
use greenroom::store::{Ledger, Store, Stories};
use greenroom::transcript::Spoken;
use greenroom::transcript::parse::{TranscriptFormat, parse};
use greenroom::voice::{Piper, Speaking, VoiceFiles};

use super::bytes::Bytes;
use super::shown::{self, BANK};

/// A transcript in one of the formats, as `analyze` reads it. The first byte chooses which.
pub fn transcript(bytes: &[u8]) {
    let mut bytes = Bytes(bytes);
    let formats = [
        TranscriptFormat::Txt,
        TranscriptFormat::Srt,
        TranscriptFormat::Vtt,
        TranscriptFormat::Json,
    ];
    let Some(format) = bytes.one_of(&formats) else { return };
    let Ok(parsed) = parse(bytes.0, format) else { return };
    let spans = || parsed.transcript.words.iter().map(|word| word.span);
    assert!(spans().is_sorted_by(|one, next| one.end <= next.start), "words overlap");
    let timing = if parsed.timed { Timing::Measured } else { Timing::Estimated };
    let context = Context::new(&BANK, None, None).expect("the default length is there");
    shown::answer(shown::typed(parsed.transcript, timing), &context, "answer.srt");
}

/// A stored answer or session: judged again, corrected, drawn, put into a store and its ledger.
pub fn report(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(Some(stored)) = read_answer(text) {
        shown::drawn(&stored, None);
        let named = Context::new(&BANK, None, Some(&stored.length)).and_then(|context| {
            context.heard_by(stored.company.as_deref(), stored.level.as_deref())
        });
        let context = named
            .or_else(|_| Context::new(&BANK, None, None))
            .expect("the default length is there");
        shown::answer(stored.answer(), &context, &stored.source.path);
        for sentence in [0, stored.sentences.len().saturating_sub(1)] {
            let correction = Correction {
                sentence,
                text: "I built it in 3 days.".to_owned(),
                section: "result".to_owned(),
            };
            if let Some((corrected, _)) = stored.corrected(&correction) {
                shown::answer(corrected, &context, &stored.source.path);
            }
        }
    }
    if let Ok(session) = read_session(text) {
        shown::pages(&session);
        compare_page(Some((&session, &session))).expect("a template holds");
        stored(&session, text);
    }
}

fn stored(session: &Session, text: &str) {
    let home = tempfile::tempdir().expect("there is room");
    let paths = Paths::under(home.path());
    let store = Store::open(&paths).expect("it is empty");
    let folder = paths.sessions().join("2026-11-29T08-00-00");
    fs::create_dir(&folder).expect("it is not there");
    fs::write(folder.join("session.json"), text).expect("there is room");
    let (mut ledger, _) = Ledger::open(&paths, &store).expect("a session does not harm the ledger");
    drop(store.unfinished(&ledger.known().expect("it was made just now")));
    // Only `save` gives a session its folder's name; one that was copied may have another, or that of another.
    let _ = ledger.enter(session);
    drop((ledger.sessions(), ledger.last_asked(), ledger.older_than("2026-11-29")));
    let mut attempts = ledger.attempts(None, usize::MAX).unwrap_or_default();
    attempts.extend(Attempt::of(session));
    history(&attempts, Palette::Plain);
    compare(&attempts, Palette::Plain);
    let drills = ledger.drills().unwrap_or_default();
    draw_progress(&Progress::of(&attempts, drills, &BANK, RUBRIC), Palette::Plain);
}

/// An answer that most rules have something to say about.
static ANSWER: LazyLock<Answer> = LazyLock::new(|| {
    let text = "@600 So we had an outage in March ..700.. and we lost 40 percent of the orders. I found that the queue \
        was full. um[300] I rewrote the consumer in 2 weeks. In the end errors fell from 400 to 20 a day. I learned a lot.";
    let spoken: Spoken = text.parse().expect("it is the notation");
    Answer::recorded(spoken.transcript, spoken.track)
});

/// A user's own question, and an answer to it.
pub fn card(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(bank) = BANK.clone().with_user_cards(&[("mine.toml", text)]) else { return };
    for card in bank.cards().filter(|card| BANK.card(&card.id).is_err()) {
        let context = Context::new(&bank, Some(card), None).expect("what it names was checked");
        shown::answer(ANSWER.clone(), &context, "answer.wav");
    }
}

/// A story, edited by hand.
pub fn story(bytes: &[u8]) {
    let home = tempfile::tempdir().expect("there is room");
    let paths = Paths::under(home.path());
    fs::create_dir(paths.stories()).expect("it is empty");
    fs::write(paths.stories().join("mine.toml"), bytes).expect("there is room");
    let all: BTreeMap<_, _> = Stories::new(&paths).all().unwrap_or_default();
    for story in all.values() {
        story.unsaid("It went from 40 to 10 minutes, for $2,000.");
        Stories::new(&paths).save("again", story).expect("what was read can be written");
    }
    draw_repertoire(&Repertoire::of(&all, &[], &BANK), Palette::Plain);
}

/// A pattern of a word list, on the first line, and a text to look for it in.
pub fn pattern(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (pattern, text) = text.split_once('\n').unwrap_or((&text, ""));
    let words: Vec<String> = text.split_whitespace().flat_map(pieces).collect();
    for word in &words {
        let _ = is_number(word);
    }
    let Ok(pattern) = Pattern::parse(pattern) else { return };
    for at in 0..words.len() {
        let end = pattern.match_at(&words, at);
        assert!(end.is_none_or(|end| end <= words.len()), "a match ends in the text");
    }
}

thread_local! {
    static MUTE: Speaking = Speaking::mute();
}

/// A text to be read aloud: numbers, signs and abbreviations to words.
pub fn speech(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    MUTE.with(|speaking| speaking.wording(&text));
}

/// The two files of a voice: the length of the first in two bytes, then both.
pub fn voice(bytes: &[u8]) {
    let mut bytes = Bytes(bytes);
    let length = usize::try_from(bytes.number(2)).unwrap_or(0);
    let folder = tempfile::tempdir().expect("there is room");
    let files = VoiceFiles {
        model: folder.path().join("voice.onnx"),
        config: folder.path().join("voice.onnx.json"),
    };
    fs::write(&files.config, bytes.take(length)).expect("there is room");
    fs::write(&files.model, bytes.0).expect("there is room");
    let _ = Piper::open(&files);
}

/// The most sound that is waited for: an hour.
const MOST_SAMPLES: usize = SAMPLE_RATE as usize * 3600;

/// A recording. The first byte chooses the end of its name.
pub fn audio(bytes: &[u8]) {
    let mut bytes = Bytes(bytes);
    let Some(name) = bytes.one_of(&["a.wav", "a.flac", "a.mp3", "a.m4a", "a.ogg", "a.bin"]) else {
        return;
    };
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join(name);
    fs::write(&path, bytes.0).expect("there is room");
    let Ok(mut decoder) = Decoder::open(&path) else { return };
    let mut samples = 0;
    while let Ok(Some(block)) = decoder.next_block() {
        assert!(block.iter().all(|sample| sample.is_finite()), "a sample is a number");
        samples += block.len();
        if samples > MOST_SAMPLES {
            return;
        }
    }
    decoder.warnings();
    drop(decoder);
    let _ = outline(&path, 600);
}

/// A recogniser's weights in either format, or the tokens that come with them. The first byte chooses which.
pub fn model(bytes: &[u8]) {
    let mut bytes = Bytes(bytes);
    let kind = bytes.u8();
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("model.bin");
    let tokenizer = folder.path().join("tokenizer.json");
    if kind % 3 == 2 {
        fs::write(&path, 6_u32.to_le_bytes()).expect("there is room");
        fs::write(tokenizer, bytes.0).expect("there is room");
    } else {
        with_holes(bytes.0, &path);
        if kind % 3 == 1 {
            fs::write(tokenizer, &**TOKENIZER).expect("there is room");
        }
    }
    let library = Library::new(&Paths::under(folder.path())).expect("the manifest is sound");
    let precision = match kind / 3 % 3 {
        0 => None,
        1 => Some(Precision::F16),
        _ => Some(Precision::Q8_0),
    };
    let import = Import { path, name: Some("mine".to_owned()), precision };
    if library.import(&import, &mut |_| {}).is_ok() {
        library.recogniser(Some("mine")).expect("what was taken in can be used");
    }
}

/// As many tokens as a recogniser has.
static TOKENIZER: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let vocabulary: BTreeMap<String, u32> = (0..50_257).map(|id| (format!("t{id}"), id)).collect();
    serde_json::to_vec(&serde_json::json!({ "model": { "vocab": vocabulary } }))
        .expect("it is JSON")
});

/// The most zeros in a row: more than the largest tensor that a small model has.
const MOST_ZEROS: u64 = 1 << 23;

/// Writes a large file that a few bytes describe: a length and so many bytes as they are, or 255 and the number of
/// zeros in four bytes.
fn with_holes(bytes: &[u8], path: &Path) {
    let mut bytes = Bytes(bytes);
    let mut file = File::create(path).expect("there is room");
    let mut length = 0;
    while !bytes.is_empty() {
        match bytes.u8() {
            255 => {
                length += bytes.number(4).min(MOST_ZEROS);
                file.seek(SeekFrom::Start(length)).expect("it is a file");
            }
            count => {
                let some = bytes.take(count.into());
                file.write_all(some).expect("there is room");
                length += some.len() as u64;
            }
        }
    }
    file.set_len(length).expect("there is room");
}
