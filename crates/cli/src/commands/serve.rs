//! `backlot serve`: the server, until it is told to end.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::Path,
    time::Duration,
};

use backlot_sandbox::{
    Place, Sandbox,
    account::Environment,
    control::{Guard, token},
    listing::{self, Listing},
    seed::WorldFile,
    server,
    world::Secrets,
};
use partner_center_model::cloud::Cloud;
use tokio::{net::TcpListener, runtime::Runtime};

use crate::{args::Serve, error::CliError, output, signals};

/// Opens the store, then binds the address, then serves.
pub(crate) fn run(args: &Serve) -> Result<(), CliError> {
    let loopback = args.listen.ip().to_canonical().is_loopback();
    if !loopback && !args.allow_remote {
        return Err(CliError::Remote(args.listen));
    }
    let sandbox = open(args, loopback)?;
    let accounts = listing::of(sandbox.store())?;
    let secrets = sandbox.secrets()?;
    let runtime = Runtime::new().map_err(|source| CliError::System { what: "threads", source })?;
    runtime.block_on(async {
        let listener =
            TcpListener::bind(args.listen).await.map_err(|source| CliError::Bind { address: args.listen, source })?;
        let address = listener.local_addr().map_err(|source| CliError::System { what: "its address", source })?;
        let signal =
            |number| signals::number(number).map_err(|source| CliError::System { what: "signal handlers", source });
        let end = drained(sandbox.clone(), signal(1)?, Duration::from_secs(args.drain), signal(2)?);
        output::print(&welcome(args, address, sandbox.store().path(), &accounts, secrets))?;
        server::serve(listener, sandbox, end).await;
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

fn open(args: &Serve, loopback: bool) -> Result<Sandbox, CliError> {
    let place = args.place()?;
    let named = output::place(&place);
    // Who lets others in may have a proxy before a loopback address; what is done to a database is done to all who share it.
    let loopback = loopback && !args.allow_remote && !matches!(place, Place::Postgres(_));
    let guard = Guard { token: None, loopback };
    let secrets = if args.allow_remote && !args.demo_secrets { Secrets::Derived } else { Secrets::Stated };
    let mut builder = Sandbox::builder(place).guard(guard).secrets(secrets);
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

/// What is printed once the server can be reached: its URL on a line of its own, the accounts, and a call to try.
fn welcome(
    args: &Serve,
    address: SocketAddr,
    directory: Option<&Path>,
    accounts: &[Listing],
    secrets: Secrets,
) -> String {
    let url = format!("http://{address}");
    let table = output::table(accounts);
    let mut text = format!("Backlot serves at\n{url}\n\n{table}\n");
    let program = program();
    // What the database is called may be said to nobody, as a password is part of it.
    let kept = directory.map_or_else(|| "--database URL".to_owned(), |path| format!("--data {}", path.display()));
    text += &format!("Ids and secrets: {program} accounts {kept}\n");
    text += &match directory {
        Some(path) if args.allow_remote => {
            format!("The control API needs the token in {}/{}\n", path.display(), token::NAME)
        }
        Some(_) => String::new(),
        None => format!("The control API needs the token that this prints: {program} database token {kept}\n"),
    };
    text + &example(&format!("http://{}", nearby(address)), accounts, secrets).unwrap_or_default()
}

/// The program as it was called, so that it is found again.
fn program() -> String {
    std::env::args_os().next().map_or_else(|| "backlot".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Where a program of this machine reaches the server: one can listen at all addresses, but not call them.
fn nearby(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// A command that gets a token and lists customers with it. A random secret is not printed, as what is printed may end
/// up in a log.
fn example(url: &str, accounts: &[Listing], secrets: Secrets) -> Option<String> {
    let is_plain = |account: &&Listing| account.environment == Environment::Sandbox && account.cloud == Cloud::Global;
    let account = accounts.iter().find(is_plain).or_else(|| accounts.first())?;
    let app = account.apps.first()?;
    let resource = match account.cloud {
        Cloud::China => "https://partner.partnercenterapi.microsoftonline.cn",
        _ => "https://api.partnercenter.microsoft.com",
    };
    let tenant = account.tenant_id;
    let token = format!(
        "curl -s {url}/{tenant}/oauth2/token -d grant_type=client_credentials -d resource={resource} \
         -d client_id={} --data-urlencode {}",
        app.client_id,
        match secrets {
            Secrets::Stated => format!("'client_secret={}'", app.client_secret.replace('\'', r"'\''")),
            Secrets::Derived => r#""client_secret=$SECRET""#.to_owned(),
        },
    );
    let pick = r#"sed 's/.*"access_token":"\([^"]*\)".*/\1/'"#;
    let head = match secrets {
        Secrets::Stated => "Try".to_owned(),
        Secrets::Derived => format!("Try, where SECRET is the one of the app of {}", account.name),
    };
    Some(format!("{head}\ncurl -s {url}/v1/customers -H \"Authorization: Bearer $({token} | {pick})\"\n"))
}
