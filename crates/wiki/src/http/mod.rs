//! One guarded HTTP client for git and for the API.

mod client;
mod guard;

pub(crate) use client::{Auth, HttpClient, HttpFailure, Outgoing, Reply, authority, failure_of};
