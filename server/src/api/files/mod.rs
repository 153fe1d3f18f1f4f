//! `/api/v1/files`.

pub mod download;
