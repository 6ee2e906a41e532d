//! Panics of whatever is simulated, also those that a server or a phone turns into an error. Left out: those that are caught on purpose,
//! when the document engine is given hostile or damaged bytes.

use std::backtrace::Backtrace;
use std::panic::PanicHookInfo;
use std::sync::{Mutex, Once, PoisonError};

/// Where panics of the document engine are caught on purpose.
const ON_PURPOSE: [&str; 2] = ["gate::trial::contained", "store::documents::contained"];

static HOOKED: Once = Once::new();
static NOTED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// From now on every panic in this process is noted.
pub fn are_noted() {
    HOOKED.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !is_on_purpose(&Backtrace::force_capture().to_string()) {
                NOTED.lock().unwrap_or_else(PoisonError::into_inner).push(what(info));
                usual(info);
            }
        }));
    });
}

/// What was noted since this was last asked.
#[must_use]
pub fn taken() -> Vec<String> {
    std::mem::take(&mut *NOTED.lock().unwrap_or_else(PoisonError::into_inner))
}

fn is_on_purpose(trace: &str) -> bool {
    ON_PURPOSE.iter().any(|name| trace.contains(name))
}

fn what(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
    format!("panic at {place}: {}", info.payload_as_str().unwrap_or("no words"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "what is noted")]

    use super::*;

    mod gate {
        pub(super) mod trial {
            #[inline(never)]
            pub(in super::super) fn contained(work: fn()) {
                assert!(std::panic::catch_unwind(work).is_err());
            }
        }
    }

    #[test]
    fn a_panic_that_a_thread_swallows_is_noted_and_one_that_is_caught_on_purpose_is_not() {
        are_noted();
        gate::trial::contained(|| panic!("hostile bytes"));
        assert!(taken().is_empty());
        assert!(std::thread::spawn(|| panic!("a judge stumbled")).join().is_err());
        let noted = taken();
        assert!(noted.len() == 1 && noted.iter().all(|what| what.ends_with("a judge stumbled")), "{noted:?}");
    }
}
