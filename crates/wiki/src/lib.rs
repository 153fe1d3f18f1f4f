//! Reads wikis: from GitHub and any other git host over HTTPS, from GitHub's web pages
//! where git does not answer, and from folders and repositories on this machine. The
//! adapter behind the port
//! [`WikiSource`](relieur_application::ports::WikiSource).
//!
//! What comes in is not trusted: hosts at private addresses are refused, the
//! token goes to the configured GitHub only, no program is started and no git
//! configuration is read, and paths of the wiki never become paths on this machine.

mod access;
mod config;
mod facts;
mod fallback;
mod folder;
mod git;
mod git_work;
mod github_api;
mod history;
mod http;
mod images;
mod judgement;
mod paths;
mod reader;
mod retry;
mod snapshot_writer;
mod web;
mod work;

pub use config::{ImageLimits, Limits, WikiReaderConfig};
pub use reader::WikiReader;
