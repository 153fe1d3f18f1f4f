//! The head of every page: name, menu, language and theme.

use leptos::prelude::*;
use leptos_router::components::A;

use super::preference_forms::{LanguageForm, ThemeForm};
use crate::i18n::{t, t_string, use_i18n};

/// The same on every page.
#[component]
pub fn PageHeader() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <header class="page-header">
            <div class="page-header-inner">
                <a class="brand" href="/">
                    <svg class="brand-mark" width="32" height="32" aria-hidden="true" focusable="false">
                        <use href="/icons.svg#mark"></use>
                    </svg>
                    <span class="brand-name">"Relieur"</span>
                </a>
                <nav class="menu" aria-label=move || t_string!(i18n, nav.label).to_string()>
                    <A href="/jobs" exact=true attr:class="menu-link">{t!(i18n, nav.exports)}</A>
                </nav>
                <div class="preferences" role="group" aria-label=move || t_string!(i18n, preferences.label).to_string()>
                    <LanguageForm/>
                    <ThemeForm/>
                </div>
            </div>
        </header>
    }
}
