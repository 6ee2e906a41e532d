//! `fieldbook bench server`: the real server on a free port of this machine, driven by JSON lines.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value, json};
use server::{Config, Host, NewOrganisation, Server};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{DESK_PASSWORD, DESK_USER, lines, neutral};
use crate::desk::Desk;
use crate::outcome::Failure;

/// The server, once it is open.
#[derive(Default)]
struct Program {
    running: Mutex<Option<Running>>,
}

struct Running {
    base: String,
    server: Server,
    stop: CancellationToken,
    serving: JoinHandle<Result<(), Failure>>,
}

/// Answers until `close`.
pub(super) async fn run() -> Result<ExitCode, Failure> {
    lines::answer(Arc::new(Program::default()), |program, op, request| async move {
        match op.as_str() {
            "open" => {
                let callers = request.get("callers").and_then(Value::as_u64).and_then(|callers| usize::try_from(callers).ok());
                program.open(lines::text(&request, "dir")?.into(), callers.unwrap_or(0)).await
            }
            "await" => program.settled().await,
            "read" => program.read(&request).await,
            "close" => program.close().await,
            op => Err(Failure::Usage(format!("no op {op}"))),
        }
    })
    .await
}

impl Program {
    /// Opens the server; all `callers` come from this machine, and are let in as if each had an address of its own.
    async fn open(&self, data_dir: PathBuf, callers: usize) -> Result<Value, Failure> {
        let mut config = Config { data_dir, ..Config::default() };
        let a_minute = u32::try_from(callers).unwrap_or(u32::MAX).saturating_mul(4);
        config.enrolments_per_minute = config.enrolments_per_minute.max(a_minute);
        config.tokens_per_minute = config.tokens_per_minute.max(a_minute);
        config.max_connections = config.max_connections.max(callers.saturating_add(64));
        config.connections_per_address = config.connections_per_address.max(callers.saturating_add(64));
        let server = Server::open(config, Host::system()).await.map_err(|error| Failure::step("opening the server")(&error))?;
        if !server.is_set_up().await.map_err(|error| Failure::step("looking into the database")(&error))? {
            let organisation = NewOrganisation { name: "Bench".into(), desk_user: DESK_USER.into(), password: DESK_PASSWORD.into() };
            server.set_up(organisation).await.map_err(|error| Failure::step("setting up the organisation")(&error))?;
        }
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(|error| Failure::step("listening")(&error))?;
        let address = listener.local_addr().map_err(|error| Failure::step("listening")(&error))?;
        let stop = CancellationToken::new();
        let (ends, serves) = (stop.clone(), server.clone());
        let serving = tokio::spawn(async move { serves.serve(listener, ends).await.map_err(|error| Failure::step("serving")(&error)) });
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Running { base: format!("http://{address}"), server, stop, serving });
        Ok(json!({ "port": address.port(), "scheme": "http" }))
    }

    /// Answers once everything that was received is judged and on the board. What a device has been told is durable before that.
    async fn settled(&self) -> Result<Value, Failure> {
        let server = self.running.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|running| running.server.clone());
        server.ok_or_else(|| Failure::Usage("`await` before `open`".into()))?.settled().await;
        Ok(json!({}))
    }

    /// What the desk is shown of each visit once everything is judged, as the workload's documents.
    async fn read(&self, request: &Value) -> Result<Value, Failure> {
        self.settled().await?;
        let base = self.running.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|running| running.base.clone());
        let base = base.ok_or_else(|| Failure::Usage("`read` before `open`".into()))?;
        let desk = Desk::sign_in(&base, DESK_USER, DESK_PASSWORD).await?;
        let refs = request.get("refs").and_then(Value::as_object);
        let mut docs = Map::new();
        for name in lines::texts(request, "docs")? {
            let document = match refs.and_then(|refs| refs.get(&name)).and_then(Value::as_str) {
                Some(visit) => json!(neutral::document(desk.visit(visit).await?)),
                None => Value::Null,
            };
            docs.insert(name, document);
        }
        Ok(json!({ "docs": docs }))
    }

    async fn close(&self) -> Result<Value, Failure> {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(running) = running {
            running.stop.cancel();
            drop(running.server);
            running.serving.await.map_err(|error| Failure::step("ending the server")(&error))??;
        }
        Ok(json!({}))
    }
}
