//! A whole interview through recorder, voice activity, machine, analysis and store, with real audio
//! and a recogniser that knows its lines: no weights, no devices.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use greenroom::analysis::Context;
use greenroom::asr::{LoadRecogniser, Scripted};
use greenroom::audio::{FileMicrophone, SAMPLE_RATE, SoundFile, Speed, decode_all};
use greenroom::bank::{Bank, Card, Drill};
use greenroom::config::Paths;
use greenroom::interview::{Course, DrillLines, Drilling, End, Lines, Machine};
use greenroom::report::{AnswerRole, Pending, Session, SessionState};
use greenroom::session::{
    Control, CutOff, Interview, Organs, Outcome, Record, Screen, SessionEvent, Shown, TimeCues,
    Understanding, events, recover,
};
use greenroom::store::Store;
use greenroom::timeline::Millis;
use greenroom::transcript::{Transcript, Word};
use greenroom::voice::{Silent, Speaking};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/candidate").join(name)
}

/// The sentences of a recorded candidate, their words spread evenly over their true times.
fn script(name: &str) -> Transcript {
    let text = std::fs::read_to_string(fixture(&format!("{name}.truth.json"))).unwrap();
    let truth: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut words = Vec::new();
    for sentence in truth["sentences"].as_array().unwrap() {
        let at = |key: &str| Millis::from_secs_f64(sentence[key].as_f64().unwrap());
        let texts: Vec<&str> = sentence["text"].as_str().unwrap().split(' ').collect();
        let each = (at("end_s") - at("start_s")).0 / texts.len() as u64;
        for (text, n) in texts.iter().zip(0..) {
            let start = Millis(at("start_s").0 + n * each);
            words.push(Word::new(*text, start, Millis(start.0 + each)));
        }
    }
    Transcript { words }
}

/// Notes what a person would see.
#[derive(Default)]
struct Notes {
    lines: Vec<String>,
    committed: Vec<String>,
}

impl Screen for Notes {
    fn show(&mut self, shown: Shown<'_>) {
        match shown {
            Shown::Interviewer(line) => self.lines.push(format!("says: {line}")),
            Shown::Question { text, because } => {
                self.lines.push(format!("asks: {text}"));
                self.lines.extend(because.map(|because| format!("because: {because}")));
            }
            Shown::Warning(text) => self.lines.push(format!("warning: {text}")),
            Shown::Committed(words) => {
                self.committed.extend(words.iter().map(|word| word.text.clone()));
            }
            _ => {}
        }
    }
}

struct Held {
    outcome: Outcome,
    stored: Session,
    notes: Notes,
    folder: PathBuf,
    _home: tempfile::TempDir,
}

fn hold_recorded(names: &[&str], before: &[Control]) -> Held {
    let files = names.iter().map(|name| fixture(&format!("{name}.ogg"))).collect();
    hold(files, names.iter().map(|name| script(name)).collect(), before)
}

fn hold(files: Vec<PathBuf>, scripts: Vec<Transcript>, before: &[Control]) -> Held {
    let questions = &[QUESTION];
    hold_plan(Plan { questions, drill: None, course: &interview, files, scripts, before })
}

fn interview(lines: Lines, questions: Vec<String>) -> Box<dyn Course> {
    Box::new(Machine::new(lines, questions, End::default()))
}

/// The replies of the candidate as tries at a drill.
fn hold_drill(name: &str, tries: usize) -> Held {
    let drill = Bank::builtin().unwrap().drill(name).unwrap().clone();
    let (instruction, again) = (drill.instruction.clone(), drill.again.clone());
    let course = |lines: Lines, _| -> Box<dyn Course> {
        let sayings = DrillLines {
            lead: lines.before_drill(End::default()),
            instruction: instruction.clone(),
            again: again.clone(),
            countdown: lines.countdown,
        };
        Box::new(Drilling::new(sayings, End::default()))
    };
    hold_plan(Plan {
        questions: &[],
        drill: Some(drill),
        course: &course,
        files: vec![fixture("reply.ogg"); tries],
        scripts: vec![script("reply"); tries],
        before: &[],
    })
}

const QUESTION: &str = "production-failure";

/// What is held.
struct Plan<'a> {
    /// The ids of cards.
    questions: &'a [&'a str],
    drill: Option<Drill>,
    /// Makes the course from its lines and the cards' questions.
    course: &'a dyn Fn(Lines, Vec<String>) -> Box<dyn Course>,
    files: Vec<PathBuf>,
    scripts: Vec<Transcript>,
    before: &'a [Control],
}

