//! Language and theme: decided by the server from cookies and headers, read by the
//! browser from the page it was sent. So both sides always agree.

use leptos::prelude::*;
use leptos_i18n::I18nContext;
use leptos_i18n::context::{I18nContextOptions, init_i18n_context_with_options};

use crate::i18n::Locale;

/// The cookie that keeps the language.
#[cfg(feature = "ssr")]
pub const LOCALE_COOKIE: &str = "locale";
/// The cookie that keeps the theme.
#[cfg(feature = "ssr")]
pub const THEME_COOKIE: &str = "theme";

/// The look a user chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Paper.
    Light,
    /// Lamplight.
    Dark,
    /// Whatever the device is set to.
    #[default]
    System,
}

impl Theme {
    /// All, in the order of the buttons.
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::System];

    /// The word in the cookie and in the form.
    pub fn word(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::System => "system",
        }
    }

    /// The theme `word` stands for.
    #[cfg(any(feature = "ssr", test))]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.word() == word)
    }

    /// The style sheet's name for it; none lets the device decide.
    pub fn data_theme(self) -> Option<&'static str> {
        match self {
            Self::Light => Some("paper"),
            Self::Dark => Some("lamplight"),
            Self::System => None,
        }
    }
}

/// The language `word` stands for.
#[cfg(any(feature = "ssr", test))]
pub fn locale_from_word(word: &str) -> Option<Locale> {
    match word {
        "en" => Some(Locale::en),
        "fr" => Some(Locale::fr),
        _ => None,
    }
}

/// The first language of an `Accept-Language` header that there is, by weight
/// (RFC 9110, 12.5.4); English when there is none.
#[cfg(any(feature = "ssr", test))]
pub fn negotiate(accept_language: &str) -> Locale {
    let mut wanted: Vec<(f32, &str)> = accept_language
        .split(',')
        .filter_map(|entry| {
            let mut parts = entry.split(';');
            let tag = parts.next()?.trim();
            let weight =
                parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(Some(1.0), |q| q.trim().parse().ok())?;
            (weight > 0.0).then_some((weight, tag))
        })
        .collect();
    wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
    wanted
        .into_iter()
        .find_map(|(_, tag)| locale_from_word(tag.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str()))
        .unwrap_or(Locale::en)
}

/// Makes the translations available to everything below.
pub fn provide_translations() -> I18nContext<Locale> {
    // Cookies are the server functions' business: HttpOnly, and the same without
    // JavaScript.
    let make = || init_i18n_context_with_options(I18nContextOptions::<Locale>::default().enable_cookie(false));
    #[cfg(not(feature = "ssr"))]
    let translations = make();
    #[cfg(feature = "ssr")]
    let translations = {
        // The context comes with an effect that keeps a cookie up to date. On the
        // server it would run in a task of its own, beside this request: while it reads
        // the language nobody can set it, and after the answer its signals are gone;
        // either is a panic. So its task goes to a runtime that never runs.
        let never_run = tokio::runtime::Builder::new_current_thread().build().expect("a runtime without drivers");
        let translations = {
            let _entered = never_run.enter();
            make()
        };
        never_run.shutdown_background();
        translations.set_locale_untracked(requested_locale());
        translations
    };
    provide_context(translations);
    translations
}

/// The theme of the page.
pub fn current_theme() -> Theme {
    #[cfg(feature = "ssr")]
    {
        cookie(THEME_COOKIE).and_then(|word| Theme::from_word(&word)).unwrap_or_default()
    }
    #[cfg(not(feature = "ssr"))]
    {
        let shown = document().document_element().and_then(|root| root.get_attribute("data-theme"));
        Theme::ALL.into_iter().find(|theme| theme.data_theme() == shown.as_deref()).unwrap_or_default()
    }
}

/// The language of the request: the cookie's, else the browser's.
#[cfg(feature = "ssr")]
pub fn requested_locale() -> Locale {
    cookie(LOCALE_COOKIE)
        .and_then(|word| locale_from_word(&word))
        .unwrap_or_else(|| negotiate(&header(&axum::http::header::ACCEPT_LANGUAGE).unwrap_or_default()))
}

#[cfg(feature = "ssr")]
fn header(name: &axum::http::HeaderName) -> Option<String> {
    let parts = use_context::<axum::http::request::Parts>()?;
    Some(parts.headers.get(name)?.to_str().ok()?.to_owned())
}

#[cfg(feature = "ssr")]
fn cookie(name: &str) -> Option<String> {
    header(&axum::http::header::COOKIE)?
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_first_known_language_is_used() {
        assert_eq!(negotiate("fr-FR,fr;q=0.9,en;q=0.8"), Locale::fr);
        assert_eq!(negotiate("de,en-GB;q=0.7,fr;q=0.3"), Locale::en);
        assert_eq!(negotiate("en;q=0.2, fr;q=0.9"), Locale::fr);
        assert_eq!(negotiate("fr;q=0, en"), Locale::en);
        assert_eq!(negotiate("fr;q=nonsense"), Locale::en);
        assert_eq!(negotiate(""), Locale::en);
    }

    #[cfg(feature = "ssr")]
    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn nothing_reads_the_language_while_it_is_set() {
        // Sets up, as the server does at its start, what runs effects: the workers, at
        // once, for this task is on none of them.
        assert!(!leptos_axum::generate_route_list(crate::App).is_empty());
        for _ in 0..10_000 {
            let request = Owner::new();
            assert_eq!(request.with(|| provide_translations().get_locale_untracked()), Locale::en);
            request.cleanup();
        }
    }

    #[test]
    fn a_theme_is_known_by_its_word_only() {
        for theme in Theme::ALL {
            assert_eq!(Theme::from_word(theme.word()), Some(theme));
        }
        assert_eq!(Theme::from_word("x\"><script>"), None);
    }
}
