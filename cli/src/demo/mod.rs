//! `fieldbook demo`: the whole product on this machine, with nothing that is not the product. A server, two devices with
//! stores of their own, a day of call-outs, and a board and a handset to try it with.
//!
//! `--exit` plays the story of one visit without a browser ([`story`]); without it the pages stay up until Ctrl-C.

mod day;
mod organisation;
mod pen;
mod story;
mod world;

use std::path::PathBuf;
use std::process::ExitCode;

use tokio::net::TcpListener;

use crate::ending::asked_to_end;
use crate::outcome::{Failure, say};
use world::{Wanted, World};

/// Try Fieldbook on this machine: a server, two technicians with a device each, and a day of call-outs.
///
/// Everything is kept in one folder and is there again at the next start; remove the folder to begin anew.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Folder for the server's and the devices' databases.
    #[arg(long, default_value = "data", env = "FIELDBOOK_DEMO_DATA")]
    data: PathBuf,
    /// Port of the board on this machine; 0 takes any free one.
    #[arg(long, default_value_t = 7410)]
    board_port: u16,
    /// Port of the handset on this machine; 0 takes any free one.
    #[arg(long, default_value_t = 7411)]
    handset_port: u16,
    /// Play the story of one visit without a browser, print each step and a JSON summary as the last line, then end. Takes any
    /// free ports. Exit code 0 only if every step succeeded.
    #[arg(long)]
    exit: bool,
}

/// Starts the demo.
pub(crate) async fn run(options: Options) -> Result<ExitCode, Failure> {
    if options.exit {
        let world = World::start(&options.data, listen(0).await?, Wanted::TheCopier).await?;
        let told = story::play(&world).await;
        let stopped = world.stop().await;
        // Alone on the last line: everything that can fail has happened by now.
        let summary = told.and_then(|summary| stopped.map(|()| summary))?;
        say(&summary);
        return Ok(ExitCode::SUCCESS);
    }
    let handset_port = listen(options.handset_port).await?;
    let world = World::start(&options.data, listen(options.board_port).await?, Wanted::Anything).await?;
    world.let_the_second_technician_work().await?;
    let handset_address = address(&handset_port)?;
    let stop = asked_to_end()?;
    say("");
    say(&format!("  board    {}/board", world.base()));
    say(&format!("           sign in as  {}  with  {}", world::DISPATCHER, world.password()));
    say(&format!("  handset  http://{handset_address}/"));
    say("");
    say("  Try: switch airplane mode on in the handset, open a visit, arrive, work, finish, let the customer sign.");
    say("  Then switch it off and watch the board. Ctrl-C ends; everything is kept in the folder.");
    let served = world.serve_handset(handset_port, stop).await;
    let stopped = world.stop().await;
    served.and(stopped)?;
    say("stopped");
    Ok(ExitCode::SUCCESS)
}

async fn listen(port: u16) -> Result<TcpListener, Failure> {
    TcpListener::bind(("127.0.0.1", port)).await.map_err(|error| {
        Failure::Step(format!("cannot listen on 127.0.0.1:{port}: {error}; is the demo running already? Else choose other ports with --board-port and --handset-port"))
    })
}

fn address(listener: &TcpListener) -> Result<std::net::SocketAddr, Failure> {
    listener.local_addr().map_err(|error| Failure::step("listening")(&error))
}
