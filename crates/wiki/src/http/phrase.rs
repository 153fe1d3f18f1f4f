//! Failures as half a sentence, for what a report says about a way that did not work.

use super::HttpFailure;

impl HttpFailure {
    /// Why there was no answer, without naming the host.
    pub(crate) fn phrase(&self) -> String {
        match self {
            Self::AddressRefused { .. } => "its address is private".into(),
            Self::Unreachable { .. } => "it could not be reached".into(),
            Self::Stalled { after, .. } => format!("it sent nothing for {} seconds", after.as_secs_f32()),
            Self::Broken { .. } => "the transfer broke off".into(),
            Self::TooLarge { limit, .. } => format!("it sent more than {limit} bytes"),
            Self::Status { status, .. } => format!("HTTP status {status}"),
            Self::RateLimited { .. } => "it asked us to slow down".into(),
            Self::NotGit { .. } => "its answer was something else".into(),
            Self::Redirect { .. } => "it led elsewhere".into(),
            Self::Cancelled => "it was cancelled".into(),
        }
    }
}
