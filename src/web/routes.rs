//! Which address gives which page.

use axum::extract::{Path, Query, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router, middleware};
use serde::Deserialize;

use super::failure::Failure;
use super::guard::{Guard, guard};
use super::site::Site;
use super::sound;
use crate::page::{
    Chosen, Filter, SCRIPT, STYLE, Shell, compare_page, index_page, progress_page, session_page,
};
use crate::report::Correction;

pub(super) fn routes(site: Site, guarded: Guard) -> Router {
    Router::new()
        .route("/", get(index))
        .route("/progress", get(progress))
        .route("/compare", get(compare))
        .route("/sessions/{id}", get(session))
        .route("/sessions/{id}/answers/{number}/audio", get(audio))
        .route("/sessions/{id}/answers/{number}/sentences/{sentence}", post(correct))
        .route("/assets/review.css", get(style))
        .route("/assets/review.js", get(script))
        .with_state(site)
        .layer(middleware::from_fn_with_state(guarded, guard))
}

/// Which part of the list is shown.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Shown {
    text: String,
    kind: String,
    page: usize,
}

async fn index(
    State(site): State<Site>,
    Query(Shown { text, kind, page }): Query<Shown>,
) -> Result<Html<String>, Failure> {
    Ok(Html(index_page(site.rows()?, Filter { text, kind, page })?))
}

async fn progress(
    State(site): State<Site>,
    Query(chosen): Query<Chosen>,
) -> Result<Html<String>, Failure> {
    let (progress, repertoire) = site.progress(&chosen)?;
    Ok(Html(progress_page(progress, repertoire, site.choices(chosen))?))
}

/// The two sessions are the first two values of `id`; fewer are no pair.
async fn compare(
    State(site): State<Site>,
    Query(chosen): Query<Vec<(String, String)>>,
) -> Result<Html<String>, Failure> {
    let ids: Vec<&String> =
        chosen.iter().filter(|(name, _)| name == "id").map(|(_, id)| id).collect();
    let [first, second, ..] = ids[..] else { return Ok(Html(compare_page(None)?)) };
    let (first, second) = (site.load(first)?, site.load(second)?);
    Ok(Html(compare_page(Some((&first, &second)))?))
}

async fn session(
    State(site): State<Site>,
    Path(id): Path<String>,
) -> Result<Html<String>, Failure> {
    let session = site.load(&id)?;
    Ok(Html(session_page(&session, &site.sounds(&session), Shell::Served)?))
}

async fn audio(
    State(site): State<Site>,
    Path((id, number)): Path<(String, usize)>,
    request: Request,
) -> Result<Response, Failure> {
    let session = site.load(&id)?;
    let recording = site.recording(&session, number)?;
    Ok(sound::send(&recording, request).await)
}

/// A sentence as a person wrote it.
#[derive(Deserialize)]
struct Corrected {
    text: String,
    section: String,
}

async fn correct(
    State(site): State<Site>,
    Path((id, number, sentence)): Path<(String, usize, usize)>,
    Form(Corrected { text, section }): Form<Corrected>,
) -> Result<Redirect, Failure> {
    site.correct(&id, number, &Correction { sentence, text, section })?;
    Ok(Redirect::to(&format!("/sessions/{id}#answer-{number}")))
}

async fn style() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

async fn script() -> Response {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], SCRIPT).into_response()
}
