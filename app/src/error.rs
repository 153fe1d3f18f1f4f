//! `AppError`: the one error server functions answer with.
//!
//! It carries a code and what the sentence needs, never an internal text: causes
//! are logged under the incident's number that the user is shown.

use leptos::prelude::FromServerFnError;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::ServerFnErrorErr;
use relieur_domain::options::{OptionError, OptionField};
use relieur_domain::wiki::WikiRefError;
use serde::{Deserialize, Serialize};

/// Why a request was not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum AppError {
    /// The form cannot be used as filled in.
    #[error("the form cannot be used as filled in")]
    Form {
        /// What is wrong with it.
        problem: FormProblem,
    },
    /// There is no such job.
    #[error("there is no such export")]
    NotFound,
    /// The request could not be read.
    #[error("the request could not be read")]
    BadRequest,
    /// The browser could not reach the server.
    #[error("the server does not answer")]
    Unreachable,
    /// A fault of the server's.
    #[error("something went wrong on the server (incident {incident})")]
    Internal {
        /// Under which number the log has the cause.
        incident: String,
    },
}

/// What is wrong with a filled-in form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormProblem {
    /// No address.
    Empty,
    /// No address of a wiki.
    NotAWiki,
    /// On GitHub, but no repository.
    NoRepository,
    /// A scheme that is not read.
    Scheme,
    /// A user name or password in it.
    Credentials,
    /// No format is ticked.
    NoFormat,
    /// The title cannot be printed.
    Title,
    /// The author's name cannot be printed.
    Author,
    /// No language has this tag.
    Language,
    /// A pattern for pages that is none, or too many of them.
    Pages,
    /// One of several choices that is none of them.
    Choice,
}

impl FormProblem {
    const ALL: [Self; 11] = [
        Self::Empty,
        Self::NotAWiki,
        Self::NoRepository,
        Self::Scheme,
        Self::Credentials,
        Self::NoFormat,
        Self::Title,
        Self::Author,
        Self::Language,
        Self::Pages,
        Self::Choice,
    ];

    /// Whether it is about the address of the wiki.
    pub fn is_about_wiki(self) -> bool {
        matches!(self, Self::Empty | Self::NotAWiki | Self::NoRepository | Self::Scheme | Self::Credentials)
    }

    /// Whether it is about what is below "More choices".
    pub fn is_about_choices(self) -> bool {
        !self.is_about_wiki() && self != Self::NoFormat
    }

    /// The word for it in the address of a form that is shown again.
    pub fn word(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotAWiki => "not_a_wiki",
            Self::NoRepository => "no_repository",
            Self::Scheme => "scheme",
            Self::Credentials => "credentials",
            Self::NoFormat => "no_format",
            Self::Title => "title",
            Self::Author => "author",
            Self::Language => "language",
            Self::Pages => "pages",
            Self::Choice => "choice",
        }
    }

    /// The problem `word` stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|problem| problem.word() == word)
    }
}

impl From<&WikiRefError> for FormProblem {
    fn from(error: &WikiRefError) -> Self {
        match error {
            WikiRefError::Empty => Self::Empty,
            WikiRefError::NotAWiki(_) => Self::NotAWiki,
            WikiRefError::NoRepository(_) => Self::NoRepository,
            WikiRefError::Scheme(_) => Self::Scheme,
            WikiRefError::Credentials => Self::Credentials,
        }
    }
}

impl From<&OptionError> for FormProblem {
    fn from(error: &OptionError) -> Self {
        match error.field {
            OptionField::Title => Self::Title,
            OptionField::Author => Self::Author,
            OptionField::Language => Self::Language,
            OptionField::Pages | OptionField::PatternCount => Self::Pages,
            OptionField::Order
            | OptionField::Images
            | OptionField::ContentsDepth
            | OptionField::Theme
            | OptionField::Paper
            | OptionField::TypeSize
            | OptionField::Standard => Self::Choice,
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Unreachable,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                #[cfg(feature = "ssr")]
                set_status(axum::http::StatusCode::BAD_REQUEST);
                Self::BadRequest
            }
            // A page from before an update, or a proxy's own error page.
            ServerFnErrorErr::Deserialization(_) if cfg!(not(feature = "ssr")) => Self::Unreachable,
            other => Self::internal(other),
        }
    }
}

impl AppError {
    /// A fault of the server's: logs the cause and keeps it from the user.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        let incident = incident();
        #[cfg(feature = "ssr")]
        {
            tracing::error!(%incident, %cause, "request failed");
            set_status(axum::http::StatusCode::INTERNAL_SERVER_ERROR);
        }
        #[cfg(not(feature = "ssr"))]
        leptos::logging::error!("{incident}: {cause}");
        Self::Internal { incident }
    }
}

/// A number short enough to read out.
fn incident() -> String {
    let mut number = uuid::Uuid::new_v4().simple().to_string();
    number.truncate(8);
    number
}

#[cfg(feature = "ssr")]
impl AppError {
    /// The same error, after the response was told its status.
    ///
    /// Leptos 0.8 answers every error of a server function with 500 unless told.
    #[must_use]
    pub fn with_status(self) -> Self {
        use axum::http::StatusCode;
        set_status(match &self {
            Self::Form { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Unreachable | Self::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        });
        self
    }
}

/// Sets the status of the response that is being made, if one is.
#[cfg(feature = "ssr")]
pub fn set_status(status: axum::http::StatusCode) {
    if let Some(response) = leptos::prelude::use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(status);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_survives_the_address_of_a_form_shown_again() {
        for problem in FormProblem::ALL {
            assert_eq!(FormProblem::from_word(problem.word()), Some(problem));
            assert_eq!(serde_json::to_value(problem).expect("json"), problem.word());
        }
        assert_eq!(FormProblem::from_word("../x"), None);
    }
}
