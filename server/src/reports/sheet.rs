//! What every report is made of: figures against what is asked for, tables that cut them, and rows behind them. Texts are keys: pages and
//! files say them in their language.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use model::id::{DocumentId, PersonId};
use model::rules::service_rates::{Rate, RateTarget};
use model::time::Timestamp;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::ask::{By, ReportName};

/// A report, without the rows behind it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Report {
    /// Which.
    pub(crate) name: ReportName,
    /// First day, in the organisation's time zone.
    #[schema(value_type = String, format = Date)]
    pub(crate) from: NaiveDate,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    pub(crate) to: NaiveDate,
    /// How the span is cut.
    pub(crate) by: By,
    /// That time zone: **minutes** east of UTC.
    pub(crate) time_zone: i64,
    /// Whose figures alone, if it is not everybody's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) technician: Option<PersonId>,
    /// When it was made.
    pub(crate) made_at: Timestamp,
    /// The sums.
    pub(crate) figures: Vec<Figure>,
    /// The sums cut by period, technician and so on.
    pub(crate) tables: Vec<Table>,
    /// What has to be said beside the figures, as keys.
    pub(crate) notes: Vec<&'static str>,
    /// How many rows there are behind it.
    pub(crate) rows_total: u64,
}

/// One sum.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Figure {
    /// What it is.
    pub(crate) key: &'static str,
    /// What it comes to.
    #[serde(flatten)]
    pub(crate) value: FigureValue,
}

/// What a figure comes to.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum FigureValue {
    /// A part of a whole.
    Share {
        /// The part.
        part: u64,
        /// The whole.
        whole: u64,
        /// The share in **hundredths of a percent**; absent where there is nothing.
        share: Option<u64>,
        /// What is asked for, in **percent**.
        #[serde(skip_serializing_if = "Option::is_none")]
        goal: Option<u32>,
        /// It has to stay below that.
        below: bool,
        /// Whether it is reached; absent where nothing is asked for or there is nothing.
        reached: Option<bool>,
    },
    /// So many.
    Count {
        /// How many.
        count: u64,
    },
    /// Time used.
    Minutes {
        /// In **minutes**.
        minutes: u64,
    },
}

impl Figure {
    /// A share against `goal`.
    pub(super) fn share(key: &'static str, part: u64, whole: u64, goal: Option<RateTarget>) -> Self {
        let value = FigureValue::Share {
            part,
            whole,
            share: share(part, whole),
            goal: goal.map(percent),
            below: matches!(goal, Some(RateTarget::LessThan { .. })),
            reached: goal.and_then(|goal| Rate::new(part, whole).map(|rate| rate.meets(goal))),
        };
        Self { key, value }
    }

    pub(super) fn count(key: &'static str, count: u64) -> Self {
        Self { key, value: FigureValue::Count { count } }
    }

    pub(super) fn minutes(key: &'static str, minutes: u64) -> Self {
        Self { key, value: FigureValue::Minutes { minutes } }
    }
}

/// Rows under their heads.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Table {
    /// What it shows.
    pub(crate) key: &'static str,
    /// The heads.
    pub(crate) columns: Vec<Column>,
    /// One value for each column.
    #[schema(value_type = Vec<Vec<serde_json::Value>>)]
    pub(crate) rows: Vec<Vec<Cell>>,
    /// How it is drawn, where people would rather look.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) chart: Option<Chart>,
}

/// How a table is drawn.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Chart {
    /// Along time, or one below the other.
    pub(crate) shape: ChartShape,
    /// The columns that are drawn, by their keys: one, or several on top of each other.
    pub(crate) values: Vec<&'static str>,
    /// What is asked for, in **percent**, where a share is drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) goal: Option<u32>,
}

/// The shape of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ChartShape {
    /// A bar for each period.
    Periods,
    /// A bar for each row, one below the other.
    Ranking,
}