fn hold_plan(plan: Plan<'_>) -> Held {
    let home = tempfile::tempdir().unwrap();
    let bank = Bank::builtin().unwrap();
    let cards: Vec<&Card> = plan.questions.iter().map(|id| bank.card(id).unwrap()).collect();
    let lines = Lines::builtin().unwrap();
    let store = Store::open(&Paths::under(home.path())).unwrap();
    let mut session = Session::open("test", "2026-11-21T20:15:03Z");
    session.question = cards.first().map(|card| card.id.clone());
    let folder = store.create(&session).unwrap();
    let (tell, receiver) = events();
    for control in plan.before {
        tell.send(SessionEvent::Control(*control)).unwrap();
    }
    let mut record = Record::new(session, lines.clone());
    let mut contexts: Vec<Context<'_>> =
        cards.iter().map(|card| Context::new(&bank, Some(card), None).unwrap()).collect();
    if let Some(drill) = plan.drill {
        record = record.of_drill(drill, Some(plan.files.len()));
        contexts.push(Context::new(&bank, None, None).unwrap());
    }
    let scripts = plan.scripts;
    let questions = cards.iter().map(|card| card.question.clone()).collect();
    let interview = Interview {
        contexts,
        end_phrases: lines.end_phrases(),
        time_cues: TimeCues::default(),
        record,
        understanding: Understanding::default(),
        course: (plan.course)(lines, questions),
        microphone: Box::new(FileMicrophone::new(plan.files, Speed::Max).unwrap()),
        recogniser: Box::new(move |_| Ok(Box::new(Scripted::new(scripts)))),
        organs: Box::new(|| Organs { voice: Speaking::mute(), player: Box::new(Silent) }),
        folder: folder.clone(),
    };
    let mut notes = Notes::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let outcome = runtime.block_on(interview.run(&mut notes, tell, receiver)).unwrap();
    let stored = store.load("test").unwrap();
    Held { outcome, stored, notes, folder: folder.path().to_owned(), _home: home }
}

#[test]
fn each_of_several_questions_is_judged_by_its_own_card() {
    let names = ["rambling", "reply", "concise", "reply"];
    let questions = [QUESTION, "conflict-technical-choice"];
    let held = hold_plan(Plan {
        questions: &questions,
        drill: None,
        course: &interview,
        files: names.iter().map(|name| fixture(&format!("{name}.ogg"))).collect(),
        scripts: names.iter().map(|name| script(name)).collect(),
        before: &[],
    });
    let main = held.stored.answers.iter().filter(|answer| answer.role == AnswerRole::Main);
    let cards: Vec<_> = main.map(|answer| answer.report.question.as_deref().unwrap()).collect();
    assert_eq!(cards, questions);
    assert_eq!(held.stored.pending, None);
    let written = &held.stored.feedback.written;
    assert_eq!(written.matches("does not predict").count(), 2, "{written}");
}

#[test]
fn an_interview_that_was_cut_off_in_a_follow_up_is_completed() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(&Paths::under(home.path())).unwrap();
    let mut whole = hold_recorded(&["rambling", "reply"], &[]).stored;
    let reply = whole.answers.pop().unwrap();
    let feedback = whole.feedback.clone();
    // As it is on disk while the reply is given.
    let draft = Session {
        state: SessionState::Open,
        pending: Some(Pending {
            role: AnswerRole::Reply,
            asked: reply.asked.clone(),
            because: reply.because.clone(),
        }),
        ..whole
    };
    let folder = store.create(&draft).unwrap();
    for (name, number) in [("rambling", 1), ("reply", 2)] {
        let samples = decode_all(&fixture(&format!("{name}.ogg"))).unwrap().0;
        let mut file = SoundFile::create(&folder.audio_path(number)).unwrap();
        file.write(&samples, SAMPLE_RATE).unwrap();
    }
    let bank = Bank::builtin().unwrap();
    let card = bank.card(QUESTION).unwrap();
    let [unfinished] = &store.unfinished(&BTreeSet::new()).unwrap()[..] else { panic!("not one") };
    let cut_off = CutOff {
        draft,
        recordings: unfinished.recordings.clone(),
        contexts: vec![Context::new(&bank, Some(card), None).unwrap()],
        lines: Lines::builtin().unwrap(),
        drill: None,
    };
    let load =
        || -> LoadRecogniser { Box::new(|_| Ok(Box::new(Scripted::new(vec![script("reply")])))) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let recovered = runtime.block_on(recover(cut_off, load, &Understanding::default())).unwrap();
    let session = recovered.session;
    assert_eq!((session.state, session.answers.len()), (SessionState::Complete, 2));
    let again = &session.answers[1];
    assert_eq!(
        (again.role, &again.asked, &again.because),
        (reply.role, &reply.asked, &reply.because)
    );
    assert_eq!(again.report.words.len(), reply.report.words.len());
    assert_eq!(session.feedback, feedback, "what was said about the answer stays");
}

