//! What Relieur's business is: jobs, wikis and the files made of them.
//!
//! Pure data and rules. Nothing here does input or output, reads a clock or knows
//! a framework, so the same code runs in the server, in the command line and, as
//! wasm, in the browser.

pub mod export;
pub mod failure;
pub mod jobs;
pub mod options;
pub mod report;
pub mod views;
pub mod wiki;

pub use export::{ExportFile, ExportFormat, FileId, Formats};
pub use failure::{Failure, FailureCode};
pub use jobs::{JobId, JobKind, JobStatus, Phase, Progress, Step};
pub use options::ExportOptions;
pub use report::ExportReport;
pub use views::{JobView, JobsPage};
pub use wiki::{AccessToken, GitHubHost, WikiRef};

/// A moment, in UTC. Stores keep milliseconds; more is not promised.
pub type Timestamp = chrono::DateTime<chrono::Utc>;
