//! Languages as XML wants them, and which way they run.

use super::xml::Attribute;

/// Which way text runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    LeftToRight,
    RightToLeft,
}

impl Direction {
    /// The direction of a language: by its script where the tag names one, else by
    /// the script it is usually written in.
    pub(super) fn of(language: &str) -> Self {
        let mut parts = language.split('-');
        let primary = parts.next().unwrap_or_default().to_ascii_lowercase();
        let script = parts.find(|part| part.len() == 4).map(str::to_ascii_lowercase);
        let runs_left = match script.as_deref() {
            Some(script) => matches!(script, "arab" | "hebr" | "thaa" | "syrc" | "nkoo" | "adlm"),
            None => matches!(primary.as_str(), "ar" | "dv" | "fa" | "he" | "ku" | "ps" | "sd" | "ug" | "ur" | "yi"),
        };
        if runs_left { Self::RightToLeft } else { Self::LeftToRight }
    }

    /// The attribute that says so; left to right needs none.
    pub(super) fn attribute(self) -> Option<Attribute<'static>> {
        (self == Self::RightToLeft).then_some(("dir", "rtl"))
    }
}

/// The tag, or `und` (undetermined) for what is none by BCP 47.
pub(super) fn tag(language: &str) -> &str {
    let mut parts = language.split('-');
    let primary_is_sound =
        parts.next().is_some_and(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic()));
    let rest_is_sound =
        parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    if primary_is_sound && rest_is_sound { language } else { "und" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_know_their_direction() {
        assert_eq!(Direction::of("ar-EG"), Direction::RightToLeft);
        assert_eq!(Direction::of("az-Arab"), Direction::RightToLeft);
        assert_eq!(Direction::of("ku-Latn"), Direction::LeftToRight);
        assert_eq!(Direction::of("en"), Direction::LeftToRight);
        assert_eq!(tag("pt-BR"), "pt-BR");
        assert_eq!(tag("no such \"language"), "und");
    }
}
