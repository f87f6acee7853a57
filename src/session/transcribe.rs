//! One recording to words, as fast as it goes.

use std::path::Path;

use tokio::sync::mpsc::UnboundedReceiver;

use super::ear::Ear;
use super::event::{SessionEvent, events};
use super::outcome::SessionError;
use crate::analysis::Answer;
use crate::asr::{self, AsrError, Interrupt, Pace, Recogniser, Stream};
use crate::audio::{FileMicrophone, Microphone, Notice, Speed};
use crate::timeline::{Millis, SpeechTrack};
use crate::transcript::{Transcript, Word, align};

/// A recording as it was heard.
#[derive(Debug)]
pub struct Heard {
    pub transcript: Transcript,
    pub track: SpeechTrack,
    /// The recogniser's model.
    pub model: Option<String>,
    /// What could not be recognised or read, for people.
    pub warnings: Vec<String>,
}

impl Heard {
    /// The answer that was heard, not yet understood.
    pub fn answer(self) -> Answer {
        Answer::recorded(self.transcript, self.track)
    }
}

/// Turns a recording into words, on the path that a live answer takes.
///
/// `vocabulary` is what may be said, as in [`Request`](asr::Request); `progress` hears how far it has got.
///
/// # Errors
/// [`SessionError`] if the file cannot be read or the model cannot be loaded.
pub async fn transcribe(
    path: &Path,
    recogniser: impl FnOnce(Interrupt) -> Result<Box<dyn Recogniser>, AsrError> + Send + 'static,
    vocabulary: &str,
    progress: &mut dyn FnMut(Millis),
) -> Result<Heard, SessionError> {
    let (tell, receiver) = events();
    let teller = tell.clone();
    let stream = Stream::start(recogniser, Pace::Patient, move |heard| {
        drop(teller.send(SessionEvent::Heard(heard)));
    })?;
    let mut microphone = FileMicrophone::new(vec![path.to_owned()], Speed::Max)?;
    let mut feed = stream.feed();
    feed.expect(vocabulary);
    microphone.begin(Box::new(Ear::new(None, feed, tell, Millis::ZERO)))?;
    collect(&mut microphone, receiver, progress).await
}

async fn collect(
    microphone: &mut FileMicrophone,
    mut receiver: UnboundedReceiver<SessionEvent>,
    progress: &mut dyn FnMut(Millis),
) -> Result<Heard, SessionError> {
    let mut words: Vec<Word> = Vec::new();
    let mut warnings = Vec::new();
    let (mut model, mut track, mut finished) = (None, None, false);
    while track.is_none() || !finished {
        let Some(event) = receiver.recv().await else { break };
        match event {
            SessionEvent::Heard(asr::Heard::Ready { model: name }) => model = Some(name),
            SessionEvent::Heard(asr::Heard::Committed { words: new, .. }) => {
                progress(new.last().map_or(Millis::ZERO, |word| word.span.end));
                words.extend(new);
            }
            SessionEvent::Heard(asr::Heard::Failed { span: None, error }) => {
                return Err(error.into());
            }
            SessionEvent::Heard(asr::Heard::Failed { span: Some(span), error }) => {
                warnings.push(format!(
                    "{} to {}: {error}",
                    span.start.to_clock(),
                    span.end.to_clock()
                ));
            }
            SessionEvent::Heard(asr::Heard::Finished) => finished = true,
            SessionEvent::Notice(Notice::Ended) => microphone.end()?,
            SessionEvent::Taken(taken) => track = Some(taken.track),
            _ => {}
        }
    }
    let track = track.unwrap_or_default();
    Ok(Heard { transcript: align(words, &track), track, model, warnings })
}
