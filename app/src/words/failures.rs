//! What went wrong, and what to do about it.

use relieur_domain::{Failure, FailureCode};

use super::Translations;
use crate::error::{AppError, FormProblem};
use crate::i18n::t_string;

/// What happened and why, as one sentence.
pub fn failure_message(i18n: Translations, failure: &Failure) -> String {
    let subject = failure.subject.clone();
    match failure.code {
        FailureCode::InvalidWiki => t_string!(i18n, failure.invalid_wiki.message, subject = subject).to_string(),
        FailureCode::NoSuchRepository => {
            t_string!(i18n, failure.no_such_repository.message, subject = subject).to_string()
        }
        FailureCode::NoWiki => t_string!(i18n, failure.no_wiki.message, subject = subject).to_string(),
        FailureCode::EmptyWiki => t_string!(i18n, failure.empty_wiki.message, subject = subject).to_string(),
        FailureCode::NoPageChosen => t_string!(i18n, failure.no_page_chosen.message, subject = subject).to_string(),
        FailureCode::NoSuchFolder => t_string!(i18n, failure.no_such_folder.message, subject = subject).to_string(),
        FailureCode::TokenRefused => t_string!(i18n, failure.token_refused.message, subject = subject).to_string(),
        FailureCode::RateLimited => match failure.until_minute() {
            Some(time) => t_string!(i18n, failure.rate_limited.until, subject = subject, time = time).to_string(),
            None => t_string!(i18n, failure.rate_limited.message, subject = subject).to_string(),
        },
        FailureCode::Unreachable => t_string!(i18n, failure.unreachable.message, subject = subject).to_string(),
        FailureCode::AddressRefused => t_string!(i18n, failure.address_refused.message, subject = subject).to_string(),
        FailureCode::TransferBroken => t_string!(i18n, failure.transfer_broken.message, subject = subject).to_string(),
        FailureCode::WikiTooLarge => t_string!(i18n, failure.wiki_too_large.message, subject = subject).to_string(),
        FailureCode::LimitExceeded => t_string!(i18n, failure.limit_exceeded.message, subject = subject).to_string(),
        FailureCode::BindingFailed => t_string!(i18n, failure.binding_failed.message, subject = subject).to_string(),
        FailureCode::StoreFailed => t_string!(i18n, failure.store_failed.message, subject = subject).to_string(),
        FailureCode::WorkerLost => t_string!(i18n, failure.worker_lost.message, subject = subject).to_string(),
        FailureCode::Internal => t_string!(i18n, failure.internal.message, subject = subject).to_string(),
    }
}

/// What to do about it, as one sentence.
pub fn failure_hint(i18n: Translations, failure: &Failure) -> String {
    match failure.code {
        FailureCode::InvalidWiki => t_string!(i18n, failure.invalid_wiki.hint).to_string(),
        FailureCode::NoSuchRepository => t_string!(i18n, failure.no_such_repository.hint).to_string(),
        FailureCode::NoWiki => t_string!(i18n, failure.no_wiki.hint).to_string(),
        FailureCode::EmptyWiki => t_string!(i18n, failure.empty_wiki.hint).to_string(),
        FailureCode::NoPageChosen => t_string!(i18n, failure.no_page_chosen.hint).to_string(),
        FailureCode::NoSuchFolder => t_string!(i18n, failure.no_such_folder.hint).to_string(),
        FailureCode::TokenRefused => t_string!(i18n, failure.token_refused.hint).to_string(),
        FailureCode::RateLimited => t_string!(i18n, failure.rate_limited.hint).to_string(),
        FailureCode::Unreachable => t_string!(i18n, failure.unreachable.hint).to_string(),
        FailureCode::AddressRefused => t_string!(i18n, failure.address_refused.hint).to_string(),
        FailureCode::TransferBroken => t_string!(i18n, failure.transfer_broken.hint).to_string(),
        FailureCode::WikiTooLarge => t_string!(i18n, failure.wiki_too_large.hint).to_string(),
        FailureCode::LimitExceeded => t_string!(i18n, failure.limit_exceeded.hint).to_string(),
        FailureCode::BindingFailed => t_string!(i18n, failure.binding_failed.hint).to_string(),
        FailureCode::StoreFailed => t_string!(i18n, failure.store_failed.hint).to_string(),
        FailureCode::WorkerLost => t_string!(i18n, failure.worker_lost.hint).to_string(),
        FailureCode::Internal => t_string!(i18n, failure.internal.hint).to_string(),
    }
}

/// Why a request was not carried out, and what to do about it.
pub fn problem_sentence(i18n: Translations, error: &AppError) -> String {
    match error {
        AppError::Form { problem } => form_sentence(i18n, *problem),
        AppError::NotFound => t_string!(i18n, problem.not_found).to_string(),
        AppError::BadRequest => t_string!(i18n, problem.bad_request).to_string(),
        AppError::Unreachable => t_string!(i18n, problem.unreachable).to_string(),
        AppError::Internal { incident } => t_string!(i18n, problem.internal, incident = incident.clone()).to_string(),
    }
}

fn form_sentence(i18n: Translations, problem: FormProblem) -> String {
    match problem {
        FormProblem::Empty => t_string!(i18n, problem.empty).to_string(),
        FormProblem::NotAWiki => t_string!(i18n, problem.not_a_wiki).to_string(),
        FormProblem::NoRepository => t_string!(i18n, problem.no_repository).to_string(),
        FormProblem::Scheme => t_string!(i18n, problem.scheme).to_string(),
        FormProblem::Credentials => t_string!(i18n, problem.credentials).to_string(),
        FormProblem::NoFormat => t_string!(i18n, problem.no_format).to_string(),
        FormProblem::Title => t_string!(i18n, problem.title).to_string(),
        FormProblem::Author => t_string!(i18n, problem.author).to_string(),
        FormProblem::Language => t_string!(i18n, problem.language).to_string(),
        FormProblem::Pages => t_string!(i18n, problem.pages).to_string(),
        FormProblem::Choice => t_string!(i18n, problem.choice).to_string(),
    }
}
