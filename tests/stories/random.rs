//! Whatever people do on several devices, with or without a signal, whoever syncs first: all of them and the desk come to the same,
//! nothing looks signed that is not finished, and nothing that was recorded is out of reach (E1…E5).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a story that cannot go on stops")]

use client_core::ActionError;
use client_core::visits::{Delivery, Visits};
use fieldbook_tests::{NamedWhenItFails, SeededChance, Technician, Telling, World, WorldClock, roller, signature, terminal, what_it_says};
use http::Method;
use model::documents::visit::records::{Channel, CheckResult, Consent, ConsentWay, DataField, FaultClass, PartSwap, SiteLine, StopReason};
use model::id::DocumentId;
use model::seal::record::Signer;
use model::seal::voucher::Language;
use serde_json::{Value, json};

/// How many things are done in one run.
const DEEDS: usize = 40;

/// What a device said it has kept: which visit, and the id of the entry there.
type Kept = Vec<(DocumentId, String)>;

struct Run {
    world: World,
    chance: SeededChance,
    people: Vec<Technician>,
    visits: Vec<DocumentId>,
    kept: Kept,
}

impl Run {
    async fn begin(seed: u64) -> Self {
        let mut world = World::told(Telling::Scattered(seed)).await;
        let phone = world.technician("赵敏").await;
        let tablet = world.second_device(&phone).await;
        let chen = world.technician("陈刚").await;
        let visits = vec![world.desk.dispatches_copier(phone.person).await, world.desk.dispatches_bus_terminal(chen.person).await];
        let people = vec![phone, tablet, chen];
        world.everybody_syncs(&people.iter().collect::<Vec<_>>()).await;
        Self { world, chance: SeededChance::new(seed), people, visits, kept: Vec::new() }
    }

    /// Somebody does something, somebody syncs, or the desk acts.
    async fn go_on(&mut self) {
        self.world.clock.pass_minutes(1 + i64::try_from(self.chance.below(6)).unwrap());
        let who = self.chance.below(self.people.len());
        let visit = self.visits[self.chance.below(self.visits.len())];
        match self.chance.below(16) {
            0 | 1 => {
                let _ = self.people[who].tries_to_sync().await;
            }
            2 => self.people[who].goes_offline(),
            3 | 4 => self.people[who].comes_back(),
            5 => {
                let order = json!({ "technician": self.people[who].person, "reason": "改派" });
                let reply = self.world.desk.ask(Method::POST, &format!("/v1/desk/visits/{visit}/assign"), Some(order)).await;
                assert!(reply.status.is_success() || reply.status == http::StatusCode::CONFLICT, "{} {}", reply.status, reply.json);
            }
            _ => self.somebody_acts(who, visit),
        }
    }

    fn somebody_acts(&mut self, who: usize, visit: DocumentId) {
        let visits = self.people[who].device().visits();
        if visits.open(visit).is_err() {
            return;
        }
        match deed(&visits, visit, &self.chance) {
            Ok(entry) => self.kept.extend(entry.map(|entry| (visit, entry))),
            Err(ActionError::Refused(_)) => {}
            Err(other) => panic!("{} cannot act: {other:?}", self.people[who].name),
        }
    }

    /// Everybody syncs; then what must hold whatever was done is looked at.
    async fn end(self) {
        for technician in &self.people {
            technician.comes_back();
        }
        self.world.everybody_syncs(&self.people.iter().collect::<Vec<_>>()).await;
        for visit in &self.visits {
            let view = self.world.desk.view(*visit).await;
            assert!(view["signature"] != "current" || view["status"] == "finished", "signed but not finished: {view}");
            for (_, entry) in self.kept.iter().filter(|(of, _)| of == visit) {
                let held = ["events", "parts", "sign_offs"]
                    .iter()
                    .any(|list| view[list].as_array().unwrap().iter().any(|one| one["id"] == **entry));
                assert!(held, "{entry} was kept on a device and is not at the desk");
            }
            let mut said = None;
            for technician in &self.people {
                let Some((_, sheet)) = technician.sheets().into_iter().find(|(id, sheet)| id == visit && sheet.left.is_none()) else {
                    continue;
                };
                assert_eq!(sheet.delivery, Delivery::Complete, "{}", technician.name);
                let sheet = what_it_says(&sheet);
                for field in ["status", "signature"] {
                    assert_eq!(sheet[field], view[field], "{field} on the device and at the desk");
                }
                assert_eq!(flags(&sheet), flags(&view), "flags on the device and at the desk");
                assert_eq!(*said.get_or_insert_with(|| sheet.clone()), sheet, "two devices show it differently");
            }
        }
    }
}

