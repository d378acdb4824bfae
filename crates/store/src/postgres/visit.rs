//! A look at a database that this process does not serve.

use super::line::Line;
use super::server::Server;
use super::session::PostgresSession;
use super::trouble::Trouble;
use super::{Carrier, schema};
use crate::wait::wait;
use crate::{Error, Plan, Tx};

/// Runs a closure on one snapshot of this database. Makes nothing and migrates nothing.
pub(crate) fn look<T, E: From<Error>>(server: &Server, f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
    let (_carrier, handle) = Carrier::start().map_err(|source| Error::Engine { source: Box::new(source) })?;
    let found = {
        let _carried = handle.enter();
        wait(async { schema::version(&server.connect().await?, server).await })
    };
    match found.map_err(Trouble::into_error)? {
        0 => return Err(Error::Missing { place: server.place() }.into()),
        found if found < schema::KNOWN => return Err(Error::Older { found, known: schema::KNOWN }.into()),
        found if found > schema::KNOWN => return Err(Error::Newer { found, known: schema::KNOWN }.into()),
        _ => {}
    }
    let mut line = Line::open(server, None, &handle).map_err(Trouble::into_error)?;
    let plan = Plan::new();
    let mut session = PostgresSession::read(&mut line, &plan).map_err(Trouble::into_error)?;
    let result = f(&mut Tx::new(&mut session, &plan));
    match session.take_trouble() {
        Some(trouble) => Err(trouble.into_error().into()),
        None => result,
    }
}
