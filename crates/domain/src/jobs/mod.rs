//! Jobs: long work with an identity, a status and a history.
//!
//! This module knows nothing of wikis. What a kind of job means is said in a
//! module of its own; [`wiki`] is the first.

pub mod wiki;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Timestamp;
use crate::export::ExportFormat;
use crate::wiki::FetchStrategy;

/// Names one job. UUID version 7, so ids sort by creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(pub Uuid);

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for JobId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self)
    }
}

/// What a job does; decides which handler runs it and which events it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// One wiki made into books.
    WikiExport,
}

impl JobKind {
    /// The word stored in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WikiExport => "wiki_export",
        }
    }
}

impl FromStr for JobKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "wiki_export" => Ok(Self::WikiExport),
            other => Err(format!("unknown kind of job {other:?}")),
        }
    }
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum JobStatus {
    /// Waiting for a worker.
    Pending,
    /// A worker is at it.
    Processing,
    /// Done; its files can be downloaded.
    Completed,
    /// Given up, with an error.
    Failed,
    /// Stopped by a person.
    Cancelled,
}

impl JobStatus {
    /// Nothing will happen to the job any more.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }

    /// The word stored in tables and sent by the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Processing => "PROCESSING",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
            Self::Cancelled => "CANCELLED",
        }
    }
}

impl FromStr for JobStatus {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Pending, Self::Processing, Self::Completed, Self::Failed, Self::Cancelled]
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or_else(|| format!("unknown status {text:?}"))
    }
}

/// What a job is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Phase {
    /// Getting the wiki's pages and files.
    Fetch,
    /// Parsing pages, settling links.
    Read,
    /// Writing the books.
    Bind,
    /// Keeping the finished files.
    Store,
}

/// The work at hand, in countable units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// In the queue.
    Waiting,
    /// Asking the host for the wiki.
    Connecting,
    /// The ways before gave nothing; another is tried.
    FallingBack {
        /// Which.
        to: FetchStrategy,
    },
    /// Objects of the repository, or files of a folder, received so far.
    Receiving {
        /// Received.
        done: u64,
        /// In all; 0 while unknown.
        total: u64,
    },
    /// Pages parsed.
    Reading {
        /// Parsed.
        done: u64,
        /// In all.
        total: u64,
    },
    /// Images on other servers fetched.
    Illustrating {
        /// Fetched, or found missing.
        done: u64,
        /// In all.
        total: u64,
    },
    /// Units of one book written: pages of the wiki, then the finishing.
    Binding {
        /// Which book.
        format: ExportFormat,
        /// Written.
        done: u64,
        /// In all.
        total: u64,
    },
    /// A finished file is being stored.
    Storing {
        /// Which.
        format: ExportFormat,
    },
    /// Nothing left to do.
    Finished,
}

impl Step {
    /// The phase the step belongs to.
    pub fn phase(self) -> Phase {
        match self {
            Self::Waiting | Self::Connecting | Self::FallingBack { .. } | Self::Receiving { .. } => Phase::Fetch,
            Self::Reading { .. } | Self::Illustrating { .. } => Phase::Read,
            Self::Binding { .. } => Phase::Bind,
            Self::Storing { .. } | Self::Finished => Phase::Store,
        }
    }
}

/// English, for the API, logs and the command line.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Waiting => f.write_str("Waiting for a worker"),
            Self::Connecting => f.write_str("Asking for the wiki"),
            Self::FallingBack { to: FetchStrategy::LookUp } => f.write_str("No list of pages; following their links"),
            Self::FallingBack { to: _ } => f.write_str("Git gave nothing; reading the wiki's web pages"),
            Self::Receiving { done, total: 0 } => write!(f, "Received {done} objects"),
            Self::Receiving { done, total } => write!(f, "Received {done} of {total} objects"),
            Self::Reading { done, total } => write!(f, "Read page {done} of {total}"),
            Self::Illustrating { done, total } => write!(f, "Fetched image {done} of {total}"),
            Self::Binding { format, done, total } => write!(f, "Binding the {format}: page {done} of {total}"),
            Self::Storing { format } => write!(f, "Storing the {format}"),
            Self::Finished => f.write_str("Done"),
        }
    }
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// 0 to 100; never falls within one attempt.
    pub percent: u8,
    /// The work at hand.
    #[serde(flatten)]
    pub step: Step,
}

impl Progress {
    /// Before a worker took the job.
    pub const WAITING: Self = Self { percent: 0, step: Step::Waiting };
    /// After everything.
    pub const DONE: Self = Self { percent: 100, step: Step::Finished };
}

/// An event as the store keeps it: what happened, when, and as which of its job's
/// events, counted from 1 without gaps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recorded<E> {
    /// The event's place in its job's history.
    pub sequence: u64,
    /// When it was decided.
    pub at: Timestamp,
    /// What happened.
    #[serde(flatten)]
    pub event: E,
}
