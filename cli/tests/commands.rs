//! The binary as a stranger meets it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

mod process;

use process::{Running, fieldbook, free_port};

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn help_names_every_command_and_what_it_is_for() {
    let help = fieldbook(&["--help"]);
    assert!(help.status.success());
    let help = text(&help.stdout);
    for command in ["serve", "handset", "demo", "verify", "paper", "policy", "audit", "bench", "Start here"] {
        assert!(help.contains(command), "{command} is not in:\n{help}");
    }
    for command in ["serve", "handset", "demo", "verify", "paper", "policy", "audit", "bench"] {
        assert!(fieldbook(&[command, "--help"]).status.success(), "{command}");
    }
}

#[test]
fn the_demo_tells_its_story_and_ends_with_a_summary() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    for (run, day) in [("first", "14 call-outs registered"), ("second", "1 call-outs registered")] {
        let demo = fieldbook(&["demo", "--exit", "--data", data.to_str().unwrap()]);
        let out = text(&demo.stdout);
        assert!(demo.status.success(), "{run} run:\n{out}\n{}", text(&demo.stderr));
        assert!(out.contains(day), "{run} run: {out}");
        let summary: serde_json::Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
        assert_eq!(summary["seal_verified"], true);
        assert_eq!(summary["target_met"], true);
        for number in ["documents", "checks", "van_stock", "arrive_by", "changes", "bytes_up", "bytes_down", "requests"] {
            assert!(summary[number].as_u64().is_some_and(|value| value > 0), "{number} in {summary}");
        }
        assert!(summary["board_ms"].as_u64().unwrap() < 1_000, "{summary}");
    }
    let left = |ending: &str| {
        let files = std::fs::read_dir(data.join("handset-1")).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.extension().is_some_and(|is| is == ending)).min().unwrap()
    };
    let page = fieldbook(&["verify", left("pdf").to_str().unwrap()]);
    assert!(page.status.success() && text(&page.stdout).contains("VALID"), "{}", text(&page.stdout));
    let seal = left("json");
    let valid = fieldbook(&["verify", seal.to_str().unwrap()]);
    assert!(valid.status.success(), "{}", text(&valid.stdout));
    assert!(text(&valid.stdout).starts_with("VALID"));

    let statement = data.join("statement.jwt");
    let trusted = fieldbook(&["verify", seal.to_str().unwrap(), "--organisation", statement.to_str().unwrap()]);
    assert!(trusted.status.success() && text(&trusted.stdout).contains("恒通服务中心"), "{}", text(&trusted.stdout));

    let altered = folder.path().join("altered.json");
    std::fs::write(&altered, std::fs::read_to_string(&seal).unwrap().replace("PR-26-00417", "PR-26-00418")).unwrap();
    let invalid = fieldbook(&["verify", altered.to_str().unwrap()]);
    assert_eq!(invalid.status.code(), Some(1));
    assert!(text(&invalid.stdout).contains("seal_voucher_changed"), "{}", text(&invalid.stdout));

    let both = fieldbook(&["verify", seal.to_str().unwrap(), altered.to_str().unwrap()]);
    assert_eq!(both.status.code(), Some(1), "one record that does not verify is enough");
    let told = text(&both.stdout);
    assert!(told.contains("\nVALID") && told.contains("\nNOT VALID") && told.contains("check "), "{told}");
    let taken = fieldbook(&[
        "handset",
        "--data",
        data.join("handset-1/device.db").to_str().unwrap(),
        "--server",
        "http://127.0.0.1:9",
        "--code",
        "X",
    ]);
    assert_eq!(taken.status.code(), Some(2), "{}", text(&taken.stderr));

    let other = fieldbook(&["verify", seal.to_str().unwrap(), "--key", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"]);
    assert_eq!(other.status.code(), Some(1));
    for flag in ["--key", "--organisation"] {
        let dashed = fieldbook(&["verify", seal.to_str().unwrap(), flag, "-vuJd_pVkQIl5AJD5vG5nfxqlsWV4WnN5vQTXk0tJXQ"]);
        let (code, told) = (dashed.status.code(), format!("{}{}", text(&dashed.stdout), text(&dashed.stderr)));
        assert!(code != Some(0) && !told.contains("unexpected argument"), "one key in 64 begins with a dash: {code:?} {told}");
    }
    let endless = fieldbook(&["verify", "/dev/zero"]);
    assert_eq!(endless.status.code(), Some(1));
    assert!(text(&endless.stdout).contains("seal_too_large"), "{}", text(&endless.stdout));
    let missing = fieldbook(&["verify", folder.path().join("nothing.json").to_str().unwrap()]);
    assert_eq!(missing.status.code(), Some(2));
}

#[test]
fn a_demo_whose_first_start_was_cut_short_starts_again() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("demo.json"), "{\"pass").unwrap();
    let demo = fieldbook(&["demo", "--exit", "--data", folder.path().to_str().unwrap()]);
    assert!(demo.status.success(), "{}", text(&demo.stderr));
}

