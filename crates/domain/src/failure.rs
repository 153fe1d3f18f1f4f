//! Why an export did not happen, in words a person can act on.

use std::fmt;

use chrono::{DurationRound as _, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// The kinds of failure that users can tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// The text names no wiki.
    InvalidWiki,
    /// No repository there, or none we may see: GitHub answers both alike.
    NoSuchRepository,
    /// The repository is there, its wiki is switched off or has no page yet.
    NoWiki,
    /// The wiki was read and holds no page.
    EmptyWiki,
    /// The wiki has pages, and the options leave every one of them out.
    NoPageChosen,
    /// The folder or repository on this machine is not there or not readable.
    NoSuchFolder,
    /// The token was refused.
    TokenRefused,
    /// The host asked us to wait.
    RateLimited,
    /// The host could not be reached or did not answer in time.
    Unreachable,
    /// The host is at a private address and is not the configured one.
    AddressRefused,
    /// The transfer broke off.
    TransferBroken,
    /// The wiki holds more files or bytes than allowed.
    WikiTooLarge,
    /// A limit on memory or time was exceeded while binding.
    LimitExceeded,
    /// A file could not be bound.
    BindingFailed,
    /// The finished files could not be stored.
    StoreFailed,
    /// The job was taken up several times and its worker died each time.
    WorkerLost,
    /// A fault of ours.
    Internal,
}

impl FailureCode {
    /// The command line's exit code: 3 no such wiki or not allowed to read it,
    /// 4 network, 5 could not bind a file, 2 usage, 1 anything else.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::InvalidWiki | Self::NoPageChosen => 2,
            Self::NoSuchRepository | Self::NoWiki | Self::EmptyWiki | Self::NoSuchFolder | Self::TokenRefused => 3,
            Self::RateLimited | Self::Unreachable | Self::AddressRefused | Self::TransferBroken => 4,
            Self::LimitExceeded | Self::BindingFailed => 5,
            Self::WikiTooLarge | Self::StoreFailed | Self::WorkerLost | Self::Internal => 1,
        }
    }

    /// Whether the same job may succeed when simply tried again later.
    pub fn is_transient(self) -> bool {
        matches!(self, Self::RateLimited | Self::Unreachable | Self::TransferBroken | Self::StoreFailed)
    }
}

/// A failure as shown to people and stored with the job.
///
/// `message` and `hint` are English; an interface in another language builds its
/// own sentence from `code` and `subject`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What kind it is.
    pub code: FailureCode,
    /// What it is about: a wiki, a host, a file or a format. Never a secret.
    pub subject: String,
    /// What happened and why, as one sentence.
    pub message: String,
    /// What to do about it, as one sentence.
    pub hint: String,
    /// The technical cause, for the log and for a bug report. Never a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// When it may work again, where the host said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl Failure {
    /// A failure of kind `code` about `subject`.
    pub fn new(code: FailureCode, subject: impl Into<String>) -> Self {
        let subject = subject.into();
        let (message, hint) = sentences(code, &subject);
        Self { code, message, hint, detail: None, until: None, subject }
    }

    /// The same, with the technical cause.
    #[must_use]
    pub fn because(mut self, cause: impl fmt::Display) -> Self {
        self.detail = Some(cause.to_string());
        self
    }

    /// The same, and it lasts until `moment`. A sentence about a limit names it, in
    /// UTC and rounded up to the minute, so that whoever comes then is not too early.
    #[must_use]
    pub fn until(mut self, moment: Timestamp) -> Self {
        self.until = Some(moment);
        if let (FailureCode::RateLimited, Some(minute)) = (self.code, self.until_minute()) {
            self.message = format!("{} asked us to slow down until {minute} UTC.", self.subject);
            self.hint = "Try again then, or set RELIEUR_GITHUB_TOKEN for a higher limit.".into();
        }
        self
    }

    /// The time of day at which it may work again, in UTC, as `14:05`.
    pub fn until_minute(&self) -> Option<String> {
        let moment = self.until?;
        let minute = moment.duration_round_up(TimeDelta::minutes(1)).unwrap_or(moment);
        Some(minute.format("%H:%M").to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.message, self.hint)
    }
}

impl std::error::Error for Failure {}

