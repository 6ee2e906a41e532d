//! Call-outs from files: looked at first, then taken whole or not at all; hostile files.

use std::io::Write as _;

use crate::house::{Desk, House, call_out, json_of};
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const HEADER: &str = "叫修时间,故障,收费方式,客户名称,地址,电话,型号,机号\n";

async fn import(desk: &Desk, file: &[u8], dry_run: bool) -> (u16, Value) {
    let path = format!("/v1/desk/call-outs/import?dry_run={dry_run}");
    let response = desk.send_with("POST", &path, file.to_vec(), &[("content-type", "application/octet-stream")]).await;
    (response.status().as_u16(), json_of(response).await)
}

async fn looked_at(desk: &Desk, file: &[u8]) -> Value {
    let (status, report) = import(desk, file, true).await;
    assert_eq!(status, 200, "{report}");
    report
}

fn csv(rows: &[&str]) -> String {
    format!("{HEADER}{}\n", rows.join("\n"))
}

#[tokio::test]
async fn a_file_is_looked_at_then_taken_whole_and_once() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let file = csv(&[
        "2026-11-21 09:30,不进纸,C,\"<b>明珠</b> \"\"&\"\"\",人民路 12 号,0571 88012233,C4080,A-1",
        ",\"漏粉\n卡纸\",保修,西湖酒店,北山街,0571-99887766,C4080,",
    ]);
    let report = looked_at(&desk, file.as_bytes()).await;
    assert_eq!(
        (&report["good"], &report["bad"], &report["taken"], &report["format"]),
        (&json!(2), &json!(0), &json!(false), &json!("csv"))
    );
    assert_eq!(house.count("call_out"), 0, "looking takes nothing");

    let (status, report) = import(&desk, file.as_bytes(), false).await;
    assert_eq!(
        (status, &report["taken"], &report["good"], &report["taken_before"]),
        (200, &json!(true), &json!(2), &Value::Null),
        "{report}"
    );
    let (_, page) = desk.get("/v1/desk/call-outs").await;
    let rows = page["rows"].as_array().unwrap();
    assert_eq!(
        (rows[0]["number"].as_str(), rows[1]["number"].as_str()),
        (Some("C261121-001"), Some("C261122-001")),
        "by the day of the call"
    );
    assert_eq!(rows[0]["customer"]["name"], "<b>明珠</b> \"&\"", "markup stays text");
    assert_eq!((&rows[0]["left_over"], &rows[0]["imported"]), (&json!(true), &json!(true)));
    assert_eq!((&rows[1]["fault"], &rows[1]["service_type"], &rows[1]["work"]), (&json!("漏粉\n卡纸"), &json!("C"), &json!("repair")));

    house.clock.pass_ms(60_000);
    let (status, again) = import(&desk, file.as_bytes(), false).await;
    assert_eq!((status, &again["good"]), (200, &json!(2)));
    assert!(again["taken_before"].is_number(), "{again}");
    assert_eq!(house.count("call_out"), 2, "the same file changes nothing");
    let there = house.organisation("Ningbo").await;
    assert_eq!(import(&there, file.as_bytes(), false).await.1["taken_before"], Value::Null, "another organisation's files are its own");
}

#[tokio::test]
async fn every_bad_line_is_named_and_one_of_them_keeps_the_whole_file_out() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let long = "长".repeat(2_001);
    let file = csv(&[
        "2026-11-21,不进纸,C,明珠,人民路,1,C4080,A-1",
        ",,X,,人民路,1,C4080,A-2",
        "2027-01-01,坏,A,明珠,人民路,1,C4080,",
        "",
        "昨天,坏,A,明珠,人民路,1,C4080,,多",
        &format!(",{long},A,明珠,人民\u{7}路,1,C4080,"),
    ]);
    let report = looked_at(&desk, file.as_bytes()).await;
    let found: Vec<(u64, &str, &str)> = report["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (fault["line"].as_u64().unwrap(), fault["column"].as_str().unwrap_or(""), fault["reason"].as_str().unwrap()))
        .collect();
    let expected = [
        (3, "fault", "missing"),
        (3, "service_type", "unknown_word"),
        (3, "customer_name", "missing"),
        (4, "received_at", "time_out_of_range"),
        (6, "", "outside_columns"),
        (6, "received_at", "no_time"),
        (7, "fault", "too_long"),
        (7, "address", "unprintable"),
    ];
    assert_eq!(found, expected);
    assert_eq!((&report["good"], &report["bad"]), (&json!(1), &json!(4)));
    let (status, problem) = import(&desk, file.as_bytes(), false).await;
    assert_eq!((status, problem["code"].as_str()), (422, Some("invalid")));
    assert_eq!((house.count("call_out"), house.count("call_out_import")), (0, 0), "nothing was taken");
}

