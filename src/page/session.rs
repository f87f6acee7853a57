//! The page of a session.

use askama::Template;

use super::PageError;
use super::answer::{AnswerView, Sound};
use super::paint::{SCRIPT, STYLE, digest};
use crate::report::Session;

/// What a page stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shell {
    /// A server's page: style and script come beside it, other pages are linked, words can be corrected.
    Served,
    /// A file of its own.
    File,
}

/// What every page has around its own part.
pub(super) struct Frame {
    pub(super) title: String,
    pub(super) served: bool,
    pub(super) style: &'static str,
    pub(super) script: &'static str,
    pub(super) digest: String,
    /// Where among the pages it is.
    pub(super) place: &'static str,
}

impl Frame {
    pub(super) fn new(title: String, shell: Shell, place: &'static str) -> Self {
        let digest = digest(SCRIPT);
        let served = shell == Shell::Served;
        Self { title, served, style: STYLE, script: SCRIPT, digest, place }
    }
}

#[derive(Template)]
#[template(path = "session.html")]
struct SessionPage {
    frame: Frame,
    id: String,
    heading: String,
    when: String,
    listener: String,
    feedback: Vec<String>,
    answers: Vec<AnswerView>,
}

/// Writes the page of a session. `sounds` are those of its answers, in order; where one is missing, the
/// answer is read without.
///
/// # Errors
/// [`PageError`] if the template fails, which a test holds against a corpus of hostile text.
pub fn session_page(
    session: &Session,
    sounds: &[Sound],
    shell: Shell,
) -> Result<String, PageError> {
    let nothing = Sound::default();
    let answers: Vec<AnswerView> = session
        .answers
        .iter()
        .enumerate()
        .map(|(at, answer)| AnswerView::of(at + 1, answer, sounds.get(at).unwrap_or(&nothing)))
        .collect();
    let heading = match (&session.drill, &session.question) {
        (Some(drill), _) => format!("Drill: {drill}"),
        (None, Some(question)) => question.replace('-', " "),
        (None, None) => "An answer".to_owned(),
    };
    let listener: Vec<String> = [
        session.company.as_ref().map(|company| format!("company: {company}")),
        session.level.as_ref().map(|level| format!("level: {level}")),
        session.length.as_ref().map(|length| format!("length: {length}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let page = SessionPage {
        frame: Frame::new(heading.clone(), shell, "sessions"),
        id: session.id.clone(),
        heading: crate::analysis::capitalised(&heading),
        when: session.started.get(..16).unwrap_or_default().replace('T', " "),
        listener: listener.join(", "),
        feedback: session.feedback.written.lines().map(str::to_owned).collect(),
        answers,
    };
    Ok(page.render()?)
}
