//! A policy in force: kept per organisation, with a version, across restarts.

use server::policies::{PolicyFile, SetPolicyError};
use server::{Config, Host, NewOrganisation, Server};

async fn open(dir: &std::path::Path) -> Server {
    Server::open(Config { data_dir: dir.to_owned(), ..Config::default() }, Host::system()).await.unwrap()
}

async fn organisation(server: &Server, name: &str) {
    let new = NewOrganisation { name: name.into(), desk_user: format!("desk@{name}"), password: "correct horse battery".into() };
    server.set_up(new).await.unwrap();
}

fn file(source: &str) -> PolicyFile {
    PolicyFile::read("file.toml", source).unwrap()
}

#[tokio::test]
async fn a_restart_without_the_file_goes_on_with_the_last_policy() {
    let dir = tempfile::tempdir().unwrap();
    let server = open(dir.path()).await;
    let gps = file("[presets]\ncharges = \"gps\"");
    assert!(matches!(server.set_policy(None, &gps).await, Err(SetPolicyError::NoOrganisation)));
    organisation(&server, "North").await;
    assert_eq!(server.policies().await.unwrap(), []);
    assert_eq!(server.set_policy(None, &gps).await.unwrap().version, 1);
    assert_eq!(server.set_policy(Some("North"), &gps).await.unwrap().version, 1, "the same again is no new version");
    let other = file("# another remark\n[presets]\ncharges = \"machinery\"");
    assert_eq!(server.set_policy(None, &other).await.unwrap().version, 2);
    drop(server);
    let again = open(dir.path()).await;
    let in_force = again.policies().await.unwrap();
    assert_eq!(in_force.len(), 1);
    assert_eq!((in_force[0].organisation.as_str(), in_force[0].version), ("North", 2));
    assert_eq!(in_force[0].policy, other.policy);
    assert_eq!(again.set_policy(None, &gps).await.unwrap().version, 3, "back to what it was is a version of its own");
}

#[tokio::test]
async fn each_organisation_has_its_own_policy() {
    let dir = tempfile::tempdir().unwrap();
    let server = open(dir.path()).await;
    organisation(&server, "North").await;
    organisation(&server, "South").await;
    let gps = file("[presets]\ncharges = \"gps\"");
    let Err(SetPolicyError::SeveralOrganisations(names)) = server.set_policy(None, &gps).await else { panic!("took one at random") };
    assert_eq!(names, "North, South");
    assert!(matches!(server.set_policy(Some("West"), &gps).await, Err(SetPolicyError::Unknown(_))));
    server.set_policy(Some("South"), &gps).await.unwrap();
    let names: Vec<_> = server.policies().await.unwrap().into_iter().map(|policy| policy.organisation).collect();
    assert_eq!(names, ["South"]);
}
