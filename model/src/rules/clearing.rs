//! When a part that was issued to a technician is off the technician's account (R-075, R-076, R-241; row 84).

use serde::{Deserialize, Serialize};

/// What is known about one issued part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IssuedPart {
    /// It was handed back unused.
    pub handed_back: bool,
    /// It was used on a visit.
    pub used: bool,
    /// The customer signed the report that names it.
    pub report_signed: bool,
    /// What became of the part that it replaced.
    pub old_part: OldPartOfSwap,
    /// The leader consented.
    pub leader_consented: bool,
}

/// What became of the part that was taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OldPartOfSwap {
    /// Nothing was taken out.
    None,
    /// It has to be handed over and has not been.
    Owed,
    /// It was handed over, or its disposition allows that it stayed away.
    Settled,
}

/// How far an issued part is cleared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Clearing {
    /// Neither used nor handed back.
    Open,
    /// Used; the customer has not signed the report.
    WaitingForSignature,
    /// The old part is missing.
    WaitingForOldPart,
    /// The leader has not consented.
    WaitingForLeader,
    /// Off the technician's account.
    Cleared,
}

/// How far `part` is cleared: by signed report, old part and the leader's consent, or by handing it back unused.
#[must_use]
pub fn clearing(part: &IssuedPart) -> Clearing {
    match part {
        IssuedPart { handed_back: true, .. } => Clearing::Cleared,
        IssuedPart { used: false, .. } => Clearing::Open,
        IssuedPart { report_signed: false, .. } => Clearing::WaitingForSignature,
        IssuedPart { old_part: OldPartOfSwap::Owed, .. } => Clearing::WaitingForOldPart,
        IssuedPart { leader_consented: false, .. } => Clearing::WaitingForLeader,
        _ => Clearing::Cleared,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USED: IssuedPart =
        IssuedPart { handed_back: false, used: true, report_signed: true, old_part: OldPartOfSwap::Settled, leader_consented: true };

    /// report and old part and consent, or the part itself.
    #[test]
    fn an_issued_part_is_cleared_by_report_old_part_and_consent_or_by_itself() {
        let cases = [
            (Clearing::Cleared, USED),
            (Clearing::Cleared, IssuedPart { old_part: OldPartOfSwap::None, ..USED }),
            (Clearing::WaitingForLeader, IssuedPart { leader_consented: false, ..USED }),
            (Clearing::WaitingForOldPart, IssuedPart { old_part: OldPartOfSwap::Owed, leader_consented: false, ..USED }),
            (Clearing::WaitingForSignature, IssuedPart { report_signed: false, old_part: OldPartOfSwap::Owed, ..USED }),
            (Clearing::Open, IssuedPart { used: false, ..USED }),
            (Clearing::Cleared, IssuedPart { used: false, handed_back: true, report_signed: false, ..USED }),
        ];
        for (expected, part) in cases {
            assert_eq!(clearing(&part), expected, "{part:?}");
        }
    }
}
