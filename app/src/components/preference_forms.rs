//! Language and theme: plain forms, so that they work the same without JavaScript.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use server_fn::ServerFn;

use super::Icon;
use crate::i18n::{Locale, t_string, use_i18n};
use crate::preferences::{Theme, current_theme};
use crate::serverfns::preferences::{SetLocale, SetTheme};

use leptos::server_fn;

/// Where the form leads back to: the page it stands on.
fn here() -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let location = use_location();
    move || {
        let path = location.pathname.get();
        let search = location.search.get();
        if search.is_empty() { path } else { format!("{path}?{}", search.trim_start_matches('?')) }
    }
}

/// One button per language, each named in itself.
#[component]
pub fn LanguageForm() -> impl IntoView {
    let i18n = use_i18n();
    let button = move |locale: Locale, name: &'static str, short: &'static str| {
        view! {
            <button
                type="submit"
                name="locale"
                value=locale.to_string()
                lang=locale.to_string()
                class="segment"
                aria-pressed=move || (i18n.get_locale() == locale).to_string()
                title=name
            >
                <span aria-hidden="true">{short}</span>
                <span class="sr-only">{name}</span>
            </button>
        }
    };
    view! {
        <form method="post" action=SetLocale::url() class="segments">
            <fieldset class="contents">
                <legend class="sr-only">{move || t_string!(i18n, preferences.language).to_string()}</legend>
                <input type="hidden" name="back" value=here()/>
                {button(Locale::en, "English", "EN")}
                {button(Locale::fr, "Français", "FR")}
            </fieldset>
        </form>
    }
}

/// Light, dark, or as the device is set.
#[component]
pub fn ThemeForm() -> impl IntoView {
    let i18n = use_i18n();
    let current = current_theme();
    let name = move |theme: Theme| match theme {
        Theme::Light => t_string!(i18n, preferences.light).to_string(),
        Theme::Dark => t_string!(i18n, preferences.dark).to_string(),
        Theme::System => t_string!(i18n, preferences.system).to_string(),
    };
    let icon = |theme: Theme| match theme {
        Theme::Light => "sun",
        Theme::Dark => "moon",
        Theme::System => "device",
    };
    view! {
        <form method="post" action=SetTheme::url() class="segments">
            <fieldset class="contents">
                <legend class="sr-only">{move || t_string!(i18n, preferences.theme).to_string()}</legend>
                <input type="hidden" name="back" value=here()/>
                {Theme::ALL
                    .map(|theme| {
                        view! {
                            <button
                                type="submit"
                                name="theme"
                                value=theme.word()
                                class="segment"
                                aria-pressed=(theme == current).to_string()
                                title=move || name(theme)
                            >
                                <Icon name=icon(theme)/>
                                <span class="sr-only">{move || name(theme)}</span>
                            </button>
                        }
                    })
                    .into_iter()
                    .collect_view()}
            </fieldset>
        </form>
    }
}