#[test]
fn text_in_a_record_cannot_pass_for_a_line_of_the_verifier() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seal.json");
    std::fs::write(&file, process::sealed_record_with_findings("worn\ndevice     0000 key THE-OTHER-KEY\u{1b}[8m")).unwrap();
    let told = text(&fieldbook(&["verify", file.to_str().unwrap()]).stdout);
    assert!(told.starts_with("VALID"), "{told}");
    assert_eq!(told.lines().filter(|line| line.starts_with("device")).count(), 1, "{told}");
    assert!(!told.contains('\u{1b}'));

    let long = format!("worn {}device     0000 key THE-OTHER-KEY due \u{202e}00.5\u{202c}", "x".repeat(68));
    std::fs::write(&file, process::sealed_record_with_findings(&long)).unwrap();
    let told = text(&fieldbook(&["verify", file.to_str().unwrap()]).stdout);
    assert!(told.starts_with("VALID") && !told.contains('\u{202e}'), "{told}");
    assert!(
        told.lines().filter(|line| line.contains("OTHER-KEY")).all(|line| line.starts_with(' ') && line.chars().count() < 80),
        "{told}"
    );

    std::fs::write(&file, std::fs::read_to_string(&file).unwrap().replace("fieldbook.seal.2", "x\\u001b[1A\\u001b[2KVALID")).unwrap();
    let refused = fieldbook(&["verify", file.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    let told = text(&refused.stdout);
    assert!(told.starts_with("NOT VALID") && !told.contains('\u{1b}'), "{told}");
}

#[test]
fn a_page_for_the_network_asks_for_a_key_and_a_server_for_its_address() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("server");
    let serve = fieldbook(&["serve", "--data", data.to_str().unwrap(), "--listen", "0.0.0.0:0", "--organisation", "恒通"]);
    assert_eq!(serve.status.code(), Some(2));
    assert!(text(&serve.stderr).contains("--public-url"), "{}", text(&serve.stderr));
    let file = folder.path().join("device.db");
    let listen = format!("0.0.0.0:{}", free_port());
    drop(Running::start(&["handset", "--data", file.to_str().unwrap(), "--listen", &listen], "?key="));
}

#[test]
fn a_failing_story_ends_non_zero() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a-file");
    std::fs::write(&file, "not a folder").unwrap();
    let demo = fieldbook(&["demo", "--exit", "--data", file.to_str().unwrap()]);
    assert_eq!(demo.status.code(), Some(2));
    assert!(text(&demo.stderr).contains("a-file"), "{}", text(&demo.stderr));
}

#[test]
fn a_new_server_asks_whose_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let new = fieldbook(&["serve", "--data", folder.path().to_str().unwrap(), "--listen", "127.0.0.1:0"]);
    assert_eq!(new.status.code(), Some(2));
    assert!(text(&new.stderr).contains("--organisation"), "{}", text(&new.stderr));
}

#[test]
fn a_policy_file_is_checked_line_by_line_and_says_what_is_still_to_be_set() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("policy.toml");
    std::fs::write(&file, "[presets]\nresponse = \"service-center\"\ncharges = \"gsp\"\n[office]\nmonday = [\"17:30-08:30\"]\n").unwrap();
    let path = file.to_str().unwrap();
    let wrong = fieldbook(&["policy", "check", path]);
    assert_eq!(wrong.status.code(), Some(1));
    let told = text(&wrong.stdout);
    assert!(told.contains("policy.toml:3: unknown preset \"gsp\"") && told.contains("policy.toml:5: impossible value"), "{told}");

    let data = folder.path().join("server");
    let serve = ["serve", "--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0", "--organisation", "恒通", "--policy", path];
    let refused = fieldbook(&serve);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("policy.toml:3:"), "{}", text(&refused.stderr));
    assert!(!data.exists(), "a file with a mistake changes nothing");

    std::fs::write(&file, "[presets]\nresponse = \"service-center\"\n").unwrap();
    let right = fieldbook(&["policy", "check", path]);
    assert!(right.status.success());
    assert!(text(&right.stdout).contains("P-02  office  "), "{}", text(&right.stdout));
    let json = fieldbook(&["policy", "check", "--json", path]);
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&json.stdout).unwrap()["response"]["count"], "office_hours");
    assert_eq!(fieldbook(&["policy", "check", "/nowhere/policy.toml"]).status.code(), Some(2));

    let presets = fieldbook(&["policy", "presets"]);
    assert!(text(&presets.stdout).contains("security-systems"), "{}", text(&presets.stdout));
    assert!(text(&fieldbook(&["policy", "presets", "gps"]).stdout).contains("[response]"));
    assert_eq!(fieldbook(&["policy", "presets", "gsp"]).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn a_policy_stays_in_force_when_the_server_starts_without_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("policy.toml");
    std::fs::write(&file, "[presets]\ncharges = \"gps\"\n").unwrap();
    let data = folder.path().join("server");
    let listen = format!("127.0.0.1:{}", free_port());
    let first =
        ["serve", "--data", data.to_str().unwrap(), "--listen", &listen, "--organisation", "恒通", "--policy", file.to_str().unwrap()];
    assert_eq!(Running::start(&first, "policy      恒通, version 1").interrupt(), Some(0));
    let again = ["serve", "--data", data.to_str().unwrap(), "--listen", &listen];
    assert_eq!(Running::start(&again, "policy      恒通, version 1").interrupt(), Some(0));
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_server_and_handset_cleanly() {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let data = folder.path().join("server");
    let listen = format!("127.0.0.1:{port}");
    let server = Running::start(&["serve", "--data", data.to_str().unwrap(), "--listen", &listen, "--organisation", "恒通"], "board");
    assert_eq!(server.interrupt(), Some(0));
    let file = folder.path().join("device.db");
    let listen = format!("127.0.0.1:{}", free_port());
    let handset = Running::start(&["handset", "--data", file.to_str().unwrap(), "--listen", &listen], "handset");
    assert_eq!(handset.interrupt(), Some(0));
}