/// The head of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Column {
    /// What it says.
    pub(crate) key: &'static str,
    /// What stands below it.
    pub(crate) kind: Kind,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// Text as somebody wrote it.
    Text,
    /// One of the words that belong to the column.
    Word,
    /// A number.
    Number,
    /// **Minutes**.
    Minutes,
    /// **Fen**.
    Money,
    /// `YYYY-MM-DD`.
    Day,
    /// An instant, in **milliseconds** since 1970 UTC.
    Moment,
    /// **Hundredths of a percent**.
    Share,
    /// Yes or no.
    YesNo,
    /// Somebody's name.
    Person,
    /// The visit that the row leads to; not for reading.
    Visit,
}

impl Column {
    pub(super) const fn new(key: &'static str, kind: Kind) -> Self {
        Self { key, kind }
    }
}

/// A value of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    /// There is none.
    Nothing,
    /// Text, or a word.
    Text(String),
    /// A number of any kind.
    Number(i64),
    /// A day.
    Day(NaiveDate),
    /// Yes or no.
    YesNo(bool),
    /// A visit.
    Visit(DocumentId),
}

impl Cell {
    pub(super) fn count(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }

    pub(super) fn share(part: u64, whole: u64) -> Self {
        share(part, whole).map_or(Self::Nothing, Self::count)
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Day(day) => day.serialize(serializer),
            Self::YesNo(yes) => serializer.serialize_bool(*yes),
            Self::Visit(visit) => visit.serialize(serializer),
        }
    }
}

/// Sums by something, `N` of them each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tally<K, const N: usize>(BTreeMap<K, [u64; N]>);

impl<K: Ord, const N: usize> Tally<K, N> {
    pub(super) fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Sums that are shown also where nothing comes to them.
    pub(super) fn of(keys: impl IntoIterator<Item = K>) -> Self {
        Self(keys.into_iter().map(|key| (key, [0; N])).collect())
    }

    pub(super) fn add(&mut self, key: K, numbers: [u64; N]) {
        let sums = self.0.entry(key).or_insert([0; N]);
        for (sum, number) in sums.iter_mut().zip(numbers) {
            *sum = sum.saturating_add(number);
        }
    }

    /// All of it.
    pub(super) fn total(&self) -> [u64; N] {
        let mut total = [0_u64; N];
        for sums in self.0.values() {
            for (sum, number) in total.iter_mut().zip(sums) {
                *sum = sum.saturating_add(*number);
            }
        }
        total
    }

    pub(super) fn into_rows(self) -> impl Iterator<Item = (K, [u64; N])> {
        self.0.into_iter()
    }
}

/// `part` of `whole` in **hundredths of a percent**, rounded down; none of nothing.
pub(super) fn share(part: u64, whole: u64) -> Option<u64> {
    Rate::new(part, whole).map(Rate::hundredths_of_percent)
}

fn percent(goal: RateTarget) -> u32 {
    match goal {
        RateTarget::AtLeast { percent } | RateTarget::AtMost { percent } | RateTarget::LessThan { percent } => percent,
    }
}

/// Who is called what, and whether the reader may know.
#[derive(Debug, Clone)]
pub(crate) struct People {
    pub(crate) names: BTreeMap<PersonId, String>,
    pub(crate) shown: bool,
}

impl People {
    /// The name of `person`; nothing for nobody.
    pub(super) fn cell(&self, person: Option<PersonId>) -> Cell {
        let name = person.filter(|_| self.shown).and_then(|person| self.names.get(&person));
        name.map_or(Cell::Nothing, |name| Cell::Text(name.clone()))
    }

    /// A table with a row for each person, unless names are not shown. The rows come as they are to be read.
    pub(super) fn table(&self, key: &'static str, columns: Vec<Column>, rows: Vec<(Option<PersonId>, Vec<Cell>)>) -> Option<Table> {
        if !self.shown {
            return None;
        }
        let person = Column::new("technician", Kind::Person);
        let rows = rows.into_iter().map(|(person, cells)| std::iter::once(self.cell(person)).chain(cells).collect());
        Some(Table { key, columns: std::iter::once(person).chain(columns).collect(), rows: rows.collect(), chart: None })
    }
}

impl Table {
    pub(super) fn drawn(self, shape: ChartShape, values: Vec<&'static str>, goal: Option<RateTarget>) -> Self {
        Self { chart: Some(Chart { shape, values, goal: goal.map(percent) }), ..self }
    }
}
