//! `backlot_fuzz::sign_in` says what is sent, and what must hold.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| backlot_fuzz::sign_in::check(data));
