//! Microphones and audio files; the only place that names cpal, hound, the resampler and the decoder.
