//! `backlot_fuzz::store_files` says what is sent, and what must hold.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| backlot_fuzz::store_files::check(data));
