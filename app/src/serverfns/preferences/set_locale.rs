//! Chooses the language.

#![allow(clippy::unused_async, reason = "a server function is async for the browser, which waits for the answer")]

use leptos::prelude::*;

use crate::error::AppError;

/// Remembers the language `locale` and returns to `back`.
#[server(prefix = "/_fn", endpoint = "set_locale")]
pub async fn set_locale(locale: String, #[server(default)] back: String) -> Result<(), AppError> {
    use leptos_i18n::Locale as _;

    use crate::context::AppContext;
    use crate::preferences::{LOCALE_COOKIE, locale_from_word};
    use crate::serverfns::response::{redirect, remember};

    if let Some(chosen) = locale_from_word(&locale) {
        let secure = AppContext::current()?.is_secure();
        remember(LOCALE_COOKIE, chosen.as_str(), secure);
    }
    redirect(&back);
    Ok(())
}
