//! `AccessToken`: what lets a private wiki be read.

use std::fmt;

/// A token of a git host. Its `Debug` form hides it; it has no `Display` form and is
/// not serialised, so it gets into no log, event or report by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken(String);

impl AccessToken {
    /// Takes the token as it was given; none when it is empty.
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        let trimmed = text.trim();
        (!trimmed.is_empty()).then(|| Self(trimmed.to_owned()))
    }

    /// The token itself, for the one place that sends or seals it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_never_shown() {
        let token = AccessToken::new(" ghp_secret\n").expect("a token");
        assert_eq!(token.reveal(), "ghp_secret");
        assert!(!format!("{token:?}").contains("secret"));
        assert_eq!(AccessToken::new("  "), None);
    }
}
