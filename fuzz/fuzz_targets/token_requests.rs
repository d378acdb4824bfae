//! `backlot_fuzz::token_requests` says what is sent, and what must hold.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| backlot_fuzz::token_requests::check(data));
