//! Sheets and records into the bytes of a PDF (PDF/A-3b, ISO 19005-3).

use krilla::color::luma;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::{Fill, LineCap, LineJoin, Stroke};
use krilla::surface::Surface;
use krilla::{Document, SerializeSettings};

use model::time::Timestamp;

use super::record::{Placed, digest_of, file_name, title};
use super::sheet::{Mark, PAGE, Page, Style, Tone};
use crate::code::Code;
use crate::font::Face;
use crate::instant::pdf_date;
use crate::words::Words;
use crate::{LAYOUT, PRODUCER, PaperError};

/// Writes `pages` and attaches the records.
pub(super) fn write(face: &Face, pages: &[Page], records: &[Placed<'_>]) -> Result<Vec<u8>, PaperError> {
    let archival = ConfigurationBuilder::new().with_archival_validator(Archival::A3_B).finish();
    let configuration = archival.map_err(|error| PaperError::Write(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings { configuration, enable_tagging: false, ..SerializeSettings::default() });
    document.set_metadata(metadata(records));
    print_pages(&mut document, face, PAGE, pages)?;
    for record in records {
        document.embed_file(attachment(record)).ok_or_else(|| PaperError::Write("two records of one name".to_owned()))?;
    }
    document.finish().map_err(|error| PaperError::Write(format!("{error}: {error:?}")))
}

/// Writes `pages` of one size, with nothing attached.
pub(super) fn write_plain(
    face: &Face,
    size: (f32, f32),
    pages: &[Page],
    title: &str,
    language: &str,
    made_at: Timestamp,
) -> Result<Vec<u8>, PaperError> {
    let mut document = Document::new_with(SerializeSettings { enable_tagging: false, ..SerializeSettings::default() });
    let metadata = Metadata::new().producer(PRODUCER.to_owned()).title(title.to_owned()).language(language.to_owned());
    document.set_metadata(metadata.creation_date(pdf_date(made_at)));
    print_pages(&mut document, face, size, pages)?;
    document.finish().map_err(|error| PaperError::Write(format!("{error}: {error:?}")))
}

fn print_pages(document: &mut Document, face: &Face, size: (f32, f32), pages: &[Page]) -> Result<(), PaperError> {
    let settings = PageSettings::from_wh(size.0, size.1).ok_or_else(|| PaperError::Write("the page has no size".to_owned()))?;
    for page in pages {
        let mut sheet = document.start_page_with(settings.clone());
        let mut surface = sheet.surface();
        for mark in page {
            print(&mut surface, face, mark)?;
        }
        surface.finish();
        sheet.finish();
    }
    Ok(())
}

/// Names the file after its first record, and dates it by its last.
fn metadata(records: &[Placed<'_>]) -> Metadata {
    let metadata = Metadata::new().producer(format!("{PRODUCER} {LAYOUT}"));
    let digests: Vec<String> = records.iter().map(|record| digest_of(record.bytes)).collect();
    let metadata = metadata.document_id(digests.join("+"));
    let (Some(first), Some(last)) = (records.first(), records.last()) else { return metadata };
    let paper = &first.seal.paper;
    let title = Words::of(paper.language()).find(title(paper.kind())).unwrap_or_default();
    metadata
        .title(format!("{title} {}", super::record::number_of(paper)))
        .language(paper.language().tag().to_owned())
        .creation_date(pdf_date(last.seal.record.body.signed.wall_at))
}

/// The record, byte for byte and not compressed, so that anyone finds it with any tool.
fn attachment(record: &Placed<'_>) -> EmbeddedFile {
    let name = file_name(record.number);
    EmbeddedFile {
        description: Some(name.clone()),
        path: name,
        mime_type: MimeType::new("application/json"),
        association_kind: AssociationKind::Source,
        data: record.bytes.to_vec().into(),
        modification_date: Some(pdf_date(record.seal.record.body.signed.wall_at)),
        compress: Some(false),
        location: None,
    }
}

fn print(surface: &mut Surface<'_>, face: &Face, mark: &Mark) -> Result<(), PaperError> {
    match mark {
        Mark::Text { at, style, line } => text(surface, face, *at, *style, line),
        Mark::Fill { at, size, tone } => filled(surface, *tone, rectangles(&[*at], *size)),
        Mark::Code { at, side, said } => {
            let code = Code::of(said)?;
            let side = side / f32::from(code.across);
            let squares: Vec<(f32, f32)> = code.dark().map(|(x, y)| (at.0 + f32::from(x) * side, at.1 + f32::from(y) * side)).collect();
            filled(surface, Tone::Ink, rectangles(&squares, (side, side)));
        }
        Mark::Frame { at, size } => drawn(surface, Tone::Rule, 0.6, rectangles(&[*at], *size)),
        Mark::Pen { strokes } => drawn(surface, Tone::Ink, 1.3, paths(strokes)),
    }
    Ok(())
}

fn text(surface: &mut Surface<'_>, face: &Face, at: (f32, f32), style: Style, line: &str) {
    surface.set_fill(Some(fill(style.tone)));
    // The font has one weight: what is strong is outlined in its own tone.
    surface.set_stroke(style.bold.then(|| stroke(style.tone, style.size * 0.028)));
    let base = at.1 + style.size * 1.08;
    surface.draw_glyphs(Point::from_xy(at.0, base), &face.glyphs(line), face.font.clone(), line, style.size, false);
}

fn filled(surface: &mut Surface<'_>, tone: Tone, path: Option<Path>) {
    surface.set_stroke(None);
    surface.set_fill(Some(fill(tone)));
    if let Some(path) = path {
        surface.draw_path(&path);
    }
}

fn drawn(surface: &mut Surface<'_>, tone: Tone, width: f32, path: Option<Path>) {
    surface.set_fill(None);
    surface.set_stroke(Some(stroke(tone, width)));
    if let Some(path) = path {
        surface.draw_path(&path);
    }
}

fn rectangles(at: &[(f32, f32)], size: (f32, f32)) -> Option<Path> {
    let mut path = PathBuilder::new();
    for (left, top) in at {
        path.push_rect(Rect::from_xywh(*left, *top, size.0, size.1)?);
    }
    path.finish()
}

/// A stroke of one point is a dot.
fn paths(strokes: &[Vec<(f32, f32)>]) -> Option<Path> {
    const DOT: f32 = 0.1;
    let mut path = PathBuilder::new();
    for stroke in strokes {
        let Some((first, rest)) = stroke.split_first() else { continue };
        path.move_to(first.0, first.1);
        if rest.is_empty() {
            path.line_to(first.0 + DOT, first.1);
        }
        for point in rest {
            path.line_to(point.0, point.1);
        }
    }
    path.finish()
}

fn shade(tone: Tone) -> luma::Color {
    luma::Color::new(match tone {
        Tone::Ink => 0,
        Tone::Label => 80,
        Tone::Rule => 150,
        Tone::Shade => 232,
    })
}

fn fill(tone: Tone) -> Fill {
    Fill { paint: shade(tone).into(), ..Fill::default() }
}

fn stroke(tone: Tone, width: f32) -> Stroke {
    Stroke { paint: shade(tone).into(), width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() }
}
