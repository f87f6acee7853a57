//! Text to speech to the speaker; the only place that names rodio and the voice model.
