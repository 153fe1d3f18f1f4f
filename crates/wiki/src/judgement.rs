//! From what went wrong to what a person is told.

use std::path::Path;

use relieur_domain::{Failure, FailureCode};

use crate::config::Limits;
use crate::folder::FolderFailure;
use crate::git::clone::CloneFailure;
use crate::git::store::StoreFailure;
use crate::git::tree::TreeFailure;
use crate::github_api::Existence;
use crate::http::HttpFailure;
use crate::snapshot_writer::SnapshotFailure;

/// Why a fetch over git gave no snapshot.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GitFailure {
    #[error(transparent)]
    Clone(#[from] CloneFailure),
    #[error(transparent)]
    Store(#[from] StoreFailure),
    #[error(transparent)]
    Snapshot(#[from] SnapshotFailure),
    #[error("a temporary folder could not be made: {0}")]
    Folder(#[source] std::io::Error),
    #[error("the reader broke down: {0}")]
    Panicked(#[from] tokio::task::JoinError),
}

impl GitFailure {
    /// Whether the same request may succeed a moment later.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Clone(CloneFailure::Http(HttpFailure::Broken { .. })) => true,
            Self::Clone(CloneFailure::Http(HttpFailure::Status { status, .. })) => matches!(status, 500 | 502..=504),
            // A pack that is not sound was most likely cut short.
            Self::Clone(CloneFailure::Git(error)) => !error.is_unsupported(),
            _ => false,
        }
    }

    /// Whether the host said no to git in a way that leaves open why.
    pub(crate) fn is_refusal(&self) -> bool {
        match self {
            Self::Clone(CloneFailure::Http(HttpFailure::Status { status, .. })) => {
                (400..500).contains(status) && *status != 429
            }
            Self::Clone(CloneFailure::Http(HttpFailure::NotGit { .. } | HttpFailure::Redirect { .. })) => true,
            _ => false,
        }
    }

    fn is_forbidden(&self) -> bool {
        matches!(self, Self::Clone(CloneFailure::Http(HttpFailure::Status { status: 403, .. })))
    }
}

/// What is told of a wiki behind any git address. `subject` names the wiki; `host`
/// where it lies.
pub(crate) fn of_git(failure: &GitFailure, subject: &str, host: &str, limits: &Limits) -> Failure {
    let (code, about) = match failure {
        GitFailure::Clone(CloneFailure::Http(HttpFailure::TooLarge { .. }) | CloneFailure::ObjectTooLarge(_))
        | GitFailure::Store(StoreFailure::Tree(TreeFailure::TooMany(_) | TreeFailure::TooDeep)) => {
            return too_large(subject, limits).because(failure);
        }
        GitFailure::Clone(CloneFailure::Http(http)) => of_http(http, subject),
        GitFailure::Clone(CloneFailure::NoCommit) => (FailureCode::EmptyWiki, subject.to_owned()),
        GitFailure::Clone(CloneFailure::Git(_)) | GitFailure::Store(StoreFailure::Tree(TreeFailure::Damaged(_))) => {
            (FailureCode::TransferBroken, host.to_owned())
        }
        GitFailure::Store(StoreFailure::Snapshot(snapshot)) | GitFailure::Snapshot(snapshot) => {
            return of_snapshot(snapshot, subject, limits);
        }
        GitFailure::Clone(CloneFailure::Local(_))
        | GitFailure::Store(StoreFailure::Cancelled)
        | GitFailure::Folder(_)
        | GitFailure::Panicked(_) => (FailureCode::Internal, subject.to_owned()),
    };
    Failure::new(code, about).because(failure)
}

/// What is told of a wiki on GitHub, once GitHub was asked about its repository.
pub(crate) fn of_github(
    failure: &GitFailure,
    existence: Existence,
    has_token: bool,
    slug: &str,
    host: &str,
) -> Failure {
    let (code, about) = match existence {
        // The token shows the repository and not its content.
        Existence::Exists if has_token && failure.is_forbidden() => (FailureCode::TokenRefused, slug),
        Existence::Exists => (FailureCode::NoWiki, slug),
        Existence::TokenRefused if has_token => (FailureCode::TokenRefused, slug),
        Existence::RateLimited => (FailureCode::RateLimited, host),
        Existence::NotFound | Existence::TokenRefused | Existence::Unknown => (FailureCode::NoSuchRepository, slug),
    };
    Failure::new(code, about).because(failure)
}

/// What is told of a folder.
pub(crate) fn of_folder(failure: &FolderFailure, path: &Path, limits: &Limits) -> Failure {
    let subject = path.display().to_string();
    let code = match failure {
        FolderFailure::Snapshot(snapshot) | FolderFailure::Store(StoreFailure::Snapshot(snapshot)) => {
            return of_snapshot(snapshot, &subject, limits);
        }
        FolderFailure::Store(StoreFailure::Tree(TreeFailure::TooMany(_) | TreeFailure::TooDeep)) => {
            return too_large(&subject, limits).because(failure);
        }
        FolderFailure::NoCommit => FailureCode::EmptyWiki,
        FolderFailure::Unreadable { .. }
        | FolderFailure::Repository(_)
        | FolderFailure::Store(StoreFailure::Tree(TreeFailure::Damaged(_))) => FailureCode::NoSuchFolder,
        FolderFailure::Store(StoreFailure::Cancelled) => FailureCode::Internal,
    };
    Failure::new(code, subject).because(failure)
}

fn of_http(failure: &HttpFailure, subject: &str) -> (FailureCode, String) {
    match failure {
        HttpFailure::AddressRefused { host } => (FailureCode::AddressRefused, host.clone()),
        HttpFailure::Unreachable { host, .. } | HttpFailure::Stalled { host, .. } => {
            (FailureCode::Unreachable, host.clone())
        }
        HttpFailure::Broken { host, .. } => (FailureCode::TransferBroken, host.clone()),
        HttpFailure::Status { host, status: 429 } => (FailureCode::RateLimited, host.clone()),
        HttpFailure::Status { host, status: 500.. } => (FailureCode::Unreachable, host.clone()),
        HttpFailure::Status { .. } | HttpFailure::NotGit { .. } | HttpFailure::Redirect { .. } => {
            (FailureCode::NoSuchRepository, subject.to_owned())
        }
        HttpFailure::TooLarge { .. } => (FailureCode::WikiTooLarge, subject.to_owned()),
        HttpFailure::Cancelled => (FailureCode::Internal, subject.to_owned()),
    }
}

fn of_snapshot(failure: &SnapshotFailure, subject: &str, limits: &Limits) -> Failure {
    match failure {
        SnapshotFailure::NoPage => Failure::new(FailureCode::EmptyWiki, subject),
        SnapshotFailure::TooManyFiles(_) | SnapshotFailure::TooLarge(_) => too_large(subject, limits).because(failure),
        SnapshotFailure::Write { .. } => Failure::new(FailureCode::Internal, subject).because(failure),
    }
}

/// Says how much is allowed, which the code alone does not.
fn too_large(subject: &str, limits: &Limits) -> Failure {
    let mut failure = Failure::new(FailureCode::WikiTooLarge, subject);
    let megabytes = limits.total_bytes / 1_000_000;
    failure.message =
        format!("The wiki {subject} is larger than {megabytes} MB or holds more than {} files.", limits.files);
    failure
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16) -> GitFailure {
        CloneFailure::Http(HttpFailure::Status { host: "github.com".into(), status }).into()
    }

    #[test]
    fn what_github_says_of_the_repository_decides_what_is_told() {
        let told = |status, existence, has_token| {
            let failure = of_github(&refused(status), existence, has_token, "o/r", "github.com");
            (failure.code, failure.subject)
        };
        let slug = || "o/r".to_owned();
        assert_eq!(told(401, Existence::Exists, false), (FailureCode::NoWiki, slug()));
        assert_eq!(told(404, Existence::Exists, true), (FailureCode::NoWiki, slug()));
        assert_eq!(told(403, Existence::Exists, true), (FailureCode::TokenRefused, slug()));
        assert_eq!(told(401, Existence::TokenRefused, true), (FailureCode::TokenRefused, slug()));
        assert_eq!(told(401, Existence::TokenRefused, false), (FailureCode::NoSuchRepository, slug()));
        assert_eq!(told(401, Existence::NotFound, true), (FailureCode::NoSuchRepository, slug()));
        assert_eq!(told(401, Existence::Unknown, false), (FailureCode::NoSuchRepository, slug()));
        assert_eq!(told(401, Existence::RateLimited, false), (FailureCode::RateLimited, "github.com".to_owned()));
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        assert!(refused(503).is_passing());
        assert!(!refused(404).is_passing() && refused(404).is_refusal());
        assert!(!refused(429).is_passing() && !refused(429).is_refusal());
        let stalled = HttpFailure::Stalled { host: "h".into(), after: std::time::Duration::from_secs(30) };
        assert!(!GitFailure::from(CloneFailure::Http(stalled)).is_passing());
    }
}
