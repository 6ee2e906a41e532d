//! Fieldbook's server: who may come in, what devices send and fetch, what the dispatcher sees.
//!
//! The face is [`Server`]: opened with a [`Config`] and a [`Host`] (clock and chance), it hands out a router for in-process
//! calls or serves a listener until told to stop. Inside, rooms are cut by subject:
//!
//! * `people`: organisations, desk users and their sessions, technicians, enrolment codes, devices.
//! * `tokens`, `auth`: access tokens, assertions and the extractors that turn credentials into identities.
//! * `sync`, `documents`: documents of every kind in and out.
//! * `live`: pokes, so that devices sync at once.
//! * `visits`, [`callouts`], `board`, `registers`: the desk's work, the live board, a register for each other kind.
//! * `repairs`, `old_parts`, `complaints`, `days`: what the desk records on the other kinds of documents.
//! * `reports`: what the work of a span of days comes to, and the files of it.
//! * `contracts`, `plans`: service contracts and their maintenance plans; `rounds` does what comes due.
//! * `log`, [`audit`]: the organisation's log and its checkpoints, and the check of a data directory against them.
//! * [`backup`]: a checked copy of the database, and the way back.
//! * `webhooks`: other systems are told what happens.
//! * `ledgers`: lists over many documents: serials, stock, part accounts, open money, tasks.
//! * [`policies`]: what an organisation decides differently, from its file to the database.
//! * [`checklists`]: what visits have to check, from ready and own templates.
//! * `reference`: what only the desk changes and devices read; stock movements of the desk.
//! * `check`: papers checked in public: records by their digest, files.
//! * `blobs`: resumable uploads of photos (tus), downloads, small pictures.
//! * `store`: what is kept, behind traits cut by concern; SQLite is the implementation.
//! * `admission`: which requests of devices run at the same time, and who waits.
//! * `http`: what every request passes: limits, security headers, log, errors.
//!
//! Left out on purpose: TLS (a proxy in front ends it), mail, and reading files other than its own data directory.

mod admission;
mod aftercare;
mod app;
mod assets;
pub mod audit;
mod auth;
pub mod backup;
mod blobs;
mod board;
pub mod callouts;
mod check;
pub mod checklists;
mod complaints;
mod config;
mod contracts;
mod data_dir;
mod days;
mod documents;
mod error;
mod health;
mod host;
mod http;
mod ledgers;
mod live;
mod log;
mod old_parts;
mod openapi;
mod people;
mod plans;
pub mod policies;
mod reference;
mod registers;
mod repairs;
mod reports;
mod rounds;
mod router;
mod serve;
mod server;
mod stock;
mod store;
mod sync;
mod tokens;
mod visits;
mod webhooks;

pub use board::rebuild::{RebuildError, RebuiltBoard};
pub use config::Config;
pub use host::{Chance, ChanceError, Clock, Host, SystemChance, SystemClock};
pub use people::set_up::{NewOrganisation, SetUpError};
pub use rounds::Round;
pub use serve::ServeError;
pub use server::{Server, StartError};
pub use tokens::key_file::KeyFileError;
