//! Domain data in the user's language.

mod failures;
mod numbers;
mod steps;
mod wikis;

pub use failures::{failure_hint, failure_message, problem_sentence};
pub use numbers::{count, duration, size, whole_seconds};
pub use steps::{format_name, phase_name, status_name, step_sentence, strategy_name};
pub use wikis::{short_wiki, wiki_link};

use leptos_i18n::I18nContext;

use crate::i18n::Locale;

/// The translations of the current page.
pub type Translations = I18nContext<Locale>;
