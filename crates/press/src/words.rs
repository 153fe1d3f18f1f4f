//! The few words the books themselves say, in the languages they know: the same ones in
//! every binding.

use chrono::Datelike;
use relieur_book::model::{AlertKind, Revision};
use relieur_domain::Timestamp;

/// Words in one language.
#[derive(Debug)]
pub(crate) struct Words {
    /// BCP 47 tag of these words.
    pub(crate) language: &'static str,
    pub(crate) cover: &'static str,
    pub(crate) title_page: &'static str,
    pub(crate) contents: &'static str,
    pub(crate) beginning: &'static str,
    pub(crate) landmarks: &'static str,
    pub(crate) page_list: &'static str,
    pub(crate) back_to_text: &'static str,
    pub(crate) notes: &'static str,
    pub(crate) details: &'static str,
    pub(crate) done: &'static str,
    pub(crate) to_do: &'static str,
    pub(crate) owner: &'static str,
    pub(crate) author: &'static str,
    pub(crate) source: &'static str,
    pub(crate) revision: &'static str,
    pub(crate) date_label: &'static str,
    pub(crate) pages_label: &'static str,
    pub(crate) contributors: &'static str,
    /// What an EPUB says to readers who choose by it.
    pub(crate) accessibility: &'static str,
    alerts: [&'static str; 5],
    months: [&'static str; 12],
    sentences: Sentences,
}

/// What is more than a word, and put together differently in each language.
#[derive(Debug)]
struct Sentences {
    description: fn(&str) -> String,
    pages: fn(usize) -> String,
    names: fn(&str, usize) -> String,
    first_of_month: &'static str,
    last_changed: fn(&str) -> String,
    diagram: fn(Option<&str>) -> String,
    image: fn(&str) -> String,
}

impl Words {
    /// The words for what is in `language` (BCP 47); English when there are none.
    pub(crate) fn of(language: &str) -> &'static Self {
        match language.split('-').next() {
            Some(tag) if tag.eq_ignore_ascii_case("fr") => &FRENCH,
            _ => &ENGLISH,
        }
    }

    /// What stands above an alert.
    pub(crate) fn alert(&self, kind: AlertKind) -> &'static str {
        let [note, tip, important, warning, caution] = self.alerts;
        match kind {
            AlertKind::Note => note,
            AlertKind::Tip => tip,
            AlertKind::Important => important,
            AlertKind::Warning => warning,
            AlertKind::Caution => caution,
        }
    }

    /// What the book says of itself to a catalogue.
    pub(crate) fn description(&self, title: &str) -> String {
        (self.sentences.description)(title)
    }

    /// The number of wiki pages in the book.
    pub(crate) fn pages(&self, count: usize) -> String {
        (self.sentences.pages)(count)
    }

    /// Names, the first `most` of them.
    pub(crate) fn names(&self, names: &[String], most: usize) -> String {
        let listed = names.iter().take(most).map(String::as_str).collect::<Vec<_>>().join(", ");
        match names.len().saturating_sub(most) {
            0 => listed,
            others => (self.sentences.names)(&listed, others),
        }
    }

    /// A day, as one writes it.
    pub(crate) fn date(&self, date: Timestamp) -> String {
        let (month, year) = (self.months[date.month0() as usize], date.year());
        match date.day() {
            1 => format!("{} {month} {year}", self.sentences.first_of_month),
            day => format!("{day} {month} {year}"),
        }
    }

    /// When a page was last changed, and by whom.
    pub(crate) fn last_changed(&self, revision: &Revision) -> String {
        /// How many authors are named below a title.
        const MOST_AUTHORS: usize = 4;
        let changed = (self.sentences.last_changed)(&self.date(revision.date));
        if revision.authors.is_empty() {
            return changed;
        }
        format!("{changed} \u{b7} {}", self.names(&revision.authors, MOST_AUTHORS))
    }

