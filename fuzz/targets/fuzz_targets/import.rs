#![no_main]

// What the gate catches is no find; what gets out of the property ends the run.
libfuzzer_sys::fuzz_target!(init: std::panic::set_hook(Box::new(|_| {})), |data: &[u8]| fuzz::import(data));
