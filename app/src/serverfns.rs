//! What pages ask of the server. Not an interface for others: that is `/api/v1`.

pub mod jobs;
pub mod preferences;
#[cfg(feature = "ssr")]
mod response;
