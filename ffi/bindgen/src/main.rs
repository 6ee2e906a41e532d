//! Writes the language bindings of the `ffi` crate: a crate of its own, so that the generator never enters the shipped library.

fn main() {
    uniffi::uniffi_bindgen_main();
}
