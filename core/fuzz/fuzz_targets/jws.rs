#![no_main]
libfuzzer_sys::fuzz_target!(|text: &str| userpool::fuzzing::jws(text));
