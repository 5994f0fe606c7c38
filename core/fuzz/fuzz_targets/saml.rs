#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| userpool::fuzzing::saml(bytes));
