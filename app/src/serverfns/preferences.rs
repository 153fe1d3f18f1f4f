//! The choices a browser remembers.

mod set_locale;
mod set_theme;

pub use set_locale::SetLocale;
pub use set_theme::SetTheme;
