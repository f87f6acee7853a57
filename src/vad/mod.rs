//! Voice activity: which stretches of the recording hold a voice.
