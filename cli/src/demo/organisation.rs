//! What the demo's organisation works with: policy, catalogue, price list, checklists of its trades, files of the products it serves,
//! and what its technicians have in their vans. All of it is data in files beside this one, given to the server as any desk would give
//! it; given again, it changes nothing.

use chrono::Duration;
use model::id::{MovementId, PersonId};
use model::stock::{Because, Movement, Place};
use model::time::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use server::checklists::read_checklist;
use server::policies::PolicyFile;

use crate::desk::{Desk, Person};
use crate::outcome::Failure;

const POLICY: &str = include_str!("policy.toml");
const PARTS: &str = include_str!("parts.json");
const PRICES: &str = include_str!("prices.json");
const ASSETS: &str = include_str!("assets.json");
const STOCK: &str = include_str!("stock.json");
const CHECKLISTS: [(&str, &str); 4] = [
    ("boiler.toml", include_str!("checklists/boiler.toml")),
    ("crane.toml", include_str!("checklists/crane.toml")),
    ("gps-repair.toml", include_str!("checklists/gps-repair.toml")),
    ("office-repair.toml", include_str!("checklists/office-repair.toml")),
];
/// The store that the vans are filled from.
const STORE: &str = "总库 Main store";
/// The receiving note of what came into the store.
const RECEIPT: &str = "RK-0001";
/// How often the store has what a van got, where parts have no number of their own.
const STORED: u32 = 3;
/// The slip that the first stock was issued on.
const REQUISITION: &str = "LL-0001";

/// How much of everything there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Furnished {
    pub(super) parts: usize,
    pub(super) assets: usize,
    pub(super) issued: usize,
}

/// A line of a van's first stock.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Issue {
    /// Index of the technician.
    technician: usize,
    part_number: String,
    name: String,
    quantity: u32,
    #[serde(default)]
    serial: Option<String>,
}

/// The organisation's policy.
pub(super) fn policy() -> Result<PolicyFile, Failure> {
    PolicyFile::read("policy.toml", POLICY).map_err(|error| Failure::step("reading the demo's policy")(&error))
}

/// Gives the server everything, as the desk.
pub(super) async fn furnish(desk: &Desk, technicians: &[Person]) -> Result<Furnished, Failure> {
    let (parts, assets) = (rows("parts.json", PARTS)?, rows("assets.json", ASSETS)?);
    let movements = movements(technicians)?;
    let furnished = Furnished { parts: parts.len(), assets: assets.len(), issued: movements.len() / 2 };
    desk.put_rows("parts", parts).await?;
    desk.put_rows("prices", rows("prices.json", PRICES)?).await?;
    desk.put_rows("assets", assets).await?;
    desk.put_rows("checklists", checklists()?).await?;
    desk.keep_movements(&movements).await?;
    Ok(furnished)
}

fn rows(file: &'static str, text: &str) -> Result<Vec<Value>, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::Step(format!("reading the demo's {file}: {error}")))
}

fn checklists() -> Result<Vec<Value>, Failure> {
    let row = |(file, source): &(&str, &str)| {
        let template = read_checklist(file, source).map_err(|error| Failure::step("reading a checklist of the demo")(&error))?;
        serde_json::to_value(&template).map_err(|error| Failure::step("writing a checklist of the demo")(&error))
    };
    CHECKLISTS.iter().map(row).collect()
}

