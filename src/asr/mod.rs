//! Speech to words; the only place that names whisper_rs.
