//! The review pages in a browser of the same machine.
//!
//! Only the loopback interface is listened on. Every request needs the token of this start, which the
//! first address carries and a cookie keeps, and names this server as its host, so that no page of
//! another site can ask for anything. A request chooses among what the store knows; no part of it
//! becomes a path.

mod failure;
mod guard;
mod routes;
mod site;
mod sound;

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;

pub use site::{Rejudge, Site};
pub use sound::waveform;

/// A server that can be reached.
pub struct Server {
    listener: TcpListener,
    token: String,
}

impl Server {
    /// Takes a free port, or the one that is asked for. `token` is what requests must know.
    ///
    /// # Errors
    /// If the port is taken.
    pub async fn bind(port: u16, token: String) -> std::io::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
        Ok(Self { listener, token })
    }

    /// Where a page is found, with the token.
    ///
    /// # Errors
    /// If the system does not tell the port.
    pub fn address(&self, page: &str) -> std::io::Result<String> {
        let port = self.listener.local_addr()?.port();
        Ok(format!("http://127.0.0.1:{port}{page}?token={}", self.token))
    }

    /// Serves until `end` is there.
    ///
    /// # Errors
    /// If the network of this machine fails.
    pub async fn serve(
        self,
        site: Site,
        end: impl Future<Output = ()> + Send + 'static,
    ) -> std::io::Result<()> {
        let port = self.listener.local_addr()?.port();
        let routes = routes::routes(site, guard::Guard::new(port, self.token));
        axum::serve(self.listener, routes).with_graceful_shutdown(end).await
    }
}
