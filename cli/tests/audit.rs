//! `fieldbook audit` as a reviewer runs it: on a running server, on a file, on what somebody meddled with.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

mod process;

use std::path::Path;
use std::process::Output;

use process::{Desk, Running, fieldbook, free_port};
use serde_json::Value;

fn audit(args: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = fieldbook(&[&["audit"], args].concat());
    (status.code(), format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr)))
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reviewer_exports_and_checks_a_log_beside_the_running_server_and_after_it() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let (data, file, letter) = (folder.path().join("server"), folder.path().join("log.jsonl"), folder.path().join("letter.txt"));
    let port = free_port();
    let listen = format!("127.0.0.1:{port}");
    let server = Running::start(
        &["serve", "--data", text(&data), "--listen", &listen, "--organisation", "恒通\u{202e}", "--desk-user", "desk"],
        "board",
    );
    let desk = Desk::sign_in(&format!("http://{listen}"), "desk").await;
    desk.technician_with_visit(3).await;
    // As the desk's route answers it.
    std::fs::write(&letter, desk.get("/v1/desk/checkpoint").await.to_string()).unwrap();
    desk.technician_with_visit(3).await;

    // Beside the server.
    let (code, said) = audit(&["export", "--data", text(&data), "--out", text(&file)]);
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains('\u{202e}'), "a name does not steer the terminal");
    let noise = folder.path().join("noise.txt");
    std::fs::write(&noise, "this is a letter and no checkpoint").unwrap();
    let (code, said) = audit(&["verify", "--data", text(&data), "--checkpoint", text(&noise)]);
    assert!(code == Some(2) && said.contains("line 1 is no checkpoint"), "{said}");
    let (code, said) = audit(&["verify", "--data", text(&data), "--checkpoint", text(&letter)]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("UNCHANGED") && said.contains("1 of them from elsewhere"), "{said}");
    assert_eq!(audit(&["export", "--data", text(&data), "--out", text(&file)]).0, Some(2), "nothing is overwritten");

    // The file, by itself and with the key as the reviewer knows it.
    let (code, said) = audit(&["verify", text(&file)]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("note ") && said.contains("--organisation-key"), "{said}");
    let header: Value = serde_json::from_str(std::fs::read_to_string(&file).unwrap().lines().next().unwrap()).unwrap();
    let key = header["key"]["key"].as_str().unwrap();
    let all = ["verify", text(&file), "--organisation-key", key, "--checkpoint", text(&letter), "--json"];
    let (code, said) = audit(&all);
    let answer: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &answer["valid"]), (Some(0), &true.into()), "{said}");
    assert_eq!(answer["organisations"][0]["checkpoints_from_elsewhere"], 1);

    // A line is missing, then the end.
    let lines: Vec<String> = std::fs::read_to_string(&file).unwrap().lines().map(str::to_owned).collect();
    let without = |from: usize, to: usize| {
        let kept: Vec<&str> = lines.iter().enumerate().filter(|(at, _)| !(from..to).contains(at)).map(|(_, line)| line.as_str()).collect();
        std::fs::write(&file, kept.join("\n") + "\n").unwrap();
    };
    without(2, 3);
    let (code, said) = audit(&["verify", text(&file), "--json"]);
    let answer: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, answer["organisations"][0]["findings"][0]["code"].as_str()), (Some(1), Some("entries_missing")), "{said}");
    assert_eq!(answer["organisations"][0]["findings"][0]["place"]["position"], 2);
    without(2, lines.len());
    assert_eq!(audit(&["verify", text(&file)]).0, Some(0), "by itself a shorter log cannot be told from a whole one");
    let (code, said) = audit(&["verify", text(&file), "--checkpoint", text(&letter)]);
    assert_eq!(code, Some(1));
    assert!(said.starts_with("CHANGED") && said.contains("the end is missing") && said.contains("letter.txt line 1"), "{said}");

    // A newer program wrote it, or nobody did.
    std::fs::write(&file, lines.join("\n").replace("fieldbook.log.1", "fieldbook.log.2")).unwrap();
    let (code, said) = audit(&["verify", text(&file)]);
    assert_eq!(code, Some(2));
    assert!(said.contains("newer version"), "{said}");
    for nothing in ["/dev/zero", "/dev/null", "nowhere.jsonl"] {
        assert_eq!(audit(&["verify", nothing]).0, Some(2), "{nothing}");
    }
    assert_eq!(audit(&["verify"]).0, Some(2));
    assert_eq!(audit(&["verify", "--data", text(folder.path())]).0, Some(2));

    // After the server, without its leave to write.
    assert_eq!(server.interrupt(), Some(0));
    let before = std::fs::read(data.join("fieldbook.db")).unwrap();
    assert_eq!(audit(&["verify", "--data", text(&data), "--checkpoint", text(&letter)]).0, Some(0));
    assert_eq!(std::fs::read(data.join("fieldbook.db")).unwrap(), before, "nothing was written");
}
