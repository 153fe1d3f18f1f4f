//! Wikis: how they are named, what is a page in them, and a wiki as fetched.

pub mod pages;
mod pasted;
mod reference;
mod snapshot;
mod token;

pub use reference::{GitHubHost, GitHubRepository, HostError, WikiRef, WikiRefError};
pub use snapshot::{Contributor, FetchStrategy, FileHistory, RepositoryFacts, SnapshotFile, WikiSnapshot};
pub use token::AccessToken;
