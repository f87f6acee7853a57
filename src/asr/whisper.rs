//! whisper.cpp through `whisper_rs`.

use std::path::Path;

use whisper_rs::{
    FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters, WhisperState,
};

use super::gain::audible;
use super::recogniser::SAMPLE_RATE_HZ;
use super::steps::Steps;
use super::tokens::{self, Token};
use super::{AsrError, Effort, Interrupt, Recogniser, Request, heads, window};
use crate::timeline::{Millis, SampleClock};
use crate::transcript::Word;

/// whisper.cpp returns nothing for less than 100 ms of audio.
const SHORTEST_SAMPLES: usize = SAMPLE_RATE_HZ as usize / 10;

/// whisper.cpp ends the process if it is to align less than 160 ms: its filter is as long.
const ALIGNABLE_SAMPLES: usize = SAMPLE_RATE_HZ as usize / 5;

/// Above this probability of silence, words that are also unlikely are dropped. Whisper's own
/// default; it is combined with the average token probability below.
const NO_SPEECH: f32 = 0.6;

/// Words that stand alone in a stretch which whisper itself calls silent are kept only if their
/// tokens were at least this likely (the published `logprob_thold` of -1 is 0.37).
const LIKELY: f32 = 0.37;

/// Goes before what was said before: whisper leaves out fillers unless it is shown some.
const HESITATION: &str = " Um, uh, so, er, ah, like.";

/// A Whisper model, loaded, with one decoding state that is reused for every pass.
pub struct Whisper {
    context: WhisperContext,
    state: WhisperState,
    /// Cloned for each pass: `whisper_rs` never frees a language or a callback that is set, so they
    /// are set once.
    interruptible: FullParams<'static, 'static>,
    finals: FullParams<'static, 'static>,
    interrupt: Interrupt,
    steps: Steps,
    model: String,
}

impl Whisper {
    /// Loads a ggml file that has been checked, for `threads` threads.
    ///
    /// # Errors
    /// [`AsrError::Unread`] if the file cannot be read, [`AsrError::Load`] if whisper.cpp refuses it.
    pub fn load(path: &Path, threads: usize, interrupt: Interrupt) -> Result<Self, AsrError> {
        whisper_rs::install_logging_hooks();
        let load_error = |source| AsrError::Load { path: path.to_owned(), source };
        let unread = |source| AsrError::Unread { path: path.to_owned(), source };
        // Without flash attention, which is 5 to 30 % slower on the processors that this was measured
        // on, and does not tell where it attends to.
        let mut parameters = WhisperContextParameters::default();
        parameters.dtw_parameters(heads::alignment(path).map_err(unread)?);
        let context = WhisperContext::new_with_params(path, parameters).map_err(load_error)?;
        let state = context.create_state().map_err(load_error)?;
        let steps = Steps::default();
        let (left, raised, left_too) = (steps.clone(), interrupt.clone(), steps.clone());
        let finals = stopped_by(threads, Box::new(move || left.take()));
        let stop = move || left_too.take() || raised.is_raised();
        let interruptible = stopped_by(threads, Box::new(stop));
        let model = path.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
        Ok(Self { context, state, interruptible, finals, interrupt, steps, model })
    }

    /// What goes before the words, as tokens: what may be said, hesitation, and of what was said before at
    /// most 48 tokens, which is some 200 characters.
    fn prompt(&self, vocabulary: &str, before: &str) -> Vec<i32> {
        const MOST: usize = 48;
        let tokens = |text: &str| {
            let clean: String = text.chars().filter(|c| *c != '\0').collect();
            self.context.tokenize(&clean, 256).unwrap_or_default()
        };
        let mut prompt = Vec::new();
        if !vocabulary.is_empty() {
            prompt = tokens(&format!(" {vocabulary}."));
            prompt.truncate(MOST);
        }
        prompt.extend(tokens(HESITATION));
        let before = tokens(before);
        prompt.extend(&before[before.len().saturating_sub(MOST)..]);
        prompt
    }

    fn words(&self, from: Millis) -> Vec<Word> {
        let end_of_text = self.context.token_eot();
        let mut words = Vec::new();
        for segment in self.state.as_iter() {
            let mut said = from;
            let tokens: Vec<Token> = (0..segment.n_tokens())
                .filter_map(|index| segment.get_token(index))
                .filter(|token| token.token_id() < end_of_text)
                .filter_map(|token| {
                    let data = token.token_data();
                    // When attention moves on to the next token: the end of this one.
                    let start = said;
                    said = said.max(from + centiseconds(data.t_dtw));
                    Some(Token {
                        bytes: token.to_bytes().ok()?.to_vec(),
                        start,
                        end: said,
                        probability: data.p,
                    })
                })
                .collect();
            if segment.no_speech_probability() > NO_SPEECH && mean_probability(&tokens) < LIKELY {
                continue;
            }
            words.extend(tokens::words(&tokens));
        }
        words
    }
}

