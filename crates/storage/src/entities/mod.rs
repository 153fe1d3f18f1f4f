//! The tables as rows. Moments are milliseconds since 1970 in UTC; ids are UUIDs as
//! lower-case text, which a person can read and which sorts like the UUID.

pub(crate) mod event;
pub(crate) mod export_file;
pub(crate) mod job_token;
pub(crate) mod projection;
pub(crate) mod task;
pub(crate) mod wiki_job;
