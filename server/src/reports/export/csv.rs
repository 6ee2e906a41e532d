//! Values between commas (RFC 4180), for people who open them in a spreadsheet: with a byte order mark, without which Chinese is misread,
//! and with nothing that a spreadsheet takes for a formula.

use std::fs::File;
use std::io::{BufWriter, Write as _};

use super::{Book, ExportError, Writer};
use crate::reports::sheet::{Cell, Kind};

/// A file while it is written.
pub(super) struct Values {
    out: BufWriter<File>,
    book: Book,
}

impl Values {
    /// The file with its heads.
    pub(super) fn begin(book: Book) -> Result<Self, ExportError> {
        let mut out = BufWriter::new(tempfile::tempfile()?);
        out.write_all("\u{feff}".as_bytes())?;
        let heads: Vec<String> = book.readable().map(|column| field(&book.head(*column))).collect();
        write!(out, "{}\r\n", heads.join(","))?;
        Ok(Self { out, book })
    }
}

impl Writer for Values {
    fn row(&mut self, cells: Vec<Cell>) -> Result<(), ExportError> {
        let fields = self.book.columns.iter().zip(&cells).filter(|(column, _)| column.kind != Kind::Visit);
        let fields: Vec<String> = fields
            .map(|(column, cell)| match cell {
                // A number stands for itself, a negative one too.
                Cell::Number(_) => self.book.text(*column, cell),
                _ => field(&self.book.text(*column, cell)),
            })
            .collect();
        write!(self.out, "{}\r\n", fields.join(","))?;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<File, ExportError> {
        Ok(self.out.into_inner().map_err(|error| error.into_error())?)
    }
}

/// `text` as one field. What a spreadsheet would run gets an apostrophe in front: it is a text and stays one.
pub(crate) fn field(text: &str) -> String {
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    let text = if runs { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r', '\t', '\'']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_a_text() {
        for (text, written) in [
            ("=1+1", "\"'=1+1\""),
            ("+86 571", "\"'+86 571\""),
            ("-2", "\"'-2\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""),
            ("＝1", "\"'＝1\""),
            ("卡纸 = 常见", "卡纸 = 常见"),
            ("a,b", "\"a,b\""),
            ("say \"no\"\nnow", "\"say \"\"no\"\"\nnow\""),
            ("", ""),
        ] {
            assert_eq!(field(text), written);
        }
    }
}
