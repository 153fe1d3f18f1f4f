//! What the two processes say to each other.
//!
//! All in lines of JSON: the [`Prospect`] on the child's command line; the [`Order`] on its
//! standard input; on its standard output any number of [`PressEvent`]s, then one [`Outcome`].

use std::path::PathBuf;
use std::time::Duration;

use relieur_application::ports::{BindRequest, Binding, PressEvent};
use relieur_domain::Failure;
use serde::{Deserialize, Serialize};

/// What one binding may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of address space. More than the memory in use: a program reserves what
    /// it may never touch, so a limit below 1 GiB stops it before it begins.
    pub address_space_bytes: u64,
    /// Seconds of processor time, over all threads.
    pub cpu_seconds: u64,
    /// Time by the clock on the wall.
    pub wall: Duration,
}

/// What the child is to do, and within what limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Order {
    pub(super) request: BindRequest,
    pub(super) limits: Limits,
}

/// What is known of the order when the child is started, its only argument: it gets ready
/// while the wiki is fetched.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Prospect {
    /// Where the memory of the wiki is kept.
    pub(super) memory: Option<PathBuf>,
    /// A PDF is wanted.
    pub(super) pdf: bool,
}

/// The child's last word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum Outcome {
    /// It is done.
    Done {
        /// What was made.
        binding: Binding,
    },
    /// It could not be done.
    Failed {
        /// Why.
        failure: Failure,
    },
}

/// What the child asks for while it works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum Wish {
    /// Images on other servers. The answer is one line on its standard input: an array
    /// with a [`FetchedImage`](relieur_application::ports::FetchedImage) for each.
    Images {
        /// Their addresses.
        urls: Vec<String>,
    },
}

/// A line the child said.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum Line {
    /// It is getting on.
    Event(PressEvent),
    /// It needs something.
    Wish(Wish),
    /// It has ended.
    Outcome(Outcome),
}

#[cfg(test)]
mod tests {
    use relieur_domain::{ExportFormat, FailureCode};

    use super::*;

    #[test]
    fn what_the_child_says_is_understood() {
        let event = PressEvent::Binding { format: ExportFormat::Epub, done: 3, total: 7 };
        let line = serde_json::to_string(&event).expect("JSON");
        assert_eq!(serde_json::from_str::<Line>(&line).expect("a line"), Line::Event(event));
        let outcome = Outcome::Failed { failure: Failure::new(FailureCode::BindingFailed, "PDF") };
        let line = serde_json::to_string(&outcome).expect("JSON");
        assert!(line.starts_with("{\"event\":\"failed\",\"failure\":"), "{line}");
        assert_eq!(serde_json::from_str::<Line>(&line).expect("a line"), Line::Outcome(outcome));
    }
}
