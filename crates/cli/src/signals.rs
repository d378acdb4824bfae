//! The signals that end a server: the first one, and another one for whoever cannot wait.

use std::io;

/// Ready at the signal of this number, counted from now: SIGINT or SIGTERM, or Ctrl-C where there are no signals.
#[cfg(unix)]
pub(crate) fn number(number: usize) -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        for _ in 0..number {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        }
    })
}

/// Ready at the signal of this number, counted from now: SIGINT or SIGTERM, or Ctrl-C where there are no signals.
#[cfg(windows)]
pub(crate) fn number(number: usize) -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        for _ in 0..number {
            interrupt.recv().await;
        }
    })
}