#[tokio::test]
async fn likely_duplicates_are_named_of_the_register_and_of_the_file() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let (_, number) = desk.call_out().await;
    let known = call_out();
    let phone = known["customer"]["phone"].as_str().unwrap().replace(' ', "-");
    let file = csv(&[&format!(",坏,A,明珠,路,{phone},C4080,"), ",坏,A,西湖,路,777,C4080,b-1", ",坏,A,西湖,路,888,C4080,B-1"]);
    let report = looked_at(&desk, file.as_bytes()).await;
    assert_eq!(
        report["duplicates"],
        json!([{ "line": 2, "same": "phone", "number": number }, { "line": 4, "same": "serial", "earlier_line": 3 }])
    );
    assert_eq!(import(&desk, file.as_bytes(), false).await.0, 200, "a hint stops nobody");
}

#[tokio::test]
async fn text_is_read_in_each_encoding_with_each_delimiter_and_in_both_languages() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let text = csv(&["2026-11-21,不进纸,C,明珠,人民路,1,C4080,A-1"]);
    let (gb, _, _) = encoding_rs::GB18030.encode(&text);
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let english = "Received at;Fault;Service type;Customer;Address;Phone;Model;Notes\n2026-11-21;feeds nothing;C;Pearl;1 Road;1;C4080;x\n";
    let files = [
        text.clone().into_bytes(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        gb.into_owned(),
        utf16,
        text.replace(',', "\t").into_bytes(),
    ];
    for (nth, file) in files.iter().enumerate() {
        let report = looked_at(&desk, file).await;
        assert_eq!((&report["good"], &report["bad"]), (&json!(1), &json!(0)), "file {nth}: {report}");
    }
    let report = looked_at(&desk, english.as_bytes()).await;
    assert_eq!((&report["good"], &report["unknown_columns"]), (&json!(1), &json!(["Notes"])));
    import(&desk, &files[2], false).await;
    assert_eq!(desk.get("/v1/desk/call-outs").await.1["rows"][0]["customer"]["name"], "明珠");
}

/// The file of texts that cells share.
const SHARED_TEXTS: &str = r#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="COUNT" uniqueCount="COUNT">TEXTS</sst>"#;

/// A workbook whose first sheet holds `rows`, as they stand in its XML.
fn workbook(rows: &str) -> Vec<u8> {
    workbook_sharing("", rows)
}

