//! P-17: classes of faults and what makes a fault belong to one.

use serde::{Deserialize, Serialize};

use super::findings::{self, Open, Row};
use crate::documents::visit::records::FaultClass;

/// Classes of faults from the mildest to the worst (P-17, R-251).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FaultClasses {
    /// The classes as the organisation names them.
    pub classes: Vec<NamedClass>,
}

/// One class of faults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedClass {
    /// Its name in the organisation, such as `complex`.
    pub name: String,
    /// How bad it is, as visits hold it.
    pub level: FaultClass,
    /// Any of these makes a fault belong here; empty in the class for all the rest.
    #[serde(default)]
    pub when: Vec<Threshold>,
    /// Every fault that no other class takes belongs here.
    #[serde(default)]
    pub the_rest: bool,
    /// Acted on before its record is written.
    #[serde(default)]
    pub act_first: bool,
}

/// What makes a fault belong to a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// What is affected.
    pub what: Affected,
    /// For at least so many **minutes**.
    #[serde(default)]
    pub minutes: Option<i64>,
    /// At least so many **pieces**.
    #[serde(default)]
    pub pieces: Option<i64>,
    /// A loss of at least so much, in **fen**.
    #[serde(default)]
    pub loss_fen: Option<i64>,
}

/// What a fault affects (P-17, R-161, R-162).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Affected {
    /// All services are down.
    AllServices,
    /// One or more services are fully down.
    OneService,
    /// One or more provinces are fully down.
    OneProvince,
    /// Registration or order intake is fully down.
    OrderIntake,
    /// Pieces of one model and date come back.
    ReturnedPieces,
    /// Money is lost.
    Loss,
    /// The organisation's name suffers.
    Reputation,
    /// Somebody is hurt.
    Injury,
}

impl Row for FaultClasses {
    fn unset(&self, open: &mut Open) {
        open.when(self.classes.is_empty(), "classes", "no class of faults is set (R-251)");
        for (index, class) in self.classes.iter().enumerate() {
            let open_class = class.when.is_empty() && !class.the_rest;
            open.when(
                open_class,
                format_args!("classes.{index}.when"),
                "the source names this class and does not say when a fault belongs to it",
            );
        }
    }

    fn check(&self, faults: &mut findings::Faults) {
        for (index, class) in self.classes.iter().enumerate() {
            faults.when(class.name.trim().is_empty(), format_args!("classes.{index}.name"), "a class needs a name");
            let twice = self.classes.iter().take(index).any(|earlier| earlier.name == class.name);
            faults.when(twice, format_args!("classes.{index}.name"), "this class is named twice");
            for (place, threshold) in class.when.iter().enumerate() {
                let key = |part: &str| format!("classes.{index}.when.{place}.{part}");
                faults.within(threshold.minutes, 1, 5_270_400, key("minutes"));
                faults.within(threshold.pieces, 1, 1_000_000_000, key("pieces"));
                faults.amount(threshold.loss_fen, key("loss_fen"));
            }
        }
        let rising = self.classes.windows(2).any(|pair| matches!(pair, [mild, bad] if mild.level > bad.level));
        faults.when(rising, "classes", "classes must ascend from the mildest to the worst");
    }
}
