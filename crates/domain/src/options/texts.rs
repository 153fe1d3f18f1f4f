//! Words that are printed in the books as they are given.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{OptionError, OptionField};

/// Characters a title or a name may have.
const MOST_CHARACTERS: usize = 200;

fn printed(text: &str, field: OptionField) -> Result<String, OptionError> {
    let trimmed = text.trim();
    let length = trimmed.chars().count();
    if length == 0 || length > MOST_CHARACTERS || trimmed.chars().any(char::is_control) {
        return Err(OptionError::new(field, text));
    }
    Ok(trimmed.to_owned())
}

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $read:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// As text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = OptionError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let read: fn(&str) -> Result<String, OptionError> = $read;
                read(text).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = OptionError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text!(
    /// A book's title: 1 to 200 characters, without line breaks and other control
    /// characters, without spaces around it.
    BookTitle,
    |text| printed(text, OptionField::Title)
);
text!(
    /// A book's author, by the rules of [`BookTitle`].
    BookAuthor,
    |text| printed(text, OptionField::Author)
);
text!(
    /// A language by its tag (BCP 47, RFC 5646): the language, and optionally a script and
    /// a region, in their usual case.
    LanguageTag,
    language
);

fn language(text: &str) -> Result<String, OptionError> {
    let wrong = || OptionError::new(OptionField::Language, text);
    let is_all = |part: &str, test: fn(&char) -> bool| part.chars().all(|letter| test(&letter));
    let mut parts = text.trim().split(['-', '_']).peekable();
    let language = parts
        .next()
        .filter(|part| (2..=3).contains(&part.len()) && is_all(part, char::is_ascii_alphabetic))
        .ok_or_else(wrong)?;
    let mut tag = language.to_ascii_lowercase();
    if let Some(script) = parts.next_if(|part| part.len() == 4 && is_all(part, char::is_ascii_alphabetic)) {
        tag.push('-');
        tag.push_str(&script[..1].to_ascii_uppercase());
        tag.push_str(&script[1..].to_ascii_lowercase());
    }
    let is_region = |part: &&str| match part.len() {
        2 => is_all(part, char::is_ascii_alphabetic),
        3 => is_all(part, char::is_ascii_digit),
        _ => false,
    };
    if let Some(region) = parts.next_if(is_region) {
        tag.push('-');
        tag.push_str(&region.to_ascii_uppercase());
    }
    if parts.next().is_some() { Err(wrong()) } else { Ok(tag) }
}
