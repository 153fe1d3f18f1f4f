//! One guarded HTTP client for git and for the API.

mod client;
mod guard;
mod limits;
mod phrase;

pub(crate) use client::{
    Auth, HttpClient, HttpFailure, MOST_REDIRECTS, Outgoing, Reply, authority, failure_of, is_redirect, next_hop,
};
pub(crate) use limits::{Limited, limit_of, now};
