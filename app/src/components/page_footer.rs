//! The foot of every page.

use leptos::prelude::*;

use crate::i18n::{t, use_i18n};

/// One quiet line.
#[component]
pub fn PageFooter() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <footer class="page-footer">
            <p>{t!(i18n, site.footer)}</p>
        </footer>
    }
}
