//! Reads wikis: from GitHub and any other git host over HTTPS, and from folders and
//! repositories on this machine. The adapter behind the port
//! [`WikiSource`](relieur_application::ports::WikiSource).
//!
//! What comes in is not trusted: hosts at private addresses are refused, the
//! token goes to the configured GitHub only, no program is started and no git
//! configuration is read, and paths of the wiki never become paths on this machine.

mod config;
mod folder;
mod git;
mod github_api;
mod http;
mod judgement;
mod paths;
mod reader;
mod snapshot_writer;

pub use config::{GitHubToken, Limits, WikiReaderConfig};
pub use reader::WikiReader;
