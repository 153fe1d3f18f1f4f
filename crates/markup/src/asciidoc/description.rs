//! Description lists: terms and what they mean.

use super::blocks::Parser;
use super::markers::Marker;

/// What stands around a list, a term and a meaning.
struct Tags {
    list: (&'static str, &'static str),
    term: (&'static str, &'static str),
    /// What ends a term that shares the next one's meaning.
    shared: &'static str,
    meaning: (&'static str, &'static str),
}

const TERMS: Tags =
    Tags { list: ("<dl>\n", "</dl>\n"), term: ("<dt>", "</dt>\n"), shared: "", meaning: ("<dd>", "</dd>\n") };

const QUESTIONS: Tags = Tags {
    list: ("<ol>\n", "</ol>\n"),
    term: ("<li><p><em>", "</em></p>\n"),
    shared: "</li>\n",
    meaning: ("<div>", "</div>\n</li>\n"),
};

impl Parser<'_, '_> {
    /// The description list that begins here, all of whose terms have this marker.
    /// Questions and answers are a numbered list.
    pub(super) fn description_list(&mut self, marker: &Marker, are_questions: bool, out: &mut String) {
        let tags = if are_questions { &QUESTIONS } else { &TERMS };
        out.push_str(tags.list.0);
        while let Some(here) = self.item_here().filter(|here| here.marker == *marker) {
            self.at += 1;
            let term = self.document.inline(here.text);
            out.push_str(tags.term.0);
            out.push_str(&term);
            out.push_str(tags.term.1);
            let mut text = self.item_text(here.meaning);
            if text.is_empty() {
                if self.another_term(marker) {
                    out.push_str(tags.shared);
                    continue;
                }
                text = self.late_text();
            }
            let html = self.document.inline(&text);
            out.push_str(tags.meaning.0);
            out.push_str(&html);
            let sibling = self.attachments(!text.is_empty(), out);
            out.push_str(tags.meaning.1);
            if !sibling {
                break;
            }
        }
        out.push_str(tags.list.1);
    }

    /// The meaning of a term when it stands after a blank line, indented or not.
    fn late_text(&mut self) -> String {
        let before = self.at;
        while self.lines.get(self.at).is_some_and(|line| line.is_empty()) {
            self.at += 1;
        }
        let is_title = self.title_here().is_some();
        let text = if is_title { String::new() } else { self.item_text("") };
        if text.is_empty() {
            self.at = before;
        }
        text
    }

    /// Whether the next line that is not blank is a term with the same meaning; goes
    /// there if so.
    fn another_term(&mut self, marker: &Marker) -> bool {
        let blanks = self.lines[self.at..].iter().take_while(|line| line.is_empty()).count();
        let next = self.at + blanks;
        let found =
            self.lines.get(next).and_then(|line| super::markers::item(line)).is_some_and(|item| item.marker == *marker);
        if found {
            self.at = next;
        }
        found
    }
}