/// What the store received two days before a technician came, and what the van was filled with from it the day after. Made from the technician's id alone, so that every start of the
/// demo writes the same movements.
fn movements(technicians: &[Person]) -> Result<Vec<Movement>, Failure> {
    let issues: Vec<Issue> =
        serde_json::from_str(STOCK).map_err(|error| Failure::Step(format!("reading the demo's stock.json: {error}")))?;
    let mut movements = Vec::with_capacity(issues.len() * 2);
    for (line, issue) in (0_u16..).zip(issues) {
        let technician = technicians.get(issue.technician).ok_or_else(|| Failure::Step("the demo's stock is for nobody".into()))?;
        let days_before = |days| made_at(technician.id).plus_ms(-Duration::days(days).num_milliseconds());
        let [high, low] = line.to_be_bytes();
        let id = |at| MovementId::from_parts(at, [0, 0, 0, 0, 0, 0, 0, 0, high, low]);
        let store = Place::Store { name: STORE.into() };
        let issued = Movement {
            id: id(days_before(1)),
            part_number: issue.part_number,
            name: issue.name,
            quantity: issue.quantity,
            serial: issue.serial,
            from: store.clone(),
            to: Place::Van { person: technician.id },
            why: Because::Issued { requisition: Some(REQUISITION.into()) },
            at: days_before(1),
        };
        let received = Movement {
            id: id(days_before(2)),
            quantity: if issued.serial.is_some() { issued.quantity } else { issued.quantity * STORED },
            from: Place::Supplier,
            to: store,
            why: Because::Received { note: RECEIPT.into() },
            at: days_before(2),
            ..issued.clone()
        };
        movements.extend([received, issued]);
    }
    Ok(movements)
}

/// When the id was made: identifiers are UUIDs of version 7 and begin with the millisecond.
fn made_at(person: PersonId) -> Timestamp {
    let ms = person.as_bytes().iter().take(6).fold(0_i64, |ms, byte| (ms << 8) | i64::from(*byte));
    Timestamp::from_ms(ms)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use model::reference::Set;
    use model::reference::row::check_row;

    use super::*;

    fn key(set: Set, row: &Value) -> String {
        check_row(set, row, |_| String::new()).unwrap_or_else(|fault| unreachable!("{row}: {fault}")).key
    }

    fn of(file: &'static str, text: &str) -> Vec<Value> {
        rows(file, text).unwrap_or_else(|_| unreachable!("{file} is no list"))
    }

    #[test]
    fn every_row_is_one_that_a_desk_could_put_and_is_there_once() {
        let checklists = checklists().unwrap_or_else(|_| unreachable!("a checklist cannot be read"));
        for (set, rows) in [
            (Set::Parts, of("parts.json", PARTS)),
            (Set::Prices, of("prices.json", PRICES)),
            (Set::Assets, of("assets.json", ASSETS)),
            (Set::Checklists, checklists),
        ] {
            let keys: BTreeSet<String> = rows.iter().map(|row| key(set, row)).collect();
            assert_eq!(keys.len(), rows.len(), "{set}");
        }
    }

    #[test]
    fn vans_hold_parts_of_the_catalogue_and_every_start_issues_the_same() {
        let person = |n: u8| Person { id: PersonId::from_parts(Timestamp::from_ms(1_795_348_800_000), [n; 10]), name: String::new() };
        let all = || movements(&[person(1), person(2)]).unwrap_or_else(|_| unreachable!("the stock cannot be read"));
        assert_eq!(all(), all());
        let catalogue: BTreeSet<String> = of("parts.json", PARTS).iter().map(|row| key(Set::Parts, row)).collect();
        let ids: BTreeSet<MovementId> = all().iter().map(|movement| movement.id).collect();
        assert_eq!(ids.len(), all().len());
        for movement in all() {
            assert_eq!(movement.check(), Ok(()), "{movement:?}");
            assert!(catalogue.contains(&movement.part_number), "{}", movement.part_number);
        }
    }

    /// the limit that no source gives is set, and so is everything else that has to be set.
    #[test]
    fn the_policy_can_come_into_force_and_leaves_nothing_open() {
        let policy = policy().unwrap_or_else(|_| unreachable!("the policy cannot be read")).policy;
        assert_eq!(policy.collection.as_ref().and_then(|collection| collection.small_fee_limit_fen), Some(20_000));
        assert_eq!(policy.unset(), Vec::new());
    }
}