/// The same, of which cells may show `texts`, the file of texts that cells share.
fn workbook_sharing(texts: &str, rows: &str) -> Vec<u8> {
    let parts = [
        (
            "[Content_Types].xml",
            r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#.to_owned(),
        ),
        (
            "_rels/.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#.to_owned(),
        ),
        (
            "xl/workbook.xml",
            r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="叫修" sheetId="1" r:id="rId1"/></sheets></workbook>"#.to_owned(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#.to_owned(),
        ),
        (
            "xl/styles.xml",
            r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>"#.to_owned(),
        ),
        (
            "xl/sharedStrings.xml",
            if texts.is_empty() { SHARED_TEXTS.replace("COUNT", "0").replace("TEXTS", "") } else { texts.to_owned() },
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#),
        ),
    ];
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn row(number: u32, cells: &[&str]) -> String {
    let cell = |(nth, text): (usize, &&str)| {
        let column = char::from(b'A' + u8::try_from(nth).unwrap());
        format!(r#"<c r="{column}{number}" t="inlineStr"><is><t>{text}</t></is></c>"#)
    };
    format!(r#"<row r="{number}">{}</row>"#, cells.iter().enumerate().map(cell).collect::<String>())
}

const COLUMNS: [&str; 7] = ["故障", "收费方式", "客户名称", "地址", "电话", "型号", "叫修时间"];

#[tokio::test]
async fn a_workbook_is_read_with_its_numbers_and_times() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let first = row(2, &["不进纸", "C", "明珠 &amp; 子", "路"]).replace(
        "</row>",
        // The phone as a number, the time as days since 1900: 2026-11-21 09:30.
        r#"<c r="E2"><v>13800001111</v></c><c r="F2" t="inlineStr"><is><t>C4080</t></is></c><c r="G2" s="1"><v>46347.395833333336</v></c></row>"#,
    );
    let texts = SHARED_TEXTS.replace("COUNT", "1").replace("TEXTS", "<si><t>卡纸</t></si>");
    let shared = row(2, &["", "C", "明珠", "路", "1", "C4080"]).replace(r#"t="inlineStr"><is><t></t></is>"#, r#"t="s"><v>0</v>"#);
    let report = looked_at(&desk, &workbook_sharing(&texts, &format!("{}{shared}", row(1, &COLUMNS)))).await;
    assert_eq!((&report["good"], &report["bad"]), (&json!(1), &json!(0)), "a text that cells share: {report}");
    let bad = row(5, &["坏", "C", "明珠", "路", "1"]).replace("</row>", r#"<c r="F5" t="e"><v>#REF!</v></c></row>"#);
    let (good, spoiled) = (workbook(&format!("{}{first}", row(1, &COLUMNS))), workbook(&format!("{}{first}{bad}", row(1, &COLUMNS))));
    let report = looked_at(&desk, &spoiled).await;
    assert_eq!(report["faults"], json!([{ "line": 5, "column": "model", "reason": "broken_formula" }]), "{report}");
    assert_eq!(import(&desk, &good, false).await.1["good"], 1);
    let (_, page) = desk.get("/v1/desk/call-outs").await;
    let entry = &page["rows"][0];
    assert_eq!((&entry["customer"]["phone"], &entry["customer"]["name"]), (&json!("13800001111"), &json!("明珠 & 子")));
    assert_eq!(entry["received_at"], json!(1_795_224_600_000_i64), "09:30 in China is 01:30 UTC");
}

#[tokio::test]
async fn hostile_files_are_refused_and_take_nothing() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    // 40 MiB of spaces fold to some ten thousand bytes.
    let bomb = workbook(&format!("{}{}", row(1, &COLUMNS), " ".repeat(40 << 20)));
    assert!(bomb.len() < 100_000, "{}", bomb.len());
    let far = workbook(&format!(r#"{}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#, row(1, &COLUMNS)));
    let back = workbook(&format!("{}{}", row(7, &COLUMNS), row(2, &["x"])));
    let boast = workbook_sharing(&SHARED_TEXTS.replace("COUNT", "4611686018427387903").replace("TEXTS", ""), &row(1, &COLUMNS));
    // One text of a megabyte, shown by five thousand cells.
    let long = SHARED_TEXTS.replace("COUNT", "1").replace("TEXTS", &format!("<si><t>{}</t></si>", "x".repeat(1 << 20)));
    let shown = (2..=5_000).map(|line| format!(r#"<row r="{line}"><c r="A{line}" t="s"><v>0</v></c></row>"#)).collect::<String>();
    let multiplied = workbook_sharing(&long, &format!("{}{shown}", row(1, &COLUMNS)));
    let many = format!("{HEADER}{}", ",坏,A,明珠,路,1,C4080,\n".repeat(5_001));
    let wide = format!("{HEADER}{}", "x,".repeat(70));
    let files: [(&str, Vec<u8>, &str); 12] = [
        ("a bomb", bomb, "too_large"),
        ("a count of texts that are not there", boast, "too_large"),
        ("one text in thousands of cells", multiplied, "too_large"),
        ("a cell far out", far, "too_many_columns"),
        ("rows backwards", back, "unreadable"),
        ("half an archive", workbook("")[..400].to_vec(), "unreadable"),
        ("an empty sheet", workbook(""), "empty"),
        ("too many lines", many.into_bytes(), "too_many_lines"),
        ("too many columns", wide.into_bytes(), "too_many_columns"),
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "unreadable"),
        ("text in no encoding", b"\xff\xff\xff\n".to_vec(), "encoding"),
        ("nothing", b" \n\n".to_vec(), "empty"),
    ];
    for (what, file, why) in files {
        let report = looked_at(&desk, &file).await;
        assert_eq!(report["unreadable"], why, "{what}: {report}");
        assert_eq!(import(&desk, &file, false).await.0, 422, "{what}");
    }
    let report = looked_at(&desk, "电话,地址\n1,2\n".as_bytes()).await;
    assert_eq!(report["missing_columns"], json!(["fault", "service_type", "customer_name", "model"]));
    let report = looked_at(&desk, format!("phone,{HEADER}").as_bytes()).await;
    assert_eq!(report["column_twice"], "phone");
    assert_eq!(import(&desk, HEADER.as_bytes(), false).await.0, 422, "a header alone");
    assert_eq!(import(&desk, &vec![b'x'; (8 << 20) + 1], true).await.0, 413);
    let response = desk.send_with("POST", "/v1/desk/call-outs/import", b"x".to_vec(), &[]).await;
    assert_eq!(response.status(), 400, "whether it is only looked at must be said");
    assert_eq!((house.count("call_out"), house.count("call_out_import")), (0, 0));
}
