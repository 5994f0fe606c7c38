#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| userpool::fuzzing::client_data(bytes));
