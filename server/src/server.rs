//! The face of the crate.

use std::io;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use ed25519_dalek::SigningKey;
use model::id::OrganisationId;
use model::wire::config::SyncConfig;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::admission::Room;
use crate::app::{App, Gates};
use crate::backup::BackedUp;
use crate::blobs::keeper;
use crate::board::feed::Feed;
use crate::board::rebuild::{self, RebuildError, RebuiltBoard};
use crate::checklists;
use crate::config::Config;
use crate::data_dir::{DataDir, DataDirError};
use crate::host::{Chance, ChanceError, Host};
use crate::http::rate::RateLimits;
use crate::live::pokes::Pokes;
use crate::people::password::Passwords;
use crate::people::set_up::{self, NewOrganisation, SetUpError};
use crate::policies::{self, PolicyFile, PolicyInForce, SetPolicyError};
use crate::rounds::{self, Round};
use crate::router;
use crate::serve::{self, ServeError};
use crate::store::IdentityStore as _;
use crate::store::sqlite::Sqlite;
use crate::sync::believe;
use crate::sync::inbox::Inbox;
use crate::sync::load::Load;
use crate::tokens::access::AccessTokens;
use crate::tokens::key_file::{self, KeyFileError, SERVER_KEY};
use crate::tokens::organisation_keys::OrganisationKeys;
use crate::webhooks::{self, Webhooks};

