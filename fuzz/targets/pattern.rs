//! Fuzzes the entry `pattern`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| greenroom_fuzz::replay("pattern", bytes));
