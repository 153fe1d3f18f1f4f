//! Chooses the theme.

#![allow(clippy::unused_async, reason = "a server function is async for the browser, which waits for the answer")]

use leptos::prelude::*;

use crate::error::AppError;

/// Remembers the theme `theme` and returns to `back`.
#[server(prefix = "/_fn", endpoint = "set_theme")]
pub async fn set_theme(theme: String, #[server(default)] back: String) -> Result<(), AppError> {
    use crate::context::AppContext;
    use crate::preferences::{THEME_COOKIE, Theme};
    use crate::serverfns::response::{redirect, remember};

    if let Some(chosen) = Theme::from_word(&theme) {
        let secure = AppContext::current()?.is_secure();
        remember(THEME_COOKIE, chosen.word(), secure);
    }
    redirect(&back);
    Ok(())
}