/// Why the server did not start. What it holds was left as it was.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data directory cannot be made.
    #[error("data directory: {0}")]
    DataDir(io::Error),
    /// Another server has the data directory open. Stop that one first, or give this one a directory of its own.
    #[error("data directory: another server has it open")]
    InUse,
    /// A key of the server or of an organisation is exposed or damaged, or cannot be made.
    #[error("key: {0}")]
    Key(#[from] KeyFileError),
    /// The database cannot be opened: damaged, written by a newer server, or not durable here.
    #[error("database: {0}")]
    Database(String),
    /// The host gives no randomness.
    #[error(transparent)]
    Chance(#[from] ChanceError),
    /// Something of the program itself does not work on this machine.
    #[error("{0}")]
    Program(String),
}

/// A server that is ready to answer. Cheap to clone; the database is closed, and the data directory free for another process, when
/// the last clone and router are gone.
#[derive(Clone)]
pub struct Server {
    app: App,
    router: Router,
}

impl Server {
    /// Takes `config.data_dir` for this process, opens the database in it (makes it if missing, brings its schema up to date) and the
    /// server's key. If another version of the server wrote the board, reads it anew from the documents. Organisations from before there
    /// were logs get one, with what is there.
    ///
    /// # Errors
    /// [`StartError`]; nothing was deleted or replaced.
    pub async fn open(config: Config, host: Host) -> Result<Self, StartError> {
        let data_dir = config.data_dir.clone();
        let backed_up = BackedUp::of(&data_dir);
        let chance = Arc::clone(&host.chance);
        let organisation_keys = OrganisationKeys::new(&data_dir, Arc::clone(&chance));
        let opening = tokio::task::spawn_blocking(move || open_files(&data_dir, chance.as_ref()));
        let Opened { store, key, passwords, fresh } = opening.await.map_err(|error| StartError::Program(error.to_string()))??;
        let audience = store.audience(fresh).await.map_err(|error| StartError::Database(error.to_string()))?;
        let webhooks = Webhooks::new(&key, &config).map_err(|error| StartError::Program(error.to_string()))?;
        let tokens = AccessTokens::new(&key, audience, config.access_token_life_s);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let inbox = Arc::new(Inbox::new(&config));
        let limits = config.sync_limits.within_protocol();
        let told = SyncConfig { limits, pace: config.sync_pace, ..SyncConfig::built_in() }.told();
        let app = App {
            limits: Arc::new(RateLimits::new(&config, &host.clock)),
            pokes: Arc::new(Pokes::new(&config)),
            sync_config: Arc::new(told.map_err(|error| StartError::Program(error.to_string()))?),
            load: Arc::new(Load::of(cores)),
            store: Arc::new(store),
            clock: host.clock,
            chance: host.chance,
            config: Arc::new(config),
            tokens: Arc::new(tokens.map_err(|error| StartError::Program(error.to_string()))?),
            organisation_keys: Arc::new(organisation_keys),
            passwords: Arc::new(passwords),
            feed: Arc::new(Feed::default()),
            locks: Arc::default(),
            turns: Arc::default(),
            inbox,
            numbering: Arc::default(),
            checkpoints: Arc::default(),
            room: Arc::new(Room::of(cores)),
            photo_bodies: Arc::default(),
            gates: Arc::new(Gates::of(cores)),
            strangers: Arc::default(),
            thumbnails: Arc::default(),
            backed_up: Arc::new(backed_up),
            readiness: Arc::default(),
            webhooks: Arc::new(webhooks),
            stopping: CancellationToken::new(),
        };
        rebuild::rebuild_if_outdated(&app).await.map_err(|error| StartError::Database(error.to_string()))?;
        let organisations = app.store.organisations().await.map_err(|error| StartError::Database(error.to_string()))?;
        for (organisation, _) in organisations {
            provide_key(&app, organisation).await?;
            let entered = app.store.begin_log(organisation, app.now()).await.map_err(|error| StartError::Database(error.to_string()))?;
            if entered > 0 {
                tracing::info!(entries = entered, "the log was begun, or goes on after a return to an older copy");
            }
            checklists::provide(&app, organisation).await.map_err(|error| StartError::Database(error.to_string()))?;
        }
        believe::resume(&app).await.map_err(|error| StartError::Database(error.to_string()))?;
        let router = router::build(&app).map_err(|error| StartError::Program(error.to_string()))?;
        Ok(Self { app, router })
    }

    /// The router, for calls inside the process.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Answers `listener` until `stop` fires, and meanwhile makes small pictures of photos, does what comes due and tells other systems what happens; then lets requests in flight finish for at
    /// most 30 s and folds the database's log.
    ///
    /// # Errors
    /// [`ServeError`] if the log could not be folded; everything answered is durable all the same.
    pub async fn serve(&self, listener: TcpListener, stop: CancellationToken) -> Result<(), ServeError> {
        let keeper = tokio::spawn(keeper::keep(self.app.clone(), stop.clone()));
        let rounds = tokio::spawn(rounds::keep(self.app.clone(), stop.clone()));
        let webhooks = tokio::spawn(webhooks::worker::keep(self.app.clone(), stop.clone()));
        let served = serve::serve(&self.app, self.router(), listener, stop).await;
        if keeper.await.is_err() {
            tracing::error!("what makes small pictures broke; the next start goes on with it");
        }
        if webhooks.await.is_err() {
            tracing::error!("what tells other systems broke; the next start goes on with it");
        }
        if rounds.await.is_err() {
            tracing::error!("what comes due by the day broke; the next start goes on with it");
        }
        served
    }

    /// Does what is due by the server's clock and was not done yet: enters call-outs of maintenance plans, raises notices of ending
    /// contracts. While the server [serves](Self::serve) it does so every minute; doing it twice does nothing twice.
    pub async fn make_round(&self) -> Round {
        rounds::make(&self.app).await
    }

    /// Tells other systems what they are to be told by now, and waits for each to answer or not. While the server [serves](Self::serve) it
    /// does so by itself. Answers `false` if what is to be sent cannot be read; try again.
    pub async fn deliver_webhooks(&self) -> bool {
        webhooks::worker::work_off(&self.app).await.is_ok()
    }

    /// Waits until everything that was received is judged and written, so that desk and devices see all of it. Answers whether that is so:
    /// `false` if judging was [stopped](Self::stop_judging) before, or if what is left could not be written and is tried again later.
    pub async fn settled(&self) -> bool {
        if self.app.config.judges == 0 {
            believe::work_off(&self.app).await;
        }
        self.app.inbox.empty().await
    }

    /// Judges nothing from now on, and waits for what is being judged. Devices are received as before; their work is judged by the next
    /// server on the same data. To be called before the last clone is let go of, so that the data directory is free at once.
    pub async fn stop_judging(&self) {
        self.app.inbox.stop().await;
    }

    /// Sets up an organisation with its first desk user.
    ///
    /// # Errors
    /// [`SetUpError`]; nothing was written.
    pub async fn set_up(&self, new: NewOrganisation) -> Result<OrganisationId, SetUpError> {
        set_up::set_up(&self.app, new).await
    }

    /// Reads every row of board and registers anew from its document and writes those that differ. Devices and desk may go on meanwhile.
    ///
    /// # Errors
    /// [`RebuildError`] if a document or the database cannot be read; rows written so far are right.
    pub async fn rebuild_board(&self) -> Result<RebuiltBoard, RebuildError> {
        rebuild::rebuild(&self.app).await
    }

    /// Puts an organisation's policy into force: for the organisation called `organisation`, or for the only one there is. A policy
    /// that is in force already keeps its version.
    ///
    /// # Errors
    /// [`SetPolicyError`]; the policy in force stays.
    pub async fn set_policy(&self, organisation: Option<&str>, file: &PolicyFile) -> Result<PolicyInForce, SetPolicyError> {
        policies::set(&self.app, organisation, file).await
    }

    /// The policies in force, by name of the organisation; organisations without one are left out.
    ///
    /// # Errors
    /// [`SetPolicyError::Failed`] if the database cannot be read, or a newer server wrote the policy.
    pub async fn policies(&self) -> Result<Vec<PolicyInForce>, SetPolicyError> {
        Ok(policies::all_in_force(&self.app).await?)
    }

    /// Whether there is any organisation yet.
    ///
    /// # Errors
    /// [`SetUpError::Failed`] if the database cannot be read.
    pub async fn is_set_up(&self) -> Result<bool, SetUpError> {
        self.app.store.is_set_up().await.map_err(|error| SetUpError::Failed(error.to_string()))
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("data_dir", &self.app.config.data_dir).finish_non_exhaustive()
    }
}

/// Makes sure that the organisation has a key; says so where a lost one was replaced.
async fn provide_key(app: &App, organisation: OrganisationId) -> Result<(), StartError> {
    let had_one = app.organisation_keys.has(organisation);
    app.organisation_keys.of(organisation)?;
    let signed = app.store.newest_checkpoint(organisation).await.map_err(|error| StartError::Database(error.to_string()))?;
    if !had_one && signed.is_some() {
        tracing::error!(
            %organisation,
            "the organisation's key was missing and a new one was made: what was signed before counts only under the old one; if you have \
             it, stop, put it back into organisation-keys and start again"
        );
    }
    Ok(())
}

struct Opened {
    store: Sqlite,
    key: SigningKey,
    passwords: Passwords,
    /// The server's name in tokens, if it has none yet.
    fresh: String,
}

fn open_files(data_dir: &Path, chance: &dyn Chance) -> Result<Opened, StartError> {
    let dir = DataDir::take(data_dir).map_err(|error| match error {
        DataDirError::InUse => StartError::InUse,
        DataDirError::Io(error) => StartError::DataDir(error),
    })?;
    let store = Sqlite::open(dir).map_err(|error| StartError::Database(error.to_string()))?;
    let key = key_file::load_or_make(&data_dir.join(SERVER_KEY), chance)?;
    let passwords = Passwords::new(chance).map_err(|error| StartError::Program(error.to_string()))?;
    let mut name = [0; 16];
    chance.fill(&mut name)?;
    Ok(Opened { store, key, passwords, fresh: format!("urn:fieldbook:server:{}", hex::encode(name)) })
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use axum::routing::get;
    use model::wire::problem::Problem;
    use tower::ServiceExt as _;

    use super::*;

    async fn broken() -> StatusCode {
        panic!("customer data in a panic's text")
    }

    #[tokio::test]
    async fn a_handler_that_panics_answers_with_a_problem_that_says_nothing_of_it() {
        let dir = tempfile::tempdir().unwrap();
        let config = Config { data_dir: dir.path().to_owned(), ..Config::default() };
        let app = Server::open(config, Host::system()).await.unwrap().app;
        let router = crate::http::wrap(Router::new().route("/broken", get(broken)), &app).with_state(app);
        let request = Request::get("/broken").header("host", "x").body(Body::empty()).unwrap();
        let answer = router.oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = axum::body::to_bytes(answer.into_body(), 1 << 16).await.unwrap();
        let problem: Problem = serde_json::from_slice(&body).unwrap();
        assert_eq!(problem.code, "internal");
        assert!(!problem.detail.contains("customer"));
    }
}
