//! The further choices of the form, as they are typed: what is sent, what a form shown
//! again keeps, and what an earlier export had.

use relieur_domain::ExportOptions;
use relieur_domain::options::{BookAuthor, BookTitle, LanguageTag};
use serde::{Deserialize, Serialize};

/// What the fields below "More choices" say about the books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BookChoices {
    pub title: String,
    pub author: String,
    pub language: String,
    /// One pattern a line.
    pub include: String,
    /// One pattern a line.
    pub exclude: String,
    pub order: String,
    pub images: String,
    pub theme: String,
    /// Empty: as suits the book.
    pub contents_depth: String,
    pub paper: String,
    pub type_size: String,
    pub standard: String,
    pub link_pages: bool,
    /// An empty box is not sent, so without it there is none.
    #[serde(default)]
    pub cover: bool,
    /// As with `cover`.
    #[serde(default)]
    pub highlight: bool,
}

impl Default for BookChoices {
    fn default() -> Self {
        Self::of(&ExportOptions::default())
    }
}

impl BookChoices {
    /// The fields that make these options.
    pub fn of(options: &ExportOptions) -> Self {
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        Self {
            title: text(options.title.as_ref().map(BookTitle::as_str)),
            author: text(options.author.as_ref().map(BookAuthor::as_str)),
            language: text(options.language.as_ref().map(LanguageTag::as_str)),
            include: options.pages.include.lines(),
            exclude: options.pages.exclude.lines(),
            order: options.pages.order.to_string(),
            images: options.images.to_string(),
            theme: options.theme.to_string(),
            contents_depth: options.contents_depth.map(|depth| depth.get().to_string()).unwrap_or_default(),
            paper: options.pdf.paper.to_string(),
            type_size: options.pdf.type_size.points().to_string(),
            standard: options.pdf.standard.to_string(),
            link_pages: options.pdf.link_pages,
            cover: options.cover,
            highlight: options.highlight,
        }
    }

    /// What is filled in by an address.
    pub fn from_query(value_of: impl Fn(&str) -> Option<String>) -> Self {
        let mut choices = Self::default();
        for (name, field) in choices.texts() {
            if let Some(value) = value_of(name) {
                *field = value;
            }
        }
        for (name, field) in choices.flags() {
            match value_of(name).as_deref() {
                Some("true") => *field = true,
                Some("false") => *field = false,
                _ => {}
            }
        }
        choices
    }

    /// What an address must say to fill this in: only what is not as usual.
    pub fn to_query(&self) -> Vec<(&'static str, String)> {
        let (mut own, mut usual) = (self.clone(), Self::default());
        let mut pairs = Vec::new();
        for ((name, text), (_, usual)) in own.texts().into_iter().zip(usual.texts()) {
            if text != usual {
                pairs.push((name, text.clone()));
            }
        }
        for ((name, flag), (_, usual)) in own.flags().into_iter().zip(usual.flags()) {
            if flag != usual {
                pairs.push((name, flag.to_string()));
            }
        }
        pairs
    }

    fn texts(&mut self) -> [(&'static str, &mut String); 12] {
        [
            ("title", &mut self.title),
            ("author", &mut self.author),
            ("language", &mut self.language),
            ("order", &mut self.order),
            ("images", &mut self.images),
            ("theme", &mut self.theme),
            ("contents_depth", &mut self.contents_depth),
            ("paper", &mut self.paper),
            ("type_size", &mut self.type_size),
            ("standard", &mut self.standard),
            // The longest last: what does not fit into an address is left out.
            ("include", &mut self.include),
            ("exclude", &mut self.exclude),
        ]
    }

    fn flags(&mut self) -> [(&'static str, &mut bool); 3] {
        [("link_pages", &mut self.link_pages), ("cover", &mut self.cover), ("highlight", &mut self.highlight)]
    }
}

#[cfg(feature = "ssr")]
mod checked {
    use std::str::FromStr;

    use relieur_domain::options::{OptionError, PageSelection, Patterns, PdfOptions};
    use relieur_domain::{ExportOptions, Formats};

    use super::BookChoices;

    impl BookChoices {
        /// The options these fields make. An empty field means the default.
        pub fn options(&self, formats: Formats, history: bool) -> Result<ExportOptions, OptionError> {
            Ok(ExportOptions {
                formats,
                history,
                title: optional(&self.title)?,
                author: optional(&self.author)?,
                language: optional(&self.language)?,
                pages: PageSelection {
                    include: Patterns::of_lines(&self.include)?,
                    exclude: Patterns::of_lines(&self.exclude)?,
                    order: optional(&self.order)?.unwrap_or_default(),
                },
                images: optional(&self.images)?.unwrap_or_default(),
                highlight: self.highlight,
                cover: self.cover,
                contents_depth: optional(&self.contents_depth)?,
                theme: optional(&self.theme)?.unwrap_or_default(),
                pdf: PdfOptions {
                    paper: optional(&self.paper)?.unwrap_or_default(),
                    type_size: optional(&self.type_size)?.unwrap_or_default(),
                    link_pages: self.link_pages,
                    standard: optional(&self.standard)?.unwrap_or_default(),
                },
            })
        }
    }

    fn optional<T: FromStr>(text: &str) -> Result<Option<T>, T::Err> {
        match text.trim() {
            "" => Ok(None),
            given => given.parse().map(Some),
        }
    }
}

// Only the server turns the fields into options.
#[cfg(all(test, feature = "ssr"))]
mod tests {
    use relieur_domain::Formats;
    use relieur_domain::options::OptionField;

    use super::*;

    fn filled_in() -> BookChoices {
        let text = str::to_owned;
        BookChoices {
            title: text("A Manual & more"),
            author: text("Ada"),
            language: text("fr"),
            include: text("guide/\nHome"),
            exclude: text("*draft*"),
            order: text("path"),
            images: text("link"),
            theme: text("sans"),
            contents_depth: text("0"),
            paper: text("letter"),
            type_size: text("9"),
            standard: text("tagged"),
            link_pages: true,
            cover: false,
            highlight: false,
        }
    }

    #[test]
    fn a_form_left_alone_means_every_default() {
        let choices = BookChoices::default();
        assert_eq!(choices.options(Formats::all(), false), Ok(ExportOptions::default()));
        assert!(choices.to_query().is_empty());
        let empty = BookChoices { order: String::new(), paper: " ".into(), ..choices };
        assert_eq!(empty.options(Formats::all(), false), Ok(ExportOptions::default()));
    }

    #[test]
    fn what_was_filled_in_survives_options_and_addresses() {
        let choices = filled_in();
        let options = choices.options(Formats::all(), true).expect("options");
        assert_eq!(BookChoices::of(&options), choices);
        let query = choices.to_query();
        assert_eq!(query.len(), 15, "{query:?}");
        let found = |name: &str| query.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        assert_eq!(BookChoices::from_query(found), choices);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let wrong = BookChoices { language: "english".into(), ..BookChoices::default() };
        assert_eq!(wrong.options(Formats::all(), false).map_err(|error| error.field), Err(OptionField::Language));
        let wrong = BookChoices { exclude: "a\n".repeat(101), ..BookChoices::default() };
        assert_eq!(wrong.options(Formats::all(), false).map_err(|error| error.field), Err(OptionField::PatternCount));
    }
}