    /// What stands above a diagram's source.
    pub(crate) fn diagram(&self, language: &str) -> String {
        let name = match language.to_ascii_lowercase().as_str() {
            "mermaid" => Some("Mermaid"),
            "geojson" => Some("GeoJSON"),
            "topojson" => Some("TopoJSON"),
            "stl" => Some("STL"),
            _ => None,
        };
        (self.sentences.diagram)(name)
    }

    /// What stands where an image could not be set.
    pub(crate) fn image(&self, alt: &str) -> String {
        (self.sentences.image)(alt)
    }
}

static ENGLISH: Words = Words {
    language: "en",
    cover: "Cover",
    title_page: "Title page",
    contents: "Contents",
    beginning: "Beginning",
    landmarks: "Landmarks",
    page_list: "Pages of the PDF",
    back_to_text: "Back to the text",
    notes: "Notes",
    details: "Details",
    done: "Done",
    to_do: "To do",
    owner: "Owner",
    author: "Author",
    source: "Source",
    revision: "Revision",
    date_label: "Date",
    pages_label: "Pages",
    contributors: "Contributors",
    accessibility: "The text follows the wiki's structure: headings, lists and tables are marked up as such, and the table of contents leads to every page. Images carry the descriptions their authors gave them, which may be short; formulas are MathML with their TeX source as alternative, diagrams carry their title or their first labels as description, or are given as their sources.",
    alerts: ["Note", "Tip", "Important", "Warning", "Caution"],
    months: [
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
    ],
    sentences: Sentences {
        description: |title| format!("The wiki {title}, as a book."),
        pages: |count| match count {
            1 => "1 wiki page".to_owned(),
            _ => format!("{count} wiki pages"),
        },
        names: |listed, others| match others {
            1 => format!("{listed} and one other"),
            _ => format!("{listed} and {others} others"),
        },
        first_of_month: "1",
        last_changed: |date| format!("Last changed on {date}"),
        diagram: |name| match name {
            Some(name) => format!("{name} diagram, in source form"),
            None => "Diagram, in source form".to_owned(),
        },
        image: |alt| format!("[Image: {alt}]"),
    },
};

static FRENCH: Words = Words {
    language: "fr",
    cover: "Couverture",
    title_page: "Page de titre",
    contents: "Table des matières",
    beginning: "Début",
    landmarks: "Repères",
    page_list: "Pages du PDF",
    back_to_text: "Retour au texte",
    notes: "Notes",
    details: "Détails",
    done: "Fait",
    to_do: "À faire",
    owner: "Propriétaire",
    author: "Auteur",
    source: "Source",
    revision: "Révision",
    date_label: "Date",
    pages_label: "Pages",
    contributors: "Contributeurs",
    accessibility: "Le texte suit la structure du wiki : titres, listes et tableaux sont balisés comme tels, et la table des matières mène à chaque page. Les images portent les descriptions données par leurs auteurs, parfois courtes ; les formules sont en MathML, avec leur source TeX comme alternative ; les diagrammes portent comme description leur titre ou leurs premières étiquettes, ou sont donnés sous forme de source.",
    alerts: ["Remarque", "Conseil", "Important", "Avertissement", "Attention"],
    months: [
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
    ],
    sentences: Sentences {
        description: |title| format!("Le wiki {title}, en livre."),
        pages: |count| match count {
            0 | 1 => format!("{count} page du wiki"),
            _ => format!("{count} pages du wiki"),
        },
        names: |listed, others| match others {
            1 => format!("{listed} et une autre personne"),
            _ => format!("{listed} et {others} autres"),
        },
        first_of_month: "1er",
        last_changed: |date| format!("Dernière modification le {date}"),
        diagram: |name| match name {
            Some(name) => format!("Diagramme {name}, sous forme de source"),
            None => "Diagramme, sous forme de source".to_owned(),
        },
        image: |alt| format!("[Image : {alt}]"),
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_french_book_speaks_french() {
        let words = Words::of("fr-CA");
        assert_eq!(words.contents, "Table des matières");
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
        assert_eq!(ENGLISH.names(&revision.authors, 2), "Ada, Bo and 3 others");
    }
}
