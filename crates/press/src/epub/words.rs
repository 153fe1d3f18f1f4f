//! The few words the binding adds to a book, in the book's language.

use relieur_book::model::AlertKind;

/// Words in one language.
#[derive(Debug)]
pub(super) struct Words {
    /// BCP 47 tag of these words.
    pub(super) language: &'static str,
    pub(super) cover: &'static str,
    pub(super) title_page: &'static str,
    pub(super) contents: &'static str,
    pub(super) beginning: &'static str,
    pub(super) landmarks: &'static str,
    pub(super) page_list: &'static str,
    pub(super) back_to_text: &'static str,
    pub(super) diagram: &'static str,
    pub(super) details: &'static str,
    pub(super) done: &'static str,
    pub(super) to_do: &'static str,
    pub(super) source: &'static str,
    pub(super) revision: &'static str,
    pub(super) date: &'static str,
    pub(super) pages: &'static str,
    pub(super) contributors: &'static str,
    pub(super) last_changed: &'static str,
    pub(super) accessibility: &'static str,
    alerts: [&'static str; 5],
}

impl Words {
    /// The words for a book in `language`; English when there are none.
    pub(super) fn for_language(language: &str) -> &'static Self {
        let primary = language.split(['-', '_']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("fr") { &FRENCH } else { &ENGLISH }
    }

    /// What stands above an alert.
    pub(super) fn alert(&self, kind: AlertKind) -> &'static str {
        let [note, tip, important, warning, caution] = self.alerts;
        match kind {
            AlertKind::Note => note,
            AlertKind::Tip => tip,
            AlertKind::Important => important,
            AlertKind::Warning => warning,
            AlertKind::Caution => caution,
        }
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
    diagram: "Diagram, as its source",
    details: "Details",
    done: "Done",
    to_do: "To do",
    source: "Wiki",
    revision: "Revision",
    date: "Date",
    pages: "Pages",
    contributors: "Contributors",
    last_changed: "Last changed on",
    accessibility: "The text follows the wiki's structure: headings, lists and tables are marked up as such, and the table of contents leads to every page. Images carry the descriptions their authors gave them, which may be short; formulas are MathML with their TeX source as alternative, diagrams carry their title or their first labels as description, or are given as their sources.",
    alerts: ["Note", "Tip", "Important", "Warning", "Caution"],
};

static FRENCH: Words = Words {
    language: "fr",
    cover: "Couverture",
    title_page: "Page de titre",
    contents: "Sommaire",
    beginning: "Début",
    landmarks: "Repères",
    page_list: "Pages du PDF",
    back_to_text: "Retour au texte",
    diagram: "Diagramme, sous forme de source",
    details: "Détails",
    done: "Fait",
    to_do: "À faire",
    source: "Wiki",
    revision: "Révision",
    date: "Date",
    pages: "Pages",
    contributors: "Contributeurs",
    last_changed: "Dernière modification le",
    accessibility: "Le texte suit la structure du wiki : titres, listes et tableaux sont balisés comme tels, et le sommaire mène à chaque page. Les images portent les descriptions données par leurs auteurs, parfois courtes ; les formules sont en MathML, avec leur source TeX comme alternative ; les diagrammes portent comme description leur titre ou leurs premières étiquettes, ou sont donnés sous forme de source.",
    alerts: ["Remarque", "Astuce", "Important", "Avertissement", "Attention"],
};
