//! For tests only: a GitHub of our own on a free port, sample wikis to put on it,
//! and what tests of several crates share.

pub mod conformance;
pub mod github;
pub mod samples;
pub mod wiki;

pub use github::{GitHub, RecordedRequest};
pub use wiki::WikiBuilder;
