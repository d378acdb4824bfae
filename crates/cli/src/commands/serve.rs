//! `backlot serve`: the server, until it is told to end.

mod encryption;
mod welcome;

use std::{num::NonZero, thread::available_parallelism, time::Duration};

use backlot_sandbox::{Place, Sandbox, control::Guard, listing, seed::WorldFile, server, world::Secrets};
use tokio::{net::TcpListener, runtime::Builder};

use self::{encryption::Encrypted, welcome::Welcome};
use crate::{args::Serve, error::CliError, output, signals};

/// Opens the store, then binds the address, then serves.
pub(crate) fn run(args: &Serve) -> Result<(), CliError> {
    let loopback = args.listen.ip().to_canonical().is_loopback();
    if !loopback && !args.allow_remote {
        return Err(CliError::Remote(args.listen));
    }
    let place = args.place()?;
    let cores = available_parallelism().map_or(1, NonZero::get);
    let threads = args.threads(&place, cores);
    let sandbox = open(args, place, loopback)?;
    let accounts = listing::of(sandbox.store())?;
    let secrets = sandbox.secrets()?;
    let encrypted = Encrypted::open(&args.tls, &sandbox)?;
    let runtime = Builder::new_multi_thread().worker_threads(threads).enable_all().build();
    let runtime = runtime.map_err(|source| CliError::System { what: "threads", source })?;
    runtime.block_on(async {
        let listener =
            TcpListener::bind(args.listen).await.map_err(|source| CliError::Bind { address: args.listen, source })?;
        let address = listener.local_addr().map_err(|source| CliError::System { what: "its address", source })?;
        let signal =
            |number| signals::number(number).map_err(|source| CliError::System { what: "signal handlers", source });
        let end = drained(sandbox.clone(), signal(1)?, Duration::from_secs(args.drain), signal(2)?);
        let trust = encrypted.as_ref().map(|encrypted| &encrypted.trust);
        let remote = args.allow_remote;
        let directory = sandbox.store().path();
        output::print(&Welcome { address, directory, remote, trust, accounts: &accounts, secrets }.text())?;
        match encrypted {
            Some(encrypted) => server::serve_encrypted(listener, encrypted.tls, sandbox, end).await,
            None => server::serve(listener, sandbox, end).await,
        }
        Ok(())
    })
}

/// Ready when nobody sends requests here any more: so long after the signal to end, or at the second one.
async fn drained(sandbox: Sandbox, end: impl Future<Output = ()>, drain: Duration, hurry: impl Future<Output = ()>) {
    end.await;
    sandbox.drain();
    tokio::select! {
        () = tokio::time::sleep(drain) => {}
        () = hurry => {}
    }
}

fn open(args: &Serve, place: Place, loopback: bool) -> Result<Sandbox, CliError> {
    let named = output::place(&place);
    // Who lets others in may have a proxy before a loopback address; what is done to a database is done to all who share it.
    let loopback = loopback && !args.allow_remote && !matches!(place, Place::Postgres(_));
    let guard = Guard { token: None, loopback };
    let secrets = if args.allow_remote && !args.demo_secrets { Secrets::Derived } else { Secrets::Stated };
    let mut builder = Sandbox::builder(place).guard(guard).secrets(secrets).mapped(args.map_data);
    #[cfg(feature = "otel")]
    {
        builder = builder.trace_parent(crate::traces::TRACE_PARENT);
    }
    if let Some(path) = &args.world {
        builder = builder.world(WorldFile::read(path)?);
    }
    let sandbox = builder.open()?;
    if let (Some(world), false) = (&args.world, sandbox.is_new()) {
        output::complain(&format!(
            "{named} holds a world already, so {} comes into it only with a reset",
            world.display()
        ));
    }
    Ok(sandbox)
}
