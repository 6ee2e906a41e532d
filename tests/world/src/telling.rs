//! Telling a story several times: once as it is told, and again with the uploads scattered and the devices in another order. What
//! desk and devices show in the end must be the same (E1, E2).

use serde_json::{Value, json};

use crate::{Technician, World, what_it_says};

/// How a story is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// Every request arrives once and whole; devices sync in the order of the text.
    AsWritten,
    /// Uploads arrive scattered (single changes, out of order, repeated, late), and where the order of the devices is open, it is
    /// another one.
    Scattered(u64),
}

/// Tells `story` as written and scattered: eight times, or sixty-four with `FIELDBOOK_LONG` set. The story answers everybody in it.
///
/// # Panics
/// If the story does not hold, if devices with the same changes show different visits, or if a scattered telling ends differently.
pub async fn tell(story: impl AsyncFn(&mut World) -> Vec<Technician>) {
    let as_written = ending(&story, Telling::AsWritten).await;
    let tellings = if std::env::var_os("FIELDBOOK_LONG").is_some() { 64 } else { 8 };
    for seed in 1..=tellings {
        let scattered = ending(&story, Telling::Scattered(seed)).await;
        if let Some(difference) = difference("", &as_written, &scattered) {
            panic!("told with the uploads of seed {seed} it ends differently: {difference}");
        }
    }
}

async fn ending(story: impl AsyncFn(&mut World) -> Vec<Technician>, telling: Telling) -> Value {
    let _named = NamedWhenItFails(telling);
    let mut world = World::told(telling).await;
    let everybody = story(&mut world).await;
    for technician in &everybody {
        technician.comes_back();
    }
    world.everybody_syncs(&everybody.iter().collect::<Vec<_>>()).await;
    same_on_all_devices(&everybody);
    world.the_dispatcher_signs_in_again().await;
    json!({ "desk": world.desk.everything().await, "devices": everybody.iter().map(Technician::everything).collect::<Vec<_>>() })
}

/// E2: devices that have received the same changes show the same visit.
fn same_on_all_devices(everybody: &[Technician]) {
    for (at, one) in everybody.iter().enumerate() {
        for other in everybody.iter().skip(at + 1) {
            for (id, sheet) in one.sheets() {
                let others = other.sheets().into_iter().find(|(of, theirs)| *of == id && theirs.left.is_none());
                if let (None, Some((_, theirs))) = (&sheet.left, others)
                    && let Some(difference) = difference("", &what_it_says(&sheet), &what_it_says(&theirs))
                {
                    panic!("{} and {} show {id} differently: {difference}", one.name, other.name);
                }
            }
        }
    }
}

/// Where two values differ first, with both sides.
fn difference(path: &str, one: &Value, other: &Value) -> Option<String> {
    match (one, other) {
        (Value::Object(fields), Value::Object(others)) if fields.keys().eq(others.keys()) => fields
            .iter()
            .filter(|(key, _)| !is_of_the_log(key))
            .find_map(|(key, value)| difference(&format!("{path}/{key}"), value, &others[key])),
        (Value::Array(list), Value::Array(others)) if list.len() == others.len() => {
            list.iter().zip(others).enumerate().find_map(|(at, (value, other))| difference(&format!("{path}/{at}"), value, other))
        }
        _ => (one != other).then(|| format!("{path}: {one} and {other}")),
    }
}

/// Places in the server's log: they count requests, and scattered uploads are more of them.
fn is_of_the_log(key: &str) -> bool {
    key == "seq"
}

/// Says which telling it was when a story stops while this is held.
#[derive(Debug)]
pub struct NamedWhenItFails(pub Telling);

impl Drop for NamedWhenItFails {
    #[expect(clippy::print_stderr, reason = "whoever reads the failure needs the seed")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the story stopped when told {:?}", self.0);
        }
    }
}
