//! Why an image could not be had, as a phrase for the report.

use std::time::Duration;

use crate::http::{HttpFailure, MOST_REDIRECTS};

/// Why there is no image. The text follows words such as "The image is missing:".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("its address is not valid")]
    Malformed,
    #[error("its address does not begin with http or https")]
    NotWeb,
    #[error("its address is private")]
    PrivateAddress,
    #[error("{host} could not be reached")]
    Unreachable { host: String },
    #[error("{host} took more than {}", seconds(*after))]
    TooSlow { host: String, after: Duration },
    #[error("the transfer from {host} broke off")]
    Broken { host: String },
    #[error("HTTP status {status}")]
    Status {
        status: u16,
        /// How long the host asks to wait.
        retry_after: Option<Duration>,
    },
    #[error("{host} redirects it to where we do not follow")]
    Redirect { host: String },
    #[error("it is redirected more than {MOST_REDIRECTS} times")]
    TooManyRedirects,
    #[error("it is larger than {}", megabytes(*limit))]
    TooLarge { limit: u64 },
    #[error("it is empty")]
    Empty,
    #[error("it is not an image{}", kind.as_ref().map(|kind| format!(" ({kind})")).unwrap_or_default())]
    NotAnImage {
        /// What the host calls it.
        kind: Option<String>,
    },
    #[error("GitHub does not show it to this token")]
    NotShown,
    #[error("it could not be stored")]
    NotStored,
    #[error("the wiki shows more than {limit} images of other sites")]
    TooMany { limit: usize },
    #[error("the images of other sites are larger than {} together", megabytes(*limit))]
    AllTooLarge { limit: u64 },
    #[error("fetching the images of other sites took more than {}", seconds(*limit))]
    AllTooSlow { limit: Duration },
}

impl Refusal {
    /// The phrase for a failed request.
    pub(crate) fn of(failure: HttpFailure) -> Self {
        match failure {
            HttpFailure::AddressRefused { .. } => Self::PrivateAddress,
            HttpFailure::Unreachable { host, .. } | HttpFailure::NotGit { host } => Self::Unreachable { host },
            HttpFailure::Stalled { host, after } => Self::TooSlow { host, after },
            HttpFailure::Broken { host, .. } => Self::Broken { host },
            HttpFailure::TooLarge { limit, .. } => Self::TooLarge { limit },
            HttpFailure::Status { status, .. } => Self::Status { status, retry_after: None },
            HttpFailure::RateLimited { .. } => Self::Status { status: 429, retry_after: None },
            HttpFailure::Redirect { host } => Self::Redirect { host },
            HttpFailure::Cancelled => Self::NotStored,
        }
    }

    /// Whether the same request may succeed a moment later.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Broken { .. } => true,
            Self::Status { status, retry_after } => {
                matches!(status, 500 | 502..=504) || (*status == 429 && retry_after.is_some())
            }
            _ => false,
        }
    }

    /// Whether another way to the same image is worth a try.
    pub(crate) fn leaves_hope(&self) -> bool {
        !matches!(self, Self::TooLarge { .. } | Self::AllTooLarge { .. } | Self::AllTooSlow { .. } | Self::NotStored)
    }

    /// Whether the host itself is to blame, so that its other images are likely lost too.
    pub(crate) fn blames_host(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::TooSlow { .. } | Self::Status { status: 429, .. })
    }
}

fn megabytes(bytes: u64) -> String {
    if bytes >= 1_000_000 { format!("{} MB", bytes / 1_000_000) } else { format!("{} kB", bytes / 1_000) }
}

fn seconds(time: Duration) -> String {
    match (time.as_secs(), time.subsec_millis()) {
        (0, milliseconds) => format!("{milliseconds} milliseconds"),
        (1, _) => "1 second".to_owned(),
        (seconds, _) if seconds >= 120 && seconds.is_multiple_of(60) => format!("{} minutes", seconds / 60),
        (seconds, _) => format!("{seconds} seconds"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_phrases_a_person_understands() {
        let told = [
            (Refusal::Unreachable { host: "example.org".into() }, "example.org could not be reached"),
            (Refusal::Status { status: 404, retry_after: None }, "HTTP status 404"),
            (Refusal::TooLarge { limit: 20_000_000 }, "it is larger than 20 MB"),
            (Refusal::NotAnImage { kind: Some("text/html".into()) }, "it is not an image (text/html)"),
            (Refusal::NotAnImage { kind: None }, "it is not an image"),
            (Refusal::TooManyRedirects, "it is redirected more than 3 times"),
            (
                Refusal::TooSlow { host: "example.org".into(), after: Duration::from_secs(20) },
                "example.org took more than 20 seconds",
            ),
            (
                Refusal::AllTooSlow { limit: Duration::from_mins(5) },
                "fetching the images of other sites took more than 5 minutes",
            ),
        ];
        for (refusal, text) in told {
            assert_eq!(refusal.to_string(), text);
        }
    }
}
