//! `fieldbook handset`: the technician's app on this machine.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use client_core::incarnation::IncarnationFile;
use client_core::{Device, DeviceConfig, Host};
use tokio::net::TcpListener;

use crate::ending::asked_to_end;
use crate::outcome::{Failure, say};
use crate::serve::readable_secret;

/// Run the technician's app on this machine, as a page in the browser.
///
/// Works without a network. The first time, enrol it with the one-time code from the desk: on the page, or with --server and
/// --code.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The device's database file; created if it is not there.
    #[arg(long, default_value = "fieldbook-handset.db", env = "FIELDBOOK_HANDSET_DATA")]
    data: PathBuf,
    /// Address and port of the page. Whoever reaches it works as this technician: on another address than this machine's own the
    /// page asks for a key, which is printed.
    #[arg(long, default_value = "127.0.0.1:7401", env = "FIELDBOOK_HANDSET_LISTEN")]
    listen: SocketAddr,
    /// Address of the server, for enrolling.
    #[arg(long, requires = "code", env = "FIELDBOOK_SERVER")]
    server: Option<String>,
    /// The one-time code from the desk, for enrolling.
    #[arg(long, requires = "server", env = "FIELDBOOK_CODE", hide_env_values = true)]
    code: Option<String>,
    /// What the desk calls this device.
    #[arg(long, default_value = "handset", env = "FIELDBOOK_DEVICE_NAME")]
    name: String,
}

/// The small file beside the database that tells a copy of it from itself: leave it behind when the database is copied.
fn beside(data: &Path) -> PathBuf {
    let mut name = data.as_os_str().to_owned();
    name.push(".incarnation");
    name.into()
}

/// Shows the page until a signal comes.
pub(crate) async fn run(options: Options) -> Result<ExitCode, Failure> {
    let config = DeviceConfig { path: options.data.clone(), application: concat!("fieldbook-handset/", env!("CARGO_PKG_VERSION")).into() };
    let place = IncarnationFile::at(beside(&options.data));
    let device =
        Device::open_beside(config, Host::system(), &place).map_err(|error| Failure::step("opening the device's database")(&error))?;
    let reading = |error: client_core::StoreError| Failure::step("reading the device's database")(&error);
    if let (Some(server), Some(code)) = (&options.server, &options.code) {
        if let Some(identity) = device.identity().map_err(reading)? {
            return Err(Failure::Usage(format!(
                "{} belongs to a device of {} already; leave --server and --code out, or name another file with --data",
                options.data.display(),
                identity.person_name
            )));
        }
        device.enrol(server, code, &options.name).await.map_err(|error| Failure::step("enrolling")(&error))?;
    }
    let listener = TcpListener::bind(options.listen)
        .await
        .map_err(|error| Failure::Step(format!("cannot listen on {}: {error}; choose another with --listen", options.listen)))?;
    let address = listener.local_addr().map_err(|error| Failure::Step(format!("cannot tell the address of the page: {error}")))?;
    let stop = asked_to_end()?;
    say(&format!("  data     {}", options.data.display()));
    say(&match device.identity().map_err(reading)? {
        Some(identity) => format!("  device   of {}, {}", identity.person_name, identity.organisation_name),
        None => "  device   not enrolled yet: the page asks for the server and the code from the desk".into(),
    });
    let key = access_key(options.listen)?;
    say(&match &key {
        None => format!("  handset  http://{address}/"),
        Some(key) if address.ip().is_unspecified() => format!("  handset  http://ADDRESS-OF-THIS-MACHINE:{}/?key={key}", address.port()),
        Some(key) => format!("  handset  http://{address}/?key={key}"),
    });
    let device = Arc::new(device);
    let (syncing, ends) = (Arc::clone(&device), stop.clone());
    let sync = tokio::spawn(async move { syncing.run_sync(ends).await });
    let page = handset::Handset::new(device.as_ref().clone(), handset::HandsetConfig { key });
    let served = page.serve(listener, stop.clone()).await.map_err(|error| Failure::step("serving the page")(&error));
    stop.cancel();
    sync.await.map_err(|error| Failure::step("ending the sync")(&error))?;
    served?;
    say("stopped");
    Ok(ExitCode::SUCCESS)
}

/// A key for the page, unless only this machine reaches it.
fn access_key(listen: SocketAddr) -> Result<Option<String>, Failure> {
    if listen.ip().is_loopback() {
        return Ok(None);
    }
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|error| Failure::Step(format!("the system gives no random numbers: {error}")))?;
    Ok(Some(readable_secret(&random)))
}