impl Recogniser for Whisper {
    fn model(&self) -> &str {
        &self.model
    }

    fn recognise(&mut self, request: &Request<'_>) -> Result<Vec<Word>, AsrError> {
        if request.pcm.len() < SHORTEST_SAMPLES {
            return Ok(Vec::new());
        }
        // A short window is the usual cause of a loop, the prompt the next one.
        let (frames, before) = match request.effort {
            Effort::Prompt | Effort::Tentative => {
                (window::frames(request.pcm.len(), window::TO_SHOW), Some(request.before))
            }
            Effort::Provisional | Effort::Final => {
                (window::frames(request.pcm.len(), window::TO_KEEP), Some(request.before))
            }
            Effort::Unprompted => (window::frames(request.pcm.len(), window::TO_KEEP), None),
            Effort::Careful => (window::frames(request.pcm.len(), window::TO_BE_SURE), None),
            Effort::Exhaustive => (window::FULL, None),
        };
        let prompt =
            before.map(|before| self.prompt(request.vocabulary, before)).unwrap_or_default();
        let mut parameters = match request.effort {
            Effort::Prompt | Effort::Tentative | Effort::Provisional => self.interruptible.clone(),
            Effort::Final | Effort::Unprompted | Effort::Careful | Effort::Exhaustive => {
                self.finals.clone()
            }
        };
        if request.effort == Effort::Tentative {
            parameters.set_n_threads(1);
        }
        if !prompt.is_empty() {
            parameters.set_tokens(&prompt);
        }
        parameters.set_audio_ctx(frames.try_into().unwrap_or(0));
        let length = SampleClock::new(SAMPLE_RATE_HZ).at(request.pcm.len() as u64);
        self.steps.allow(length);
        let mut pcm = audible(request.pcm);
        if pcm.len() < ALIGNABLE_SAMPLES {
            pcm.to_mut().resize(ALIGNABLE_SAMPLES, 0.0);
        }
        self.state.full(parameters, &pcm).map_err(|source| match request.effort {
            // An abort surfaces as "encode failed" or "decode failed", by number.
            Effort::Prompt | Effort::Tentative | Effort::Provisional
                if self.interrupt.is_raised() =>
            {
                AsrError::Interrupted
            }
            _ if self.steps.are_used_up() => AsrError::Stuck,
            _ => AsrError::Transcribe(source),
        })?;
        Ok(self.words(request.start))
    }
}

/// Parameters for passes that end early when `stop`, which is asked after each step, says so.
///
/// `set_abort_callback_safe` keeps a pointer to a `Box<dyn FnMut>` and calls it as the closure's own
/// type. Only a closure whose own type is that box is called correctly.
fn stopped_by(threads: usize, stop: Box<dyn FnMut() -> bool>) -> FullParams<'static, 'static> {
    let mut parameters = parameters_for(threads);
    parameters.set_abort_callback_safe(stop);
    parameters
}

fn parameters_for(threads: usize) -> FullParams<'static, 'static> {
    let mut parameters = FullParams::new(SamplingStrategy::Greedy { best_of: 1 });
    parameters.set_n_threads(i32::try_from(threads).unwrap_or(1));
    parameters.set_language(Some("en"));
    parameters.set_detect_language(false);
    parameters.set_translate(false);
    parameters.set_no_context(true);
    // One utterance, one segment, which is aligned as a whole. With time stamps whisper would end it
    // early, at what it takes for the last whole sentence, and leave out what follows.
    parameters.set_single_segment(true);
    parameters.set_no_timestamps(true);
    parameters.set_suppress_blank(true);
    // Brackets, music notes and the like: what whisper writes for sounds that are not speech.
    parameters.set_suppress_nst(true);
    // Decoding again at a higher temperature costs a whole pass each time; loops are caught by
    // `loops` and tried again in the full window instead.
    parameters.set_temperature_inc(0.0);
    parameters.set_print_special(false);
    parameters.set_print_progress(false);
    parameters.set_print_realtime(false);
    parameters.set_print_timestamps(false);
    parameters
}

fn centiseconds(value: i64) -> Millis {
    Millis(u64::try_from(value).unwrap_or(0).saturating_mul(10))
}

#[expect(clippy::cast_precision_loss, reason = "an utterance has at most 448 tokens")]
fn mean_probability(tokens: &[Token]) -> f32 {
    if tokens.is_empty() {
        return 0.0;
    }
    tokens.iter().map(|token| token.probability).sum::<f32>() / tokens.len() as f32
}
