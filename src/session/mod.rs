//! Wiring; the only place that names tokio.
