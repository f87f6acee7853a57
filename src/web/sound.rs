//! Recordings: heard in parts, and drawn.

use std::path::Path;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use tower::ServiceExt;
use tower_http::services::ServeFile;

use crate::audio::outline;
use crate::page::Waveform;

/// Steps of a drawn recording: one for two pixels of a wide page.
const STEPS: usize = 600;

/// How a recording looks; `None` if it cannot be read, which costs the picture only.
pub fn waveform(recording: &Path) -> Option<Waveform> {
    Some(Waveform { peaks: outline(recording, STEPS).ok()? })
}

/// Sends a recording, or the range of it that is asked for.
pub(super) async fn send(recording: &Path, request: Request) -> Response {
    match ServeFile::new(recording).oneshot(request).await {
        Ok(response) => response.into_response(),
        Err(never) => match never {},
    }
}
