//! The few words the book itself says, in the languages it knows.

use chrono::Datelike;
use relieur_book::model::{AlertKind, Revision};
use relieur_domain::Timestamp;

/// The book's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    /// For every language that has none of its own.
    English,
    /// French.
    French,
}

const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const FRENCH_MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

impl Words {
    /// The words for a book in `language` (BCP 47).
    pub(super) fn of(language: &str) -> Self {
        match language.split('-').next() {
            Some(tag) if tag.eq_ignore_ascii_case("fr") => Self::French,
            _ => Self::English,
        }
    }

    fn pick(self, english: &'static str, french: &'static str) -> &'static str {
        match self {
            Self::English => english,
            Self::French => french,
        }
    }

    pub(super) fn contents(self) -> &'static str {
        self.pick("Contents", "Table des matières")
    }

    pub(super) fn owner(self) -> &'static str {
        self.pick("Owner", "Propriétaire")
    }

    pub(super) fn author(self) -> &'static str {
        self.pick("Author", "Auteur")
    }

    pub(super) fn source(self) -> &'static str {
        self.pick("Source", "Source")
    }

    pub(super) fn revision(self) -> &'static str {
        self.pick("Revision", "Révision")
    }

    pub(super) fn date_label(self) -> &'static str {
        self.pick("Date", "Date")
    }

    pub(super) fn pages_label(self) -> &'static str {
        self.pick("Pages", "Pages")
    }

    pub(super) fn contributors_label(self) -> &'static str {
        self.pick("Contributors", "Contributeurs")
    }

    /// Names, the first `most` of them.
    pub(super) fn names(self, names: &[String], most: usize) -> String {
        let listed = names.iter().take(most).map(String::as_str).collect::<Vec<_>>().join(", ");
        match (names.len().saturating_sub(most), self) {
            (0, _) => listed,
            (1, Self::English) => format!("{listed} and one other"),
            (others, Self::English) => format!("{listed} and {others} others"),
            (1, Self::French) => format!("{listed} et une autre personne"),
            (others, Self::French) => format!("{listed} et {others} autres"),
        }
    }

    /// When a page was last changed, and by whom.
    pub(super) fn last_changed(self, revision: &Revision) -> String {
        /// How many authors are named below a title.
        const MOST_AUTHORS: usize = 4;
        let date = self.date(revision.date);
        let changed = match self {
            Self::English => format!("Last changed on {date}"),
            Self::French => format!("Dernière modification le {date}"),
        };
        if revision.authors.is_empty() {
            return changed;
        }
        format!("{changed} \u{b7} {}", self.names(&revision.authors, MOST_AUTHORS))
    }

    pub(super) fn notes(self) -> &'static str {
        self.pick("Notes", "Notes")
    }

    /// What the book says of itself to a catalogue.
    pub(super) fn description(self, title: &str) -> String {
        match self {
            Self::English => format!("The wiki {title}, as a book."),
            Self::French => format!("Le wiki {title}, en livre."),
        }
    }

    /// The number of wiki pages in the book.
    pub(super) fn pages(self, count: usize) -> String {
        match (self, count) {
            (Self::English, 1) => "1 wiki page".to_owned(),
            (Self::English, _) => format!("{count} wiki pages"),
            (Self::French, 0 | 1) => format!("{count} page du wiki"),
            (Self::French, _) => format!("{count} pages du wiki"),
        }
    }

    /// A day, as one writes it.
    pub(super) fn date(self, date: Timestamp) -> String {
        let (day, month, year) = (date.day(), date.month0() as usize, date.year());
        match self {
            Self::English => format!("{day} {} {year}", ENGLISH_MONTHS[month]),
            Self::French if day == 1 => format!("1er {} {year}", FRENCH_MONTHS[month]),
            Self::French => format!("{day} {} {year}", FRENCH_MONTHS[month]),
        }
    }

    /// The label over an alert.
    pub(super) fn alert(self, kind: AlertKind) -> &'static str {
        match kind {
            AlertKind::Note => self.pick("Note", "Remarque"),
            AlertKind::Tip => self.pick("Tip", "Conseil"),
            AlertKind::Important => self.pick("Important", "Important"),
            AlertKind::Warning => self.pick("Warning", "Avertissement"),
            AlertKind::Caution => self.pick("Caution", "Attention"),
        }
    }

    /// What stands above a diagram's source.
    pub(super) fn diagram(self, kind: &str) -> String {
        let name = match kind.to_ascii_lowercase().as_str() {
            "mermaid" => "Mermaid",
            "geojson" => "GeoJSON",
            "topojson" => "TopoJSON",
            "stl" => "STL",
            _ => return self.pick("Diagram, in source form", "Diagramme, sous forme de source").to_owned(),
        };
        match self {
            Self::English => format!("{name} diagram, in source form"),
            Self::French => format!("Diagramme {name}, sous forme de source"),
        }
    }

    /// What stands where an image could not be set.
    pub(super) fn image(self, alt: &str) -> String {
        match self {
            Self::English => format!("[Image: {alt}]"),
            Self::French => format!("[Image : {alt}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_french_book_speaks_french() {
        let words = Words::of("fr-CA");
        assert_eq!(words.contents(), "Table des matières");
        assert_eq!(words.alert(AlertKind::Tip), "Conseil");
        let date: Timestamp = "2026-08-01T10:00:00Z".parse().expect("it is written right");
        assert_eq!(words.date(date), "1er août 2026");
        assert_eq!(Words::of("de").date(date), "1 August 2026");
        let authors = ["Ada", "Bo", "Cy", "Di", "Ed"].map(str::to_owned).to_vec();
        let revision = Revision { date, authors };
        assert_eq!(
            words.last_changed(&revision),
            "Dernière modification le 1er août 2026 · Ada, Bo, Cy, Di et une autre personne"
        );
        assert_eq!(Words::English.names(&revision.authors, 2), "Ada, Bo and 3 others");
    }
}
