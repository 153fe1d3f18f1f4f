//! From what a database says to what the port says, and between the port's
//! unsigned numbers and the tables' signed ones.

use chrono::DateTime;
use relieur_application::ports::StoreError;
use relieur_domain::Timestamp;

/// The database, or something on the way to it, failed.
pub(crate) fn failed(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> StoreError {
    StoreError::Failed(cause.into())
}

/// A stored value cannot be what it should be.
pub(crate) fn corrupt(
    what: impl Into<String>,
    cause: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> StoreError {
    StoreError::Corrupt { what: what.into(), source: cause.into() }
}

/// A number as tables keep it; what is beyond their range becomes its end, which no
/// count of ours reaches.
pub(crate) fn signed(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

/// A stored number of what is counted and so cannot be negative.
pub(crate) fn unsigned<N: TryFrom<i64>>(what: &str, number: i64) -> Result<N, StoreError> {
    N::try_from(number).map_err(|_| corrupt(what, format!("{number} is out of range")))
}

/// A stored moment.
pub(crate) fn moment(what: &str, milliseconds: i64) -> Result<Timestamp, StoreError> {
    DateTime::from_timestamp_millis(milliseconds)
        .ok_or_else(|| corrupt(what, format!("{milliseconds} ms is no moment in time")))
}

/// A stored word: an id, a kind, a format.
pub(crate) fn word<W>(what: &str, text: &str) -> Result<W, StoreError>
where
    W: std::str::FromStr,
    W::Err: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    text.parse().map_err(|cause| corrupt(what, cause))
}
