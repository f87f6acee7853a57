//! A page that could not be given, and why.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::page::PageError;
use crate::store::StoreError;

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Page(#[from] PageError),
    #[error("there is no such page")]
    Missing,
    #[error("{0}")]
    Refused(String),
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::Missing | Self::Store(StoreError::Unknown { .. }) => StatusCode::NOT_FOUND,
            Self::Refused(_) => StatusCode::BAD_REQUEST,
            Self::Store(_) | Self::Page(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let hint = if let Self::Store(error) = &self { error.hint() } else { None };
        let text = hint.map_or_else(|| self.to_string(), |hint| format!("{self}\nhint: {hint}"));
        (status, text).into_response()
    }
}
