//! `fieldbook serve`: the server on this machine, and setting it up the first time.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use server::policies::{PolicyFile, SetPolicyError};
use server::{Config, Host, NewOrganisation, Server};
use tokio::net::TcpListener;

use crate::ending::asked_to_end;
use crate::outcome::{Failure, say};
use crate::policy;

/// 2^20 **bytes**.
const MIB: u64 = 1 << 20;

/// Run the server: devices sync with it, the desk works on its board.
///
/// The first start of a new folder needs to know whose server it is: give --organisation, and --desk-user if the first user is
/// not to be called "admin". The password comes from FIELDBOOK_DESK_PASSWORD, or one is made and printed once.
///
/// Ctrl-C or SIGTERM ends it: requests under way are answered first.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Folder for the database, with photos, and the keys of the server and its organisations.
    #[arg(long, default_value = "fieldbook-server", env = "FIELDBOOK_SERVER_DATA")]
    data: PathBuf,
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:7400", env = "FIELDBOOK_LISTEN")]
    listen: SocketAddr,
    /// The address people and devices use, if it is not the one listened on (a proxy with TLS in front).
    #[arg(long, env = "FIELDBOOK_PUBLIC_URL")]
    public_url: Option<String>,
    /// Believe the X-Forwarded-For header: only behind a proxy that sets it itself.
    #[arg(long, env = "FIELDBOOK_TRUST_FORWARDED_FOR")]
    trust_forwarded_for: bool,
    /// Set up this organisation at the first start.
    #[arg(long, env = "FIELDBOOK_ORGANISATION")]
    organisation: Option<String>,
    /// Name of the first desk user of a new organisation.
    #[arg(long, default_value = "admin", env = "FIELDBOOK_DESK_USER")]
    desk_user: String,
    /// The organisation's policy: response times, fees and the like, as a file (see docs/policies.md). Kept in the database: a later
    /// start without this goes on with the last one. With several organisations --organisation says whose it is.
    #[arg(long, value_name = "FILE", env = "FIELDBOOK_POLICY")]
    policy: Option<PathBuf>,
    /// How much all photos of an organisation may take, in MiB.
    #[arg(long, value_name = "MIB", default_value_t = 51_200, env = "FIELDBOOK_PHOTO_SPACE_MIB")]
    photo_space_mib: u64,
    /// How much of photos one device may upload in a day (UTC), in MiB.
    #[arg(long, value_name = "MIB", default_value_t = 2_048, env = "FIELDBOOK_PHOTOS_PER_DEVICE_DAY_MIB")]
    photos_per_device_day_mib: u64,
    /// How many photos one device may upload in a day (UTC).
    #[arg(long, value_name = "COUNT", default_value_t = 1_000, env = "FIELDBOOK_PHOTOS_PER_DEVICE_DAY")]
    photos_per_device_day: u32,
    /// Let webhooks go to plain http and into the server's own network: its own machine, private addresses. Only where everybody who
    /// may keep webhooks may reach all that.
    #[arg(long, env = "FIELDBOOK_WEBHOOK_PRIVATE_TARGETS")]
    webhook_private_targets: bool,
}

