//! Files of call-outs that the desk brings in: text as it comes, and the sheet of a workbook, whose archive is made anew around it.

use std::io::{Cursor, Write as _};

use model::documents::visit::records::{ServiceType, Urgency, Work};
use model::rules::{MAX_TEXT_CHARS, is_blank};
use model::time::Timestamp;
use server::callouts::field::Field;
use server::callouts::import::{GoodRow, MAX_LINES, Sheet, read};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::damage::damaged;

/// Noon on 2026-11-22 UTC.
fn now() -> Timestamp {
    Timestamp::from_ms(1_795_348_800_000)
}
/// China, in **minutes** east of UTC.
const ZONE: i64 = 480;

const CSV: &str = "叫修时间,故障,收费方式,工作类别,紧急程度,客户名称,地址,电话,联系人,产品,型号,机号,车牌号\n\
    2026-11-21 09:30,\"漏粉\n卡纸\",C,维修,紧急,\"明珠 \"\"印刷\"\"\",人民路 12 号,0571 88012233,陈女士,复印机,C4080,A-1,苏E·12345\n\
    ,不通电,A,,,西湖酒店,北山街,0571-99887766,,,C4080,,\n";
const ENGLISH: &str = "Received at;Fault;Service type;Customer;Address;Phone;Model\n2026-11-21;feeds nothing;paid;Pearl;1 Road;1;C4080\n";
const SHEET: &str = "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>\
    <row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Fault</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>Service type</t></is></c>\
    <c r=\"C1\" t=\"inlineStr\"><is><t>Customer</t></is></c><c r=\"D1\" t=\"inlineStr\"><is><t>Address</t></is></c>\
    <c r=\"E1\" t=\"inlineStr\"><is><t>Phone</t></is></c><c r=\"F1\" t=\"inlineStr\"><is><t>Model</t></is></c>\
    <c r=\"G1\" t=\"s\"><v>0</v></c></row>\
    <row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>noise</t></is></c><c r=\"B2\" t=\"s\"><v>1</v></c><c r=\"C2\" t=\"str\"><v>Pearl</v></c>\
    <c r=\"D2\" t=\"inlineStr\"><is><t>1 Road</t></is></c><c r=\"E2\"><v>13800001111</v></c><c r=\"F2\"><v>4080</v></c>\
    <c r=\"G2\" s=\"1\"><v>46347.4</v></c></row></sheetData></worksheet>";
const PARTS: [(&str, &str); 6] = [
    ("[Content_Types].xml", "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
    (
        "_rels/.rels",
        "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" \
         Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
    ),
    (
        "xl/workbook.xml",
        "<?xml version=\"1.0\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
    ),
    (
        "xl/_rels/workbook.xml.rels",
        "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" \
         Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
    ),
    (
        "xl/styles.xml",
        "<?xml version=\"1.0\"?><styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs count=\"2\">\
         <xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>",
    ),
    (
        "xl/sharedStrings.xml",
        "<?xml version=\"1.0\"?><sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><si><t>Received at</t></si>\
         <si><t>C</t></si></sst>",
    ),
];

/// What the corpus begins with.
pub const GOOD_IMPORTS: [(&str, &[u8]); 2] = [("chinese", CSV.as_bytes()), ("english", ENGLISH.as_bytes())];

/// `data` as a file, and as damages to a text and to a part of a workbook.
pub fn import(data: &[u8]) {
    holds(data);
    holds(&damaged(CSV.as_bytes(), data));
    let Some((which, script)) = data.split_first() else { return };
    let which = usize::from(*which) % (PARTS.len() + 1);
    let part = PARTS.get(which).map_or(SHEET, |(_, text)| text);
    holds(&workbook(which, &damaged(part.as_bytes(), script)));
}

fn holds(file: &[u8]) {
    let Ok(sheet) = read(file, &Field::ALWAYS, now(), ZONE) else { return };
    let Sheet { good, faults, .. } = &sheet;
    assert!(good.len() < MAX_LINES, "more lines than are taken");
    assert!(good.iter().all(|row| row.line > 1) && faults.iter().all(|fault| fault.line > 1), "a header is no entry");
    for row in good {
        let (customer, asset) = (&row.customer, &row.asset);
        for needed in [&row.fault, &customer.name, &customer.address, &customer.phone, &asset.model] {
            assert!(!is_blank(needed) && needed.chars().count() <= MAX_TEXT_CHARS, "unfit to be entered: {row:?}");
        }
        assert!(row.received_at.is_none_or(|at| at <= now()), "a call from the future");
        assert!(!faults.iter().any(|fault| fault.line == row.line), "good and bad");
    }
    assert_eq!(read(file, &Field::ALWAYS, now(), ZONE).as_ref(), Ok(&sheet), "read differently the second time");
    if good.is_empty() {
        return;
    }
    let again = read(&written(good), &Field::ALWAYS, now(), ZONE).expect("what was taken can be written");
    let plain = |rows: &[GoodRow]| rows.iter().map(|row| GoodRow { line: 0, ..row.clone() }).collect::<Vec<_>>();
    assert_eq!((plain(&again.good), again.faults), (plain(good), Vec::new()), "not the same from a CSV of it");
}

/// The rows as a CSV.
fn written(rows: &[GoodRow]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(Field::ALL.map(|field| field.headers()[0])).unwrap();
    for row in rows {
        let GoodRow { customer, asset, .. } = row;
        let service_type = match row.service_type {
            ServiceType::A => "A",
            ServiceType::B => "B",
            ServiceType::C => "C",
            ServiceType::D => "D",
        };
        let work = match row.work {
            Work::Repair => "repair",
            Work::Installation => "installation",
            Work::Inspection => "inspection",
            Work::ReturnVisit => "return_visit",
            Work::Internal => "internal",
        };
        let urgency = if row.urgency == Urgency::Urgent { "urgent" } else { "" };
        let received_at = row.received_at.map_or_else(String::new, Timestamp::to_rfc3339);
        let plate = asset.plate.as_deref().unwrap_or_default();
        let cells = [
            &received_at,
            row.fault.as_str(),
            service_type,
            work,
            urgency,
            &customer.name,
            &customer.address,
            &customer.phone,
            &customer.contact,
            &asset.product,
            &asset.model,
            &asset.serial,
            plate,
        ];
        writer.write_record(cells).unwrap();
    }
    writer.into_inner().unwrap()
}

#[test]
fn the_workbook_that_is_spoiled_is_good_before() {
    let sheet = read(&workbook(PARTS.len(), SHEET.as_bytes()), &Field::ALWAYS, now(), ZONE).expect("it is a workbook");
    assert_eq!((sheet.good.len(), sheet.faults), (1, Vec::new()));
    let sheet = read(CSV.as_bytes(), &Field::ALWAYS, now(), ZONE).expect("it is a text");
    assert_eq!((sheet.good.len(), sheet.faults), (2, Vec::new()));
}

/// A workbook with one part, by its place, replaced.
fn workbook(which: usize, replaced: &[u8]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let parts = PARTS.into_iter().chain([("xl/worksheets/sheet1.xml", SHEET)]);
    for (place, (name, text)) in parts.enumerate() {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(if place == which { replaced } else { text.as_bytes() }).unwrap();
    }
    archive.finish().unwrap().into_inner()
}
