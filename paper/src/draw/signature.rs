//! What stands under a paper: statement, signer, the pen's path, a stamp, or why nobody signed.

use model::seal::Unsigned;
use model::seal::strokes::Strokes;
use model::seal::verify::VerifiedSeal;

use super::sheet::{LEFT, Mark, Sheet, Style, WIDTH};
use crate::instant::Zone;

/// The box the pen's path stands in.
const BOX: (f32, f32) = (230.0, 92.0);
const INSET: f32 = 6.0;
/// With so much room, sentence and signer stand together, unless the remarks are long.
const WHOLE: f32 = 120.0;

/// Statement, signer and mark.
pub(super) fn signature(sheet: &mut Sheet, seal: &VerifiedSeal, zone: Zone) {
    let body = &seal.record.body;
    let signed = body.kind.is_signed();
    // A signature never stands on a page without its sentence.
    sheet.need(if seal.strokes().is_some() { WHOLE + BOX.1 } else { WHOLE });
    sheet.heading(if signed { "signature" } else { "not-signed" });
    sheet.paragraph(seal.paper.statement(), Style::STRONG);
    sheet.gap(4.0);
    let (who, when) = if signed { ("signed-by", "signed-at") } else { ("asked", "recorded-at") };
    sheet.facts(&[
        (who, body.signer.name.clone()),
        ("role", body.signer.role.clone()),
        (when, zone.minute(body.signed.wall_at)),
        ("remarks", body.signer.remarks.clone()),
        ("stamp", seal.mark.stamp().unwrap_or_default().to_owned()),
    ]);
    if let Some(Unsigned { reason, words }) = seal.mark.unsigned() {
        sheet.facts(&[("why", reason.clone()), ("customer-words", words.clone())]);
    }
    if let Some(strokes) = seal.strokes() {
        pen(sheet, strokes);
    }
}

/// The pen's path in its box, as large as it fits.
fn pen(sheet: &mut Sheet, strokes: &Strokes) {
    sheet.gap(4.0);
    sheet.need(BOX.1 + 4.0);
    let at = (LEFT + WIDTH - BOX.0, sheet.y);
    sheet.put(Mark::Frame { at, size: BOX });
    let (wide, high) = (f32::from(strokes.width.max(1)), f32::from(strokes.height.max(1)));
    let scale = ((BOX.0 - 2.0 * INSET) / wide).min((BOX.1 - 2.0 * INSET) / high);
    let (left, top) = (at.0 + (BOX.0 - wide * scale) / 2.0, at.1 + (BOX.1 - high * scale) / 2.0);
    let place = |x: u16, y: u16| (left + f32::from(x) * scale, top + f32::from(y) * scale);
    let paths = strokes.strokes.iter().map(|stroke| stroke.iter().map(|point| place(point.x, point.y)).collect());
    sheet.put(Mark::Pen { strokes: paths.collect() });
    sheet.y += BOX.1 + 4.0;
}
