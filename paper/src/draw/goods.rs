//! What the paper of goods says, when they are taken away and when they come back.

use model::seal::goods::{GoodsInspection, GoodsVoucher};

use super::record::charges;
use super::sheet::{Sheet, Style};
use super::table::table;
use crate::instant::Zone;

/// Every field that is for reading; ids stand in the small print.
pub(super) fn goods(sheet: &mut Sheet, voucher: &GoodsVoucher, zone: Zone) {
    let (customer, item) = (&voucher.customer, &voucher.item);
    sheet.heading("customer");
    sheet.facts(&[
        ("name", customer.name.clone()),
        ("contact", customer.contact.clone()),
        ("address", customer.address.clone()),
        ("phone", customer.phone.clone()),
    ]);
    sheet.heading("goods");
    let (appearance, function) = (sheet.meaning("appearance", &item.appearance), sheet.meaning("function", &item.function));
    sheet.facts(&[
        ("product", item.product.clone()),
        ("model", item.model.clone()),
        ("serial", item.serial.clone()),
        ("accessories", item.accessories.clone()),
        ("appearance", appearance),
        ("function", function),
        ("condition", item.condition.clone()),
        ("fault", voucher.fault.clone()),
    ]);
    sheet.heading("order");
    sheet.facts(&[
        ("call-out", voucher.call_out_number.clone()),
        ("technician", voucher.technician.name.clone()),
        ("taken", zone.minute(voucher.taken_at)),
        ("promised", voucher.promised_for.map(|at| zone.minute(at)).unwrap_or_default()),
        ("returned", voucher.returned_at.map(|at| zone.minute(at)).unwrap_or_default()),
    ]);
    if !voucher.work_done.trim().is_empty() {
        sheet.heading("treatment");
        sheet.paragraph(&voucher.work_done, Style::BODY);
    }
    parts(sheet, voucher);
    charges(sheet, &voucher.charges, voucher.charges_fen);
    if let Some(passed) = &voucher.inspection {
        inspection(sheet, passed);
    }
}

fn parts(sheet: &mut Sheet, voucher: &GoodsVoucher) {
    if voucher.parts.is_empty() {
        return;
    }
    sheet.heading("parts");
    let mut rows = Vec::new();
    for part in &voucher.parts {
        let name = if part.part_number.is_empty() { part.name.clone() } else { format!("{}\n{}", part.name, part.part_number) };
        let quantity = part.quantity.to_string();
        rows.push(vec![name.into(), quantity.into(), part.old_serial.clone().into(), part.new_serial.clone().into()]);
    }
    table(sheet, &[("part", 5.0), ("quantity", 1.0), ("old", 3.0), ("new", 3.0)], rows);
}

fn inspection(sheet: &mut Sheet, inspection: &GoodsInspection) {
    sheet.heading("inspection");
    let result = sheet.word(if inspection.passed { "passed" } else { "not-passed" }).to_owned();
    sheet.facts(&[("result", result), ("inspected-by", inspection.by_name.clone()), ("note", inspection.note.clone())]);
}
