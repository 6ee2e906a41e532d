//! The header: which column holds which field.

use crate::callouts::field::Field;

use super::table::{Cell, Line};

/// The fields of the columns of a file, from the first on; `None` for one that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns(Vec<Option<Field>>);

/// Why the header cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum HeaderFault {
    /// These columns are needed and not there.
    Missing(Vec<Field>),
    /// There are two columns with this field.
    Twice(Field),
}

impl Columns {
    /// Reads the header; every field of `needed` must have a column.
    pub(super) fn read(header: &Line, needed: &[Field]) -> Result<Self, HeaderFault> {
        let field = |cell: &Cell| match cell {
            Cell::Text(text) => known(text),
            Cell::Broken => None,
        };
        let columns: Vec<Option<Field>> = header.cells.iter().map(field).collect();
        let missing: Vec<Field> = needed.iter().copied().filter(|field| !columns.contains(&Some(*field))).collect();
        if !missing.is_empty() {
            return Err(HeaderFault::Missing(missing));
        }
        let twice = |field: &Field| columns.iter().filter(|column| **column == Some(*field)).count() > 1;
        Field::ALL.into_iter().find(twice).map_or(Ok(Self(columns)), |field| Err(HeaderFault::Twice(field)))
    }

    /// The cell of `field` in `line`; nothing if there is none.
    pub(super) fn cell<'a>(&self, line: &'a Line, field: Field) -> Option<&'a Cell> {
        let column = self.0.iter().position(|column| *column == Some(field))?;
        line.cells.get(column)
    }

    /// How many columns there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// What the columns are called that nobody knows.
    pub(super) fn unknown(&self, header: &Line) -> Vec<String> {
        let unknown = self.0.iter().zip(&header.cells).filter(|(column, cell)| column.is_none() && !cell.is_empty());
        let text = |cell: &Cell| if let Cell::Text(text) = cell { text.trim().to_owned() } else { String::new() };
        unknown.map(|(_, cell)| text(cell)).collect()
    }
}

/// How many of the cells are names of fields.
pub(super) fn known_headers<'a>(cells: impl Iterator<Item = &'a str>) -> usize {
    cells.filter(|cell| known(cell).is_some()).count()
}

fn known(text: &str) -> Option<Field> {
    let name: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    Field::ALL.into_iter().find(|field| field.headers().contains(&name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_to_two_fields_and_each_is_found_as_people_write_it() {
        for (place, field) in Field::ALL.into_iter().enumerate() {
            for name in field.headers() {
                let others = Field::ALL.into_iter().skip(place + 1).find(|other| other.headers().contains(name));
                assert_eq!(others, None, "{name}");
                assert_eq!(known(name), Some(field), "{name}");
            }
        }
        assert_eq!(known(" Service type* "), Some(Field::ServiceType));
        assert_eq!(known("客户名称（必填）"), None);
        assert_eq!(known("received_at"), Some(Field::ReceivedAt));
    }
}