/// Runs the server until a signal comes.
pub(crate) async fn run(options: Options) -> Result<ExitCode, Failure> {
    if options.public_url.is_none() && options.listen.ip().is_unspecified() {
        return Err(Failure::Usage(format!(
            "listening on {} needs --public-url: the address that browsers and devices use, for example http://192.0.2.10:{}",
            options.listen,
            options.listen.port()
        )));
    }
    // Read before anything is opened: a file with a mistake changes nothing.
    let policy = options.policy.as_deref().map(policy::read).transpose()?;
    // Bound before anything is opened: an address that is taken changes nothing, and port 0 has become a real one.
    let listener = TcpListener::bind(options.listen)
        .await
        .map_err(|error| Failure::Step(format!("cannot listen on {}: {error}; choose another with --listen", options.listen)))?;
    let listening = listener.local_addr().map_err(|error| Failure::step("listening")(&error))?;
    let public_url = options.public_url.clone().unwrap_or_else(|| format!("http://{listening}"));
    let config = Config {
        data_dir: options.data.clone(),
        public_url: Some(public_url.clone()),
        trust_forwarded_for: options.trust_forwarded_for,
        photo_bytes_per_organisation: options.photo_space_mib.saturating_mul(MIB),
        photo_bytes_per_device_day: options.photos_per_device_day_mib.saturating_mul(MIB),
        photos_per_device_day: options.photos_per_device_day,
        webhook_private_targets: options.webhook_private_targets,
        ..Config::default()
    };
    let server = Server::open(config, Host::system()).await.map_err(|error| Failure::step("opening the server")(&error))?;
    set_up(&server, &options).await?;
    if let Some(file) = &policy {
        put_into_force(&server, options.organisation.as_deref(), file).await?;
    }
    let policies = server.policies().await.map_err(|error| Failure::step("reading the policies")(&error))?;
    let stop = asked_to_end()?;
    say(&format!("fieldbook {}", env!("CARGO_PKG_VERSION")));
    say(&format!("  data        {}", options.data.display()));
    say(&format!("  listening   {listening}"));
    say(&format!("  board       {public_url}/board"));
    for policy in &policies {
        let open = policy.policy.unset().len();
        say(&format!("  policy      {}, version {}, {open} values open", policy.organisation, policy.version));
    }
    if policies.is_empty() {
        say("  policy      none: days count in UTC+8; give one with --policy FILE");
    }
    say(&format!("  forwarded-for  {}", if options.trust_forwarded_for { "believed" } else { "ignored" }));
    server.serve(listener, stop).await.map_err(|error| Failure::step("serving")(&error))?;
    say("stopped");
    Ok(ExitCode::SUCCESS)
}

async fn put_into_force(server: &Server, organisation: Option<&str>, file: &PolicyFile) -> Result<(), Failure> {
    server.set_policy(organisation, file).await.map(drop).map_err(|error| match error {
        SetPolicyError::Failed(_) => Failure::step("keeping the policy")(&error),
        error => Failure::Usage(format!("--policy: {error}")),
    })
}

async fn set_up(server: &Server, options: &Options) -> Result<(), Failure> {
    let ready = server.is_set_up().await.map_err(|error| Failure::step("looking into the database")(&error))?;
    let Some(name) = options.organisation.clone() else {
        return if ready {
            Ok(())
        } else {
            Err(Failure::Usage(format!("{} is new: say whose server it is with --organisation NAME", options.data.display())))
        };
    };
    if ready {
        say("  --organisation  not used: this folder is set up already");
        return Ok(());
    }
    let given = std::env::var("FIELDBOOK_DESK_PASSWORD").ok().filter(|password| !password.is_empty());
    let password = match &given {
        Some(password) => password.clone(),
        None => {
            let mut random = [0; 12];
            getrandom::fill(&mut random).map_err(|error| Failure::Step(format!("the system gives no random numbers: {error}")))?;
            readable_secret(&random)
        }
    };
    // Shown before it is in force: if this process ends in between, the next start sets up anew.
    if given.is_none() {
        say(&format!("first desk user: {}  password, shown only now: {password}", options.desk_user));
    }
    let organisation = NewOrganisation { name, desk_user: options.desk_user.clone(), password };
    server.set_up(organisation).await.map_err(|error| Failure::step("setting up the organisation")(&error))?;
    Ok(())
}

/// Random bytes as letters and digits that are not mixed up when read aloud, in groups of four.
pub(crate) fn readable_secret(random: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let mut bits = 0_u32;
    let mut held = 0;
    let mut letters = Vec::new();
    for byte in random {
        bits = (bits << 8) | u32::from(*byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            letters.extend(LETTERS.get(((bits >> held) & 31) as usize).map(|letter| char::from(*letter)));
        }
    }
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Writes a file that only its owner can read.
pub(crate) fn write_secret(file: &Path, text: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(file)?;
    file.write_all(text)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::readable_secret;

    #[test]
    fn a_secret_is_read_aloud_in_groups_of_four() {
        assert_eq!(readable_secret(&[0; 9]), "aaaa-aaaa-aaaa-aa");
        assert_ne!(readable_secret(&[1; 9]), readable_secret(&[2; 9]));
    }
}
