//! A whole recording in one call, for comparison: what the same weights can do without hurry.

use std::path::Path;

use whisper_rs::{FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters};

use super::Result;
use super::stage::THREADS;

pub(crate) struct Offline {
    context: WhisperContext,
}

impl Offline {
    pub(crate) fn load(weights: &Path) -> Result<Self> {
        whisper_rs::install_logging_hooks();
        let parameters = WhisperContextParameters::default();
        Ok(Self { context: WhisperContext::new_with_params(weights, parameters)? })
    }

    /// Greedy, otherwise whisper.cpp's own defaults: temperature fallback, text as context.
    pub(crate) fn text(&self, samples: &[f32]) -> Result<String> {
        let mut parameters = FullParams::new(SamplingStrategy::Greedy { best_of: 1 });
        parameters.set_n_threads(i32::try_from(THREADS)?);
        parameters.set_language(Some("en"));
        parameters.set_print_progress(false);
        parameters.set_print_realtime(false);
        let mut state = self.context.create_state()?;
        state.full(parameters, samples)?;
        let mut text = String::new();
        for segment in state.as_iter() {
            text.push_str(&segment.to_str_lossy()?);
        }
        Ok(text)
    }
}
