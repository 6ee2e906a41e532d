//! Opening: what a server finds in its data directory, it keeps; what it cannot read, it leaves alone.

use rusqlite::Connection;
use server::{Config, Host, Server, StartError};

use crate::house::House;

fn config(house: &House) -> Config {
    Config { data_dir: house.dir.path().to_owned(), ..Config::default() }
}

#[tokio::test]
async fn a_server_opened_again_knows_its_devices() {
    let house = House::open().await;
    let desk = house.set_up("North").await;
    let phone = house.phone(&desk, 1).await;
    let config = config(&house);
    let House { dir, clock, server } = house;
    drop(server);
    let again = Server::open(config, Host::system()).await.unwrap();
    assert!(again.is_set_up().await.unwrap());
    let house = House { dir, clock, server: again };
    let claims = house.claims(&phone, "one");
    assert_eq!(claims.aud, phone.identity.audience);
    assert!(phone.identity.audience.starts_with("urn:fieldbook:server:"));
}

#[tokio::test]
async fn a_database_of_a_newer_server_is_refused_and_left_alone() {
    let house = House::open().await;
    let database = Connection::open(house.dir.path().join("fieldbook.db")).unwrap();
    database.pragma_update(None, "user_version", 999).unwrap();
    let config = config(&house);
    drop(house.server);
    let refused = Server::open(config, Host::system()).await;
    let Err(StartError::Database(reason)) = refused else { panic!("opened a newer database") };
    assert!(reason.contains("newer server"), "{reason}");
    let version: i64 = database.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 999);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("fieldbook.db");
    let bytes = b"notes about the boiler, not a database at all".repeat(100);
    std::fs::write(&path, &bytes).unwrap();
    let config = Config { data_dir: dir.path().to_owned(), ..Config::default() };
    assert!(matches!(Server::open(config, Host::system()).await, Err(StartError::Database(_))));
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[cfg(unix)]
#[tokio::test]
async fn the_data_directory_and_the_key_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let outer = tempfile::tempdir().unwrap();
    let data_dir = outer.path().join("data");
    let config = Config { data_dir: data_dir.clone(), ..Config::default() };
    Server::open(config, Host::system()).await.unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data_dir), 0o700);
    assert_eq!(mode(&data_dir.join("server.key")), 0o600);
}

#[tokio::test]
async fn a_directory_that_another_server_has_open_is_refused_until_that_one_ends() {
    let house = House::open().await;
    house.set_up("North").await;
    let config = config(&house);
    assert!(matches!(Server::open(config.clone(), Host::system()).await, Err(StartError::InUse)));
    assert_eq!(house.get("/ready").await.status, 204, "the first one goes on");
    drop(house.server);
    assert!(Server::open(config, Host::system()).await.unwrap().is_set_up().await.unwrap());
}

#[cfg(unix)]
#[tokio::test]
async fn files_are_for_their_owner_only_also_in_a_directory_that_others_may_enter() {
    use std::os::unix::fs::PermissionsExt as _;
    let outer = tempfile::tempdir().unwrap();
    let data_dir = outer.path().join("data");
    std::fs::create_dir(&data_dir).unwrap();
    std::fs::set_permissions(&data_dir, std::fs::Permissions::from_mode(0o755)).unwrap();
    // As a copy that was brought back would be.
    std::fs::write(data_dir.join("fieldbook.db"), []).unwrap();
    std::fs::set_permissions(data_dir.join("fieldbook.db"), std::fs::Permissions::from_mode(0o644)).unwrap();
    let server = Server::open(Config { data_dir: data_dir.clone(), ..Config::default() }, Host::system()).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(&data_dir).unwrap().map(Result::unwrap).collect();
    assert!(files.len() >= 5, "{files:?}");
    for file in files {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.file_name());
    }
    drop(server);
}
