//! Who is let in, and what pages may do.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, HOST, LOCATION, ORIGIN, REFERRER_POLICY,
    SET_COOKIE, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Lets in who knows the token and means this server.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    hosts: Arc<[String; 2]>,
    token: Arc<str>,
}

const COOKIE_NAME: &str = "greenroom";

/// Nothing from anywhere else, nothing inline, nowhere to send anything.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; media-src 'self'; \
     img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

impl Guard {
    pub(super) fn new(port: u16, token: String) -> Self {
        let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
        Self { hosts: Arc::new(hosts), token: token.into() }
    }

    fn knows(&self, offered: &str) -> bool {
        // Of one length for every guess, so that time tells nothing.
        offered.len() == self.token.len()
            && offered.bytes().zip(self.token.bytes()).fold(0, |off, (a, b)| off | (a ^ b)) == 0
    }

    fn is_meant(&self, headers: &HeaderMap) -> bool {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        host.is_some_and(|host| self.hosts.iter().any(|own| own == host))
    }

    /// A form of another site cannot change anything here.
    fn is_own_form(&self, method: &Method, headers: &HeaderMap) -> bool {
        if method == Method::GET || method == Method::HEAD {
            return true;
        }
        let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
        origin.is_some_and(|origin| {
            self.hosts.iter().any(|own| origin.strip_prefix("http://") == Some(own))
        })
    }

    fn cookie_is_good(&self, headers: &HeaderMap) -> bool {
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|cookies| cookies.to_str().ok())
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|cookie| cookie.trim().strip_prefix(COOKIE_NAME)?.strip_prefix('='))
            .any(|token| self.knows(token))
    }
}

/// Checks a request before anything else sees it, and adds to the answer what the browser must hold to.
pub(super) async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let mut response = admit(&guard, request, next).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        // Without any referrer, browsers send a form without its origin.
        (REFERRER_POLICY, "same-origin"),
        (CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn admit(guard: &Guard, request: Request, next: Next) -> Response {
    let headers = request.headers();
    if !guard.is_meant(headers) || !guard.is_own_form(request.method(), headers) {
        return (StatusCode::FORBIDDEN, "this server answers to its own pages only")
            .into_response();
    }
    let query = request.uri().query().unwrap_or_default();
    if let Some(token) = query.strip_prefix("token=") {
        if !guard.knows(token) {
            return strange();
        }
        // The address in the history and in the bar has no token.
        let cookie = format!("{COOKIE_NAME}={token}; HttpOnly; SameSite=Strict; Path=/");
        let page = request.uri().path().to_owned();
        return (StatusCode::SEE_OTHER, [(SET_COOKIE, cookie), (LOCATION, page)]).into_response();
    }
    if !guard.cookie_is_good(headers) {
        return strange();
    }
    next.run(request).await
}

fn strange() -> Response {
    let text = "open the address that `greenroom review` printed; it is another one each time";
    (StatusCode::UNAUTHORIZED, text).into_response()
}
