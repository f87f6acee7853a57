//! The sound server, the program under test and sound compared with sound, as the tests have them.

#![expect(dead_code, reason = "shared with the tests, which need more of it")]

#[path = "../../tests/rig/machine.rs"]
pub(crate) mod machine;
#[path = "../../tests/rig/program.rs"]
pub(crate) mod program;
#[path = "../../tests/rig/pulse.rs"]
pub(crate) mod pulse;
#[path = "../../tests/rig/sound.rs"]
pub(crate) mod sound;
