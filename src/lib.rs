//! A mock interviewer you talk to, that runs entirely on your own machine.
//!
//! The layers, and who may name whom, are drawn in `ARCHITECTURE.md` and held by `tests/tidy.rs`:
//! a pure core (`timeline`, `transcript`, `bank`, `analysis`, `interview`, `feedback`,
//! `report`), devices, files and networks of neurons at the edges, wiring in `session`, people in `cli`.

pub mod analysis;
pub mod asr;
pub mod audio;
pub mod bank;
pub mod cli;
pub mod config;
pub mod embed;
pub mod feedback;
pub mod interview;
pub mod models;
pub mod onnx;
pub mod page;
pub mod report;
pub mod scoring;
pub mod session;
pub mod store;
pub mod timeline;
pub mod transcript;
pub mod vad;
pub mod voice;
pub mod web;
