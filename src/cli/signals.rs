//! Ctrl-C and its like.

use crate::session::{Control, SessionEvent, Teller};

/// Turns the signals that end a program into [`Control::Stop`], so that what was said is saved.
pub(super) async fn forward(tell: Teller) {
    loop {
        wait().await;
        if tell.send(SessionEvent::Control(Control::Stop)).is_err() {
            return;
        }
    }
}

#[cfg(unix)]
async fn wait() {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
    let [Ok(mut interrupt), Ok(mut terminate), Ok(mut hangup)] = signals.map(signal) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hangup.recv() => {}
    }
}

#[cfg(not(unix))]
async fn wait() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
