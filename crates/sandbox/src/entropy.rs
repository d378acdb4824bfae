//! True randomness: the only file that asks the system for it.

/// A secret of 32 random bytes, as hexadecimal digits.
///
/// # Errors
///
/// If the system gives none.
#[expect(clippy::disallowed_methods, reason = "this file owns the system's randomness")]
pub(crate) fn secret() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