/// What a person should look at. That work came late, after the visit had changed hands, only the server knows.
fn flags(of: &Value) -> Vec<&Value> {
    of["attention"].as_array().unwrap().iter().filter(|flag| *flag != "worked_after_reassignment").collect()
}

/// Does one thing to the visit; answers the id of what it recorded, if it has one.
fn deed(visits: &Visits, visit: DocumentId, chance: &SeededChance) -> Result<Option<String>, ActionError> {
    let agreed = || Consent { by_name: "李芳".into(), how: ConsentWay::Phone };
    let signer = || Signer { name: "李芳".into(), role: "行政".into(), remarks: String::new() };
    let lines = || visits.open(visit).map(|sheet| sheet.parts);
    let kept = |id: &dyn ToString| Ok(Some(id.to_string()));
    match chance.below(24) {
        0 | 1 => visits.arrive(visit).map(|()| None),
        2 | 3 => visits.start(visit).map(|()| None),
        4 => kept(&visits.swap_part(visit, roller())?),
        5 => kept(&visits.swap_part(visit, PartSwap { quantity: 3, ..roller() })?),
        6 => kept(&visits.swap_part(visit, terminal())?),
        7 => match lines()?.first() {
            Some(line) => visits.strike_part(visit, line.id, "记错").map(|()| None),
            None => Ok(None),
        },
        8 | 9 => {
            for check in visits.open(visit)?.checklist {
                let result = [CheckResult::Good, CheckResult::Defect][chance.below(2)];
                visits.answer_check(visit, &check.id, result, "")?;
            }
            visits.write_findings(visit, ["搓纸轮磨损", "分离爪断裂", "天线松脱"][chance.below(3)])?;
            visits.write_treatment(visit, ["更换", "紧固", "清洁"][chance.below(3)]).map(|()| None)
        }
        10..=12 => visits.finish(visit).map(|()| None),
        13 => visits.reopen(visit).map(|()| None),
        14 | 15 => {
            let shown = visits.show_voucher(visit, Language::Chinese)?;
            kept(&visits.sign(visit, &shown.digest, Language::Chinese, signer(), &signature())?)
        }
        16 => kept(&visits.record_refusal(visit, Language::Chinese, signer(), "响声未消除", "不签")?),
        17 => kept(&visits.suspend(visit, StopReason::Unfinished, "下班", Some(WorldClock::march(9, 9, 0)), Some(agreed()))?),
        18 => kept(&visits.resume(visit)?),
        19 => kept(&visits.attempt_contact(visit, Channel::Phone, chance.below(2) == 0, "")?),
        20 => visits.set_class(visit, [FaultClass::General, FaultClass::Major][chance.below(2)], "现场判断", "先恢复供电").map(|()| None),
        21 => kept(&visits.request_part(visit, "A1UD-M4", "电源板", 1, true, "烧毁")?),
        22 => match chance.below(2) {
            0 => kept(&visits.correct_data(visit, DataField::Phone, &format!("0512-555{}", chance.below(3)), "李芳")?),
            _ => kept(&visits.note_site(visit, SiteLine::Usage, &format!("第 {} 次使用", chance.below(9)))?),
        },
        _ => kept(&visits.open_amendment(visit, "补正")?),
    }
}

#[tokio::test]
async fn whatever_people_do_everybody_comes_to_the_same_and_nothing_is_lost() {
    let runs = if std::env::var_os("FIELDBOOK_LONG").is_some() { 200 } else { 4 };
    for seed in 1..=runs {
        let _seed = NamedWhenItFails(Telling::Scattered(seed));
        let mut run = Run::begin(seed).await;
        for _ in 0..DEEDS {
            run.go_on().await;
        }
        run.end().await;
    }
}
