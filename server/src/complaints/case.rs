//! One complaint as the desk works on it: what happened, what is owed, who may decide, papers to late offices, and complaints like it.

use model::documents::complaint::assessment::Assessment;
use model::documents::complaint::records::{ComplaintEventKind, Received};
use model::id::DocumentId;
use model::policy::{CopyWay, Policy, Unit};
use model::rules::closes_only_satisfied;
use serde::Serialize;
use utoipa::ToSchema;

use super::recording::{policy_of, row_of};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::auth::permission::Permission;
use crate::documents::record::{ChronicleView, Desk, view};
use crate::error::ApiError;
use crate::registers::row::{RegisterData, RegisterRow};
use crate::store::complaints::ComplaintNote;

/// One complaint.
#[derive(Serialize, ToSchema)]
pub(super) struct CaseView {
    #[serde(flatten)]
    chronicle: ChronicleView<Received, ComplaintEventKind>,
    /// The stages of the policy in their order; empty if it has none.
    stages: Vec<StageBudget>,
    /// Who approves which sum, from the smallest to the largest; empty where whoever decides at the desk does.
    approval: Vec<ApprovalLimit>,
    /// Up to which sum who asks may decide, in **fen**; absent: any sum.
    #[serde(skip_serializing_if = "Option::is_none")]
    own_limit_fen: Option<i64>,
    /// Grades that a customer who is asked can give, as the organisation names them; empty where only satisfied or not is asked.
    grades: Vec<AskedGrade>,
    /// It is closed only if the customer is satisfied.
    closes_only_satisfied: bool,
    /// Who gets a copy of the closed form, in the order of the copies' numbers.
    copies: Vec<Unit>,
    /// The first one holds the original, the others copies.
    original_first: bool,
    /// Papers to offices that are or were late.
    notes: Vec<ComplaintNote>,
    /// The newest other complaints of the same customer or about the same thing.
    alike: Vec<RegisterRow>,
}

/// The budget of a stage.
#[derive(Serialize, ToSchema)]
struct StageBudget {
    /// Whose it is.
    by: Unit,
    /// In **half days**.
    half_days: i64,
    /// In a foreign case, in **half days**.
    foreign_half_days: i64,
}

/// A step of the approval.
#[derive(Serialize, ToSchema)]
struct ApprovalLimit {
    /// Up to and including this sum, in **fen**; absent in the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    up_to_fen: Option<i64>,
    /// Who approves.
    by: Unit,
}

/// A grade.
#[derive(Serialize, ToSchema)]
struct AskedGrade {
    /// Its name.
    name: String,
    /// It closes a complaint.
    closes: bool,
}

/// The complaint as `desk` may work on it.
pub(super) async fn case(app: &App, desk: &DeskAuth, id: DocumentId, how: Desk<Assessment, Received>) -> Result<CaseView, ApiError> {
    let chronicle = view(app, desk, id, how).await?;
    let row = row_of(app, desk, id).await?;
    let policy = policy_of(app, desk, &row).await?;
    let alike = match &row.what {
        RegisterData::Complaint(complaint) => {
            let (customer, serial) = complaint.known_by();
            app.store.complaints_like(desk.organisation, id, customer.to_owned(), serial.to_owned()).await?
        }
        RegisterData::Day(_) | RegisterData::Repair(_) | RegisterData::OldPart(_) => Vec::new(),
    };
    let stages = policy.complaint_deadlines.as_ref().map(|row| row.stages.as_slice()).unwrap_or_default();
    let papers = policy.complaint_papers.as_ref();
    Ok(CaseView {
        chronicle,
        stages: stages
            .iter()
            .map(|stage| StageBudget {
                by: stage.by,
                half_days: stage.days.as_halves(),
                foreign_half_days: stage.foreign_days.unwrap_or(stage.days).as_halves(),
            })
            .collect(),
        own_limit_fen: own_limit(desk, &policy),
        approval: limits(&policy),
        grades: policy
            .grades
            .iter()
            .flat_map(|row| &row.grades)
            .map(|grade| AskedGrade { name: grade.name.clone(), closes: grade.closes_complaint })
            .collect(),
        closes_only_satisfied: closes_only_satisfied(&policy),
        copies: papers.map(|row| row.holders.clone()).unwrap_or_default(),
        original_first: papers.is_some_and(|row| row.copies == Some(CopyWay::OriginalAndDistribution)),
        notes: app.store.complaint_notes(desk.organisation, Some(id)).await?,
        alike,
    })
}

/// The steps of the approval, if every limit is set: otherwise nobody is named by them.
fn limits(policy: &Policy) -> Vec<ApprovalLimit> {
    let steps = policy.approval.as_ref().filter(|row| row.is_whole()).map(|row| row.steps.as_slice()).unwrap_or_default();
    steps.iter().map(|step| ApprovalLimit { up_to_fen: step.up_to_fen, by: step.by }).collect()
}

/// Up to which sum `desk` may decide; `None`: any.
fn own_limit(desk: &DeskAuth, policy: &Policy) -> Option<i64> {
    let steps = limits(policy);
    if steps.is_empty() {
        return if desk.may(Permission::DecisionsWrite) { None } else { Some(0) };
    }
    // Later steps reach further.
    steps.iter().rfind(|step| desk.offices.contains(&step.by)).map_or(Some(0), |step| step.up_to_fen)
}
