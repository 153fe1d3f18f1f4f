//! A request that was not carried out.

use leptos::prelude::*;

use super::Icon;
use crate::error::AppError;
use crate::i18n::use_i18n;
use crate::words::problem_sentence;

/// Says what went wrong and what to do about it.
#[component]
pub fn ProblemNote(error: AppError) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <p class="note note-bad" role="alert">
            <Icon name="alert"/>
            <span>{move || problem_sentence(i18n, &error)}</span>
        </p>
    }
}
