//! From what went wrong to what a person is told.

use std::path::Path;
use std::time::Duration;

use relieur_domain::{Failure, FailureCode, Timestamp};

use crate::config::Limits;
use crate::folder::FolderFailure;
use crate::git::clone::CloneFailure;
use crate::git::store::StoreFailure;
use crate::git::tree::TreeFailure;
use crate::github_api::Existence;
use crate::http::HttpFailure;
use crate::retry::Retries;
use crate::snapshot_writer::SnapshotFailure;
use crate::web::WebFailure;

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
    /// How long to wait before the next try; none when it would not help.
    pub(crate) fn delay(&self, retries: &mut Retries) -> Option<Duration> {
        match self {
            Self::Clone(CloneFailure::Http(failure)) => retries.after(failure),
            // A pack that is not sound was most likely cut short.
            Self::Clone(CloneFailure::Git(error)) if !error.is_unsupported() => retries.next_delay(),
            _ => None,
        }
    }

    /// Why it was not git that gave the wiki, as the begin of a sentence.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Clone(CloneFailure::Http(HttpFailure::Broken { .. }) | CloneFailure::Git(_)) => {
                "The transfer by git broke off".into()
            }
            Self::Clone(CloneFailure::Http(failure)) => format!("Git did not answer ({})", failure.phrase()),
            _ => "Git did not give a sound wiki".into(),
        }
    }

    /// Whether the host said no to git in a way that leaves open why.
    pub(crate) fn is_refusal(&self) -> bool {
        match self {
            Self::Clone(CloneFailure::Http(HttpFailure::Status { status, .. })) => (400..500).contains(status),
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
        GitFailure::Clone(CloneFailure::Http(HttpFailure::RateLimited { host, until })) => {
            return limited(host, *until).because(failure);
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
        Existence::RateLimited(until) => return limited(host, until).because(failure),
        Existence::NotFound | Existence::TokenRefused | Existence::Unknown => (FailureCode::NoSuchRepository, slug),
    };
    Failure::new(code, about).because(failure)
}

/// Whether the wiki may be had in another way after git failed for the reason `told`.
/// `existence` is what GitHub said of the repository, if it was asked.
pub(crate) fn leaves_hope(told: &Failure, existence: Option<Existence>) -> bool {
    match existence {
        Some(Existence::Exists) => told.code == FailureCode::NoWiki,
        Some(Existence::Unknown) => true,
        Some(_) => false,
        None => matches!(told.code, FailureCode::Unreachable | FailureCode::TransferBroken),
    }
}

/// What is told when the web pages were of no help either: what git's failure told,
/// unless the web knows better.
pub(crate) fn of_web(
    failure: &WebFailure,
    told: Failure,
    existence: Option<Existence>,
    slug: &str,
    limits: &Limits,
) -> Failure {
    let detail = format!("{}; by the web: {failure}", told.detail.as_deref().unwrap_or("git failed"));
    let judged = match (failure, existence) {
        (WebFailure::Http(HttpFailure::RateLimited { host, until }), _) => limited(host, *until),
        (WebFailure::Http(HttpFailure::AddressRefused { host }), _) => Failure::new(FailureCode::AddressRefused, host),
        (WebFailure::Snapshot(SnapshotFailure::NoPage), _) => told,
        (WebFailure::Snapshot(snapshot), _) => of_snapshot(snapshot, slug, limits),
        (WebFailure::NoWiki, Some(Existence::Exists)) => Failure::new(FailureCode::NoWiki, slug),
        (WebFailure::NoWiki, Some(Existence::NotFound)) => Failure::new(FailureCode::NoSuchRepository, slug),
        (WebFailure::Http(_) | WebFailure::NoWiki | WebFailure::NoPage, _) => told,
    };
    judged.because(detail)
}

/// Says until when the host wants to be left alone, if it said so.
fn limited(host: &str, until: Option<Timestamp>) -> Failure {
    let failure = Failure::new(FailureCode::RateLimited, host);
    match until {
        Some(until) => failure.until(until),
        None => failure,
    }
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
        HttpFailure::RateLimited { host, .. } => (FailureCode::RateLimited, host.clone()),
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
        let limited = told(401, Existence::RateLimited(None), false);
        assert_eq!(limited, (FailureCode::RateLimited, "github.com".to_owned()));
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        let is_tried = |failure: HttpFailure| {
            let mut retries = Retries::new(&crate::WikiReaderConfig::default());
            GitFailure::from(CloneFailure::Http(failure)).delay(&mut retries).is_some()
        };
        let status = |status| HttpFailure::Status { host: "github.com".into(), status };
        assert!(is_tried(status(503)) && !is_tried(status(404)));
        assert!(refused(404).is_refusal() && !refused(503).is_refusal());
        assert!(!is_tried(HttpFailure::Stalled { host: "h".into(), after: Duration::from_secs(30) }));
        let limited = GitFailure::from(CloneFailure::Http(HttpFailure::RateLimited { host: "h".into(), until: None }));
        assert!(!limited.is_refusal());
    }

    #[test]
    fn another_way_is_tried_only_where_it_may_lead_somewhere() {
        let hope = |code, existence| leaves_hope(&Failure::new(code, "o/r"), existence);
        assert!(hope(FailureCode::Unreachable, None) && hope(FailureCode::TransferBroken, None));
        assert!(hope(FailureCode::NoWiki, Some(Existence::Exists)));
        assert!(hope(FailureCode::NoSuchRepository, Some(Existence::Unknown)));
        assert!(!hope(FailureCode::NoWiki, None), "git itself says that there is no page");
        assert!(!hope(FailureCode::TokenRefused, Some(Existence::Exists)));
        assert!(!hope(FailureCode::NoSuchRepository, Some(Existence::NotFound)));
        assert!(
            !hope(FailureCode::RateLimited, None)
                && !hope(FailureCode::RateLimited, Some(Existence::RateLimited(None)))
        );
        assert!(!hope(FailureCode::WikiTooLarge, None) && !hope(FailureCode::AddressRefused, None));
    }

    #[test]
    fn the_web_is_believed_where_it_knows_better() {
        let told = |web: &WebFailure, existence| {
            let git = Failure::new(FailureCode::Unreachable, "github.com").because("HTTP status 503");
            of_web(web, git, existence, "o/r", &Limits::default())
        };
        assert_eq!(told(&WebFailure::NoPage, None).code, FailureCode::Unreachable);
        assert_eq!(told(&WebFailure::NoWiki, Some(Existence::Exists)).code, FailureCode::NoWiki);
        assert_eq!(told(&WebFailure::NoWiki, Some(Existence::NotFound)).code, FailureCode::NoSuchRepository);
        let until = "2026-05-03T14:04:10Z".parse().expect("a moment");
        let limited = HttpFailure::RateLimited { host: "github.com".into(), until: Some(until) };
        let failure = told(&limited.into(), None);
        assert_eq!(failure.message, "github.com asked us to slow down until 14:05 UTC.");
        assert_eq!(failure.detail.as_deref(), Some("HTTP status 503; by the web: github.com asks to slow down"));
    }
}
