//! Failures of the press in words a person can act on.

use std::any::Any;
use std::error::Error;
use std::io;

use relieur_domain::{Failure, FailureCode};

/// A failure to bind `subject`, with its whole chain of causes. Where the disk is to
/// blame, it says so.
pub(super) fn binding_failed(subject: &str, error: &(dyn Error + 'static)) -> Failure {
    let code = if is_about_storage(error) { FailureCode::StoreFailed } else { FailureCode::BindingFailed };
    Failure::new(code, subject).because(chain(error))
}

/// A failure to bind `subject` because of a panic.
pub(super) fn panicked(subject: &str, payload: &(dyn Any + Send)) -> Failure {
    let said = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no reason given");
    Failure::new(FailureCode::BindingFailed, subject).because(format!("panicked: {said}"))
}

/// The error and its causes in one line.
pub(super) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        // Some errors repeat their cause in their own words.
        if !text.ends_with(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        cause = error.source();
    }
    text
}

fn is_about_storage(error: &(dyn Error + 'static)) -> bool {
    let mut current = Some(error);
    while let Some(error) = current {
        if let Some(io) = error.downcast_ref::<io::Error>()
            && matches!(
                io.kind(),
                io::ErrorKind::StorageFull
                    | io::ErrorKind::QuotaExceeded
                    | io::ErrorKind::PermissionDenied
                    | io::ErrorKind::ReadOnlyFilesystem
            )
        {
            return true;
        }
        current = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::epub::EpubError;

    #[test]
    fn a_full_disk_is_not_called_a_fault_of_ours() {
        let full = EpubError::Write(io::Error::from(io::ErrorKind::StorageFull));
        let failure = binding_failed("EPUB", &full);
        assert_eq!(failure.code, FailureCode::StoreFailed);
        assert!(failure.hint.contains("free space"), "{failure}");
        let other = binding_failed("EPUB", &EpubError::Cover("odd".into()));
        assert_eq!(other.code, FailureCode::BindingFailed);
    }
}
