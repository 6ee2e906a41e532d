//! Identifiers: UUID version 7 (RFC 9562) behind one newtype per thing, so that a device is never taken for a person.
//!
//! Left out: making chance. Callers hand in the instant and ten random bytes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::time::Timestamp;

/// The text is not a UUID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier: expected a UUID in lower case with hyphens")]
pub struct IdError;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
        pub struct $name(Uuid);

        impl $name {
            /// An identifier made at `at` with ten random bytes from the caller. Sorts by `at`.
            #[must_use]
            pub fn from_parts(at: Timestamp, random: [u8; 10]) -> Self {
                let ms = u64::try_from(at.as_ms()).unwrap_or(0);
                Self(uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid())
            }

            /// The identifier with exactly these 16 bytes.
            #[must_use]
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }

            /// The 16 bytes of the identifier.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                // One spelling for each id: two keys of a document never mean the same record.
                Uuid::try_parse(text).ok().filter(|id| id.to_string() == text).map(Self).ok_or(IdError)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }
    };
}

id!(
    /// A document: one visit.
    DocumentId
);
id!(
    /// An organisation: the wall between tenants.
    OrganisationId
);
id!(
    /// An enrolled device.
    DeviceId
);
id!(
    /// A person: technician or desk user.
    PersonId
);
id!(
    /// A call-out in the register.
    CallOutId
);
id!(
    /// An event of a visit.
    EventId
);
id!(
    /// A line of the parts table of a visit.
    PartLineId
);
id!(
    /// A photo of a visit.
    PhotoId
);
id!(
    /// A sign-off of a visit.
    SignOffId
);
id!(
    /// A movement of parts from one place to another: the id of whatever it comes from (part line, issue, hand-back).
    MovementId
);
id!(
    /// A paper of the store: what was received, issued, handed back, transferred or written off.
    StockNoteId
);
id!(
    /// A stock-take: one sheet on which a place is counted.
    StockTakeId
);
id!(
    /// One count on the sheet of a stock-take.
    CountId
);
id!(
    /// A shipment of old parts to head office.
    ShipmentId
);
id!(
    /// One action of a person on a device or at the desk; repeated deliveries keep it.
    CommandId
);
id!(
    /// A service contract.
    ContractId
);
id!(
    /// A maintenance plan of a contract.
    PlanId
);
id!(
    /// An address of another system that is told what happens.
    WebhookId
);
id!(
    /// One unbroken history of a server's database; a restore begins a new one.
    EpochId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_sort_by_the_instant_they_were_made_at() {
        let early = DocumentId::from_parts(Timestamp::from_ms(1_000), [0xff; 10]);
        let late = DocumentId::from_parts(Timestamp::from_ms(1_001), [0; 10]);
        assert!(early < late);
        assert_eq!(early.to_string().parse::<DocumentId>(), Ok(early));
        assert_eq!("basement".parse::<DocumentId>(), Err(IdError));
    }

    #[test]
    fn an_identifier_has_one_spelling() {
        let id = DocumentId::from_bytes([0xab; 16]);
        let text = id.to_string();
        let spellings = [text.to_uppercase(), text.replace('-', ""), format!("{{{text}}}"), format!("urn:uuid:{text}"), format!(" {text}")];
        for spelling in spellings {
            assert_eq!(spelling.parse::<DocumentId>(), Err(IdError), "{spelling}");
            assert!(serde_json::from_value::<DocumentId>(spelling.into()).is_err());
        }
        assert_eq!(serde_json::from_value::<DocumentId>(text.into()).ok(), Some(id));
    }
}