#[test]
fn a_drill_that_was_cut_off_is_completed_with_its_verdicts() {
    let Held { stored, folder, .. } = &hold_drill("situation", 2);
    let bank = Bank::builtin().unwrap();
    let mut draft = stored.clone();
    let lost = draft.answers.pop().unwrap();
    let cut_off = CutOff {
        draft,
        recordings: vec![folder.join("answer-1.wav"), folder.join("answer-2.wav")],
        contexts: vec![Context::new(&bank, None, None).unwrap()],
        lines: Lines::builtin().unwrap(),
        drill: Some(bank.drill("situation").unwrap().clone()),
    };
    let load =
        || -> LoadRecogniser { Box::new(|_| Ok(Box::new(Scripted::new(vec![script("reply")])))) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let recovered = runtime.block_on(recover(cut_off, load, &Understanding::default())).unwrap();
    assert_eq!(recovered.session.answers.len(), 2);
    assert_eq!(recovered.session.answers[1].tried, lost.tried);
    assert!(lost.tried.is_some());
}

#[test]
fn a_drill_goes_on_until_three_tries_in_a_row_pass() {
    let held = hold_drill("situation", 5);
    let tried: Vec<_> = held.stored.answers.iter().filter_map(|a| a.tried.as_ref()).collect();
    assert_eq!(tried.len(), 3, "{tried:?}");
    assert!(tried.iter().all(|tried| tried.passed && tried.value < 45.0), "{tried:?}");
    assert_eq!(held.stored.state, SessionState::Complete);
    assert!(held.stored.answers.iter().all(|answer| answer.report.scores.overall.is_none()));
    assert!((1..=3).all(|number| held.folder.join(format!("answer-{number}.wav")).exists()));
    let last = held.notes.lines.last().unwrap();
    assert!(last.contains("This opening sits"), "{last}");
}

#[test]
fn a_try_that_misses_is_told_why_and_asked_for_again() {
    // Half a minute is too long for an ending, and there are only two recordings of it.
    let held = hold_drill("ending", 2);
    let tried: Vec<_> = held.stored.answers.iter().filter_map(|a| a.tried.as_ref()).collect();
    assert_eq!(tried.len(), 2);
    assert!(
        tried.iter().all(|tried| !tried.passed && tried.said.contains("too long")),
        "{tried:?}"
    );
    let asked = held.notes.lines.iter().filter(|line| line.starts_with("asks: ")).count();
    assert_eq!(asked, 2, "{:?}", held.notes.lines);
}

#[test]
fn an_interview_is_asked_heard_judged_and_kept() {
    let held = hold_recorded(&["rambling", "reply"], &[]);
    let [main, reply] = &held.stored.answers[..] else { panic!("{:?}", held.stored.answers) };

    assert!(!held.outcome.interrupted);
    assert_eq!(held.stored.state, SessionState::Complete);
    assert_eq!((main.role, reply.role), (AnswerRole::Main, AnswerRole::Reply));
    assert!(reply.because.as_ref().is_some_and(|because| !because.is_empty()));
    assert_eq!(held.notes.lines.iter().filter(|line| line.starts_with("asks: ")).count(), 2);

    let rules: Vec<&str> = main.report.findings.iter().map(|f| f.rule.as_str()).collect();
    for expected in ["situation-too-long", "answer-too-short", "architecture-digression"] {
        assert!(rules.contains(&expected), "{expected} is missing from {rules:?}");
    }
    let feedback = &held.stored.feedback;
    let n_words = feedback.spoken.split_whitespace().count();
    assert!((20..=75).contains(&n_words), "30 s at 150 words a minute: {n_words} words");
    for part in ["\n1. ", "\n2. ", "\n   0:07 “The platform was split"] {
        assert!(feedback.written.contains(part), "{part:?} is not in:\n{}", feedback.written);
    }
}

#[test]
fn every_sample_is_kept_and_the_closing_phrase_is_not_part_of_the_answer() {
    let held = hold_recorded(&["rambling", "reply"], &[]);
    for (answer, name) in held.stored.answers.iter().zip(["rambling", "reply"]) {
        let audio = held.folder.join(answer.audio.as_ref().unwrap());
        let (recorded, _) = decode_all(&audio).unwrap();
        let (spoken, _) = decode_all(&fixture(&format!("{name}.ogg"))).unwrap();
        // The phrase can end the take in the silence that closes the file.
        let script = script(name);
        let phrase_end = usize::try_from(script.span().unwrap().end.0 * 16).unwrap();
        assert!((phrase_end..=spoken.len()).contains(&recorded.len()), "{name}");
        let differs = recorded.iter().zip(&spoken).position(|(a, b)| (a - b).abs() > 2e-4);
        assert_eq!(differs, None, "{name}: recorded as it was spoken");
        let text: Vec<&str> = answer.report.words.iter().map(|w| w.text.as_str()).collect();
        assert_eq!(text.join(" "), without_phrase(&script), "{name}");
    }
    assert!(held.notes.committed.join(" ").contains("That's my answer."));
}

fn without_phrase(script: &Transcript) -> String {
    script.text().trim_end_matches(" That's my answer.").to_owned()
}

#[test]
fn who_stops_has_what_was_said_on_disk() {
    let held = hold_recorded(&["concise"], &[Control::Stop]);
    assert!(held.outcome.interrupted);
    assert_eq!(held.stored.state, SessionState::Complete);
}

#[test]
fn silence_is_answered_honestly() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("silence.wav");
    let mut file = SoundFile::create(&path).unwrap();
    file.write(&vec![0.0; 48_000], 16_000).unwrap();

    let held = hold(vec![path], Vec::new(), &[]);
    assert_eq!(held.stored.answers.len(), 1, "no follow-up to an answer that was not given");
    assert!(held.stored.feedback.spoken.contains("did not hear"));
}
