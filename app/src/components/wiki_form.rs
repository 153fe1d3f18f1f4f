//! The form that asks for an export.

use leptos::html::Input;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use relieur_domain::ExportFormat;

use super::Icon;
use super::book_fields::BookFields;
use crate::error::{AppError, FormProblem};
use crate::i18n::{t, t_string, use_i18n};
use crate::serverfns::jobs::{Filled, SubmitWikiJob};
use crate::words::{Translations, format_name, problem_sentence};

/// One big field, three formats, one button.
///
/// `?wiki=…&formats=pdf-epub&problem=…` fills it in: a form that was refused
/// without JavaScript comes back that way, and links may use it.
#[component]
pub fn WikiForm() -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map().get_untracked();
    let filled = Filled::from_query(|name| query.get(name));
    let shows_more = filled.shows_more();
    let submit = ServerAction::<SubmitWikiJob>::new();
    let field = NodeRef::<Input>::new();

    let refused = filled.problem.map(|problem| AppError::Form { problem });
    #[cfg(feature = "ssr")]
    if let Some(error) = &refused {
        let _ = error.clone().with_status();
    }
    // The last answer counts; before the first one, what the address says.
    let error = Memo::new(move |_| match submit.value().get() {
        Some(answer) => answer.err(),
        None => refused.clone(),
    });
    let problem = Signal::derive(move || match error.get() {
        Some(AppError::Form { problem }) => Some(problem),
        _ => None,
    });
    let concerns_wiki = move || problem.get().is_some_and(FormProblem::is_about_wiki);

    Effect::new(move |_| {
        if submit.value().get().is_some_and(|answer| answer.is_err())
            && concerns_wiki()
            && let Some(field) = field.get_untracked()
        {
            // Focus is a courtesy; a detached field has none to give.
            let _ = field.focus();
        }
    });

    view! {
        <ActionForm action=submit attr:class="wiki-form" attr:novalidate=true>
            <label class="field-label" for="wiki">{t!(i18n, form.wiki)}</label>
            <input
                node_ref=field
                id="wiki"
                class="field"
                type="text"
                inputmode="url"
                name="wiki"
                value=filled.wiki
                placeholder=move || t_string!(i18n, form.placeholder).to_string()
                autocomplete="url"
                autocapitalize="none"
                spellcheck="false"
                autofocus
                aria-describedby="wiki-hint wiki-problem"
                aria-invalid=move || concerns_wiki().then_some("true")
            />
            <p id="wiki-hint" class="field-hint">{t!(i18n, form.hint)}</p>
            <FormNote id="wiki-problem" error=Signal::derive(move || error.get().filter(|_| concerns_wiki()))/>

            <fieldset class="formats" aria-describedby="problem">
                <legend class="field-label">{t!(i18n, form.formats)}</legend>
                <div class="formats-grid">
                    {ExportFormat::ALL
                        .map(|format| view! { <FormatChoice format checked=filled.formats.contains(&format)/> })
                        .into_iter()
                        .collect_view()}
                </div>
            </fieldset>

            <details class="fold more-choices" open=shows_more>
                <summary>{t!(i18n, form.more)}</summary>
                <JobChoices history=filled.history force=filled.force/>
                <BookFields choices=filled.choices problem/>
            </details>

            <FormNote id="problem" error=Signal::derive(move || error.get().filter(|_| !concerns_wiki()))/>

            <button type="submit" class="button button-main" disabled=move || submit.pending().get()>
                {move || {
                    if submit.pending().get() {
                        t_string!(i18n, form.submitting).to_string()
                    } else {
                        t_string!(i18n, form.submit).to_string()
                    }
                }}
            </button>
        </ActionForm>
    }
    .into_any()
}

/// What is about this one export.
#[component]
fn JobChoices(history: bool, force: bool) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <label class="field-label" for="token">{t!(i18n, form.token)}</label>
        <input
            id="token"
            class="field"
            type="password"
            name="token"
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            aria-describedby="token-hint"
        />
        <p id="token-hint" class="field-hint">{t!(i18n, form.token_hint)}</p>
        <label class="choice">
            <input type="checkbox" class="checkbox checkbox-primary checkbox-sm" name="history" value="true" checked=history/>
            <span>{t!(i18n, form.history)}</span>
        </label>
        <label class="choice">
            <input type="checkbox" class="checkbox checkbox-primary checkbox-sm" name="force" value="true" checked=force/>
            <span>{t!(i18n, form.force)}</span>
        </label>
    }
}

/// Says what is wrong, where it is wrong. The place is there from the start:
/// screen readers announce only what changes in a place they know.
#[component]
fn FormNote(id: &'static str, error: Signal<Option<AppError>>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div id=id class="form-problem" aria-live="assertive">
            {move || {
                error.get().map(|error| {
                    view! {
                        <p class="note note-bad">
                            <Icon name="alert"/>
                            <span>{problem_sentence(i18n, &error)}</span>
                        </p>
                    }
                })
            }}
        </div>
    }
}

#[component]
fn FormatChoice(format: ExportFormat, checked: bool) -> impl IntoView {
    let i18n = use_i18n();
    let id = format!("format-{}", format.name());
    let about_id = format!("{id}-about");
    view! {
        <label class="format" for=id.clone()>
            <input
                type="checkbox"
                class="checkbox checkbox-primary checkbox-sm"
                id=id.clone()
                name="formats[]"
                value=format.name()
                checked=checked
                aria-describedby=about_id.clone()
            />
            <span class="format-text">
                <span class="format-name">{move || format_name(i18n, format)}</span>
                <span class="format-about" id=about_id aria-hidden="true">{move || about(i18n, format)}</span>
            </span>
        </label>
    }
}

fn about(i18n: Translations, format: ExportFormat) -> String {
    match format {
        ExportFormat::Markdown => t_string!(i18n, form.markdown_about).to_string(),
        ExportFormat::Pdf => t_string!(i18n, form.pdf_about).to_string(),
        ExportFormat::Epub => t_string!(i18n, form.epub_about).to_string(),
    }
}
