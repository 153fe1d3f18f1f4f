//! For tests only: a GitHub of our own on a free port, sample wikis to put on it,
//! and what tests of several crates share.

pub mod conformance;
pub mod github;
pub mod judges;
pub mod pictures;
pub mod samples;
pub mod site;
pub mod wiki;

pub use github::{Facts, GitHub, Limit, PageList, RecordedRequest, Troubles};
pub use site::Site;
pub use wiki::WikiBuilder;
