//! Choices among a few words.

/// Gives an enum of plain variants the words people write for them: `ALL`, `word`,
/// `FromStr` and what serde needs for `try_from = "String", into = "&'static str"`.
macro_rules! words {
    ($name:ident, $field:expr, [$($variant:ident = $word:literal),+ $(,)?]) => {
        impl $name {
            /// Every choice, the default first.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word for it, in every interface.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::options::OptionError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let word = text.trim().replace('-', "_");
                let known = Self::ALL.iter().copied().find(|choice| choice.word().eq_ignore_ascii_case(&word));
                known.ok_or_else(|| $crate::options::OptionError::new($field, text))
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::options::OptionError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for &'static str {
            fn from(choice: $name) -> Self {
                choice.word()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}

pub(super) use words;
