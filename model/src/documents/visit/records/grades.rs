//! The customer's grades.

use serde::{Deserialize, Serialize};

/// The customer's grades, on the scale that the visit's terms name (P-14). Absent: not answered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Grades {
    /// How the technician behaved.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub attitude: Option<u32>,
    /// How well the technician knew the work.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub skill: Option<u32>,
    /// Whether the technician came in time.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub punctuality: Option<u32>,
    /// Whether promises were kept.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub promises: Option<u32>,
    /// The visit as a whole.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub overall: Option<u32>,
}