fn sentences(code: FailureCode, subject: &str) -> (String, String) {
    let (message, hint) = match code {
        FailureCode::InvalidWiki => (
            format!("“{subject}” is not the address of a wiki."),
            "Paste an address such as https://github.com/OWNER/REPO/wiki, or write OWNER/REPO.",
        ),
        FailureCode::NoSuchRepository => (
            format!("There is no repository {subject}, or it is private."),
            "Check the spelling; for a private repository set RELIEUR_GITHUB_TOKEN to a token with the right “Contents: read”.",
        ),
        FailureCode::NoWiki => (
            format!("The repository {subject} has no wiki, or its wiki has no page yet."),
            "Open the repository's Wiki tab: a wiki exists once its first page is saved.",
        ),
        FailureCode::EmptyWiki => (
            format!("The wiki {subject} has no page that can be exported."),
            "Add a page, for example Home.md, and try again.",
        ),
        FailureCode::NoPageChosen => (
            format!("No page of the wiki {subject} is left to export: the patterns leave all of them out."),
            "Check which pages are taken in and left out; patterns such as Install* or guide/** are compared with the names and paths of the pages' files.",
        ),
        FailureCode::NoSuchFolder => {
            (format!("The folder {subject} is not there or cannot be read."), "Check the path and its permissions.")
        }
        FailureCode::TokenRefused => (
            format!("The token was refused for {subject}."),
            "Make a new token that has the right “Contents: read” on this repository.",
        ),
        FailureCode::RateLimited => (
            format!("{subject} asked us to slow down."),
            "Try again in a few minutes, or set RELIEUR_GITHUB_TOKEN for a higher limit.",
        ),
        FailureCode::Unreachable => (
            format!("{subject} could not be reached or did not answer in time."),
            "Check the address and the network connection, then try again.",
        ),
        FailureCode::AddressRefused => (
            format!("{subject} is at a private network address, which is not allowed."),
            "For a GitHub Enterprise on your network set RELIEUR_GITHUB_URL to its address.",
        ),
        FailureCode::TransferBroken => {
            (format!("The transfer from {subject} broke off."), "Nothing was kept of it; try again.")
        }
        FailureCode::WikiTooLarge => (
            format!("The wiki {subject} holds more files or bytes than allowed."),
            "Remove large files from the wiki, or export a part of it from a folder.",
        ),
        FailureCode::LimitExceeded => (
            format!("Binding the {subject} took more memory or time than allowed."),
            "Export fewer formats, or give the server more memory.",
        ),
        FailureCode::BindingFailed => (
            format!("The {subject} could not be bound."),
            "This is a fault of Relieur's: please report it with the wiki's address.",
        ),
        FailureCode::StoreFailed => (
            format!("{subject} could not be stored."),
            "Check the free space and the permissions of the data folder or the object store.",
        ),
        FailureCode::WorkerLost => (
            format!("The export of {subject} was interrupted several times and given up."),
            "Start it again; if it happens again, export fewer formats or give the server more memory.",
        ),
        FailureCode::Internal => (
            format!("Something went wrong while exporting {subject}."),
            "This is a fault of Relieur's: please report it with the server's log.",
        ),
    };
    (message, hint.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    #[test]
    fn a_limit_is_told_with_its_end() {
        let failure = Failure::new(FailureCode::RateLimited, "github.com").until(moment("2026-05-03T14:04:01Z"));
        assert_eq!(failure.message, "github.com asked us to slow down until 14:05 UTC.");
        assert_eq!(failure.until, Some(moment("2026-05-03T14:04:01Z")));
        let exact = Failure::new(FailureCode::RateLimited, "github.com").until(moment("2026-05-03T23:59:00Z"));
        assert!(exact.message.ends_with("until 23:59 UTC."), "{}", exact.message);
        let unknown = Failure::new(FailureCode::RateLimited, "github.com");
        assert_eq!(unknown.message, "github.com asked us to slow down.");
    }

    #[test]
    fn failures_stored_before_they_had_an_end_are_read() {
        let stored = r#"{"code":"rate_limited","subject":"h","message":"m","hint":"n"}"#;
        let failure: Failure = serde_json::from_str(stored).expect("a failure");
        assert_eq!(failure.until, None);
        assert!(!serde_json::to_string(&failure).expect("JSON").contains("until"));
    }
}
