//! Wikis: how they are named, what is a page in them, and a wiki as fetched.

pub mod pages;
mod reference;
mod snapshot;

pub use reference::{GitHubHost, GitHubRepository, HostError, WikiRef, WikiRefError};
pub use snapshot::{FetchStrategy, SnapshotFile, WikiSnapshot};
