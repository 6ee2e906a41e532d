//! The fields of an entry by name: which of them are needed, and what the columns of an imported file are called.

use model::policy::IntakeField;
use serde::Serialize;
use utoipa::ToSchema;

/// One field of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// When the customer called.
    ReceivedAt,
    /// What is wrong.
    Fault,
    /// Who pays.
    ServiceType,
    /// What somebody is to come for.
    Work,
    /// How soon.
    Urgency,
    /// The customer's name.
    CustomerName,
    /// Where to go.
    Address,
    /// Whom to call.
    Phone,
    /// Whom to ask for.
    Contact,
    /// What the product is.
    Product,
    /// Its model.
    Model,
    /// Its serial.
    Serial,
    /// Its licence plate.
    Plate,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 13] = [
        Self::ReceivedAt,
        Self::Fault,
        Self::ServiceType,
        Self::Work,
        Self::Urgency,
        Self::CustomerName,
        Self::Address,
        Self::Phone,
        Self::Contact,
        Self::Product,
        Self::Model,
        Self::Serial,
        Self::Plate,
    ];
    /// What every entry needs.
    pub const ALWAYS: [Self; 6] = [Self::Fault, Self::ServiceType, Self::CustomerName, Self::Address, Self::Phone, Self::Model];

    /// Its name in a request.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::ReceivedAt => "received_at",
            Self::Fault => "fault",
            Self::ServiceType => "service_type",
            Self::Work => "work",
            Self::Urgency => "urgency",
            Self::CustomerName => "customer.name",
            Self::Address => "customer.address",
            Self::Phone => "customer.phone",
            Self::Contact => "customer.contact",
            Self::Product => "asset.product",
            Self::Model => "asset.model",
            Self::Serial => "asset.serial",
            Self::Plate => "asset.plate",
        }
    }

    /// What a column with it may be called, without spaces and marks and in lower case; the first two are those of docs/import.md.
    pub fn headers(self) -> &'static [&'static str] {
        match self {
            Self::ReceivedAt => &["叫修时间", "receivedat", "received", "来电时间", "报修时间", "登记时间", "date", "日期"],
            Self::Fault => &["故障", "fault", "problem", "symptom", "故障描述", "故障现象", "客户反映的故障", "报修内容"],
            Self::ServiceType => &["收费方式", "servicetype", "service", "服务类别", "服务类型"],
            Self::Work => &["工作类别", "work", "worktype", "工作"],
            Self::Urgency => &["紧急程度", "urgency", "priority", "紧急"],
            Self::CustomerName => &["客户名称", "customer", "customername", "name", "客户", "客户姓名", "单位"],
            Self::Address => &["地址", "address", "客户地址"],
            Self::Phone => &["电话", "phone", "telephone", "mobile", "联系电话", "客户电话", "手机"],
            Self::Contact => &["联系人", "contact", "contactperson"],
            Self::Product => &["产品", "product", "productname", "产品名称", "设备"],
            Self::Model => &["型号", "model", "产品型号", "机型"],
            Self::Serial => &["机号", "serial", "serialnumber", "serialno", "序列号", "设备编号"],
            Self::Plate => &["车牌号", "plate", "licenceplate", "licenseplate", "车牌"],
        }
    }

    /// The field that holds what a policy asks for; `None` if an entry has no place for it, or holds it anyway.
    pub(super) fn of_policy(asked: IntakeField) -> Option<Self> {
        match asked {
            IntakeField::Name => Some(Self::CustomerName),
            IntakeField::Address | IntakeField::ExactAddress => Some(Self::Address),
            IntakeField::Phone | IntakeField::ContactData => Some(Self::Phone),
            IntakeField::Contact => Some(Self::Contact),
            IntakeField::Model => Some(Self::Model),
            IntakeField::ProductName => Some(Self::Product),
            IntakeField::Problem | IntakeField::Symptom | IntakeField::Fault | IntakeField::ServiceWanted | IntakeField::PresentState => {
                Some(Self::Fault)
            }
            IntakeField::Specification | IntakeField::PurchaseDate | IntakeField::PurchasePlace => None,
        }
    }
}
