//! The course of an interview as a pure state machine.
