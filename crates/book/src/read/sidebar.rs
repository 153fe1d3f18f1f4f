//! The side bar: the order and grouping its author gave to the wiki.
//!
//! Side bars are written as nested lists, as headings or bold lines with lists under
//! them, as tables, as plain lines of links. All of it comes down to entries with
//! entries under them.

use ego_tree::NodeRef;
use scraper::{ElementRef, Html, Node};

use super::anchors::Spot;
use super::dom::{heading_level, is_block, is_dropped, text_of};
use super::links::{From, Lead};
use super::names::Wiki;
use super::tidy::printable;
use super::wikilinks::Extracted;

/// A line of the side bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// What it says.
    pub label: String,
    /// The page it leads to.
    pub page: Option<usize>,
    /// It leads to a place inside the page.
    pub inside: bool,
    /// What stands under it.
    pub children: Vec<Entry>,
}

/// Deeper side bars are brought up to this; no table of contents shows more.
const MAX_DEPTH: usize = 6;

/// Reads a side bar. `links` are its wiki links, `from` is its folder.
pub(crate) fn read(tree: &Html, links: &Extracted, wiki: &Wiki<'_>, from: From<'_>) -> Vec<Entry> {
    let reader = Reader { links, wiki, from };
    let mut lines = Vec::new();
    reader.lines(*tree.root_element(), 0, &mut lines);
    nested(lines)
}

/// A line with its weight: a line stands under the nearest earlier one that is lighter.
struct Line {
    weight: u8,
    entry: Entry,
}

/// Headings weigh 1 to 6.
const BOLD: u8 = 7;
const PLAIN: u8 = 8;

struct Reader<'a> {
    links: &'a Extracted,
    wiki: &'a Wiki<'a>,
    from: From<'a>,
}

impl Reader<'_> {
    fn lines(&self, parent: NodeRef<'_, Node>, depth: usize, lines: &mut Vec<Line>) {
        for child in parent.children() {
            let Some(element) = ElementRef::wrap(child) else { continue };
            let name = element.value().name();
            if is_dropped(name) {
                continue;
            }
            if let Some(level) = heading_level(name) {
                lines.extend(self.titled(element, level));
            } else if matches!(name, "ul" | "ol" | "menu" | "dir") {
                for entry in self.list(element, depth) {
                    lines.push(Line { weight: PLAIN, entry });
                }
            } else if name == "details" {
                self.details(element, depth, lines);
            } else if matches!(name, "p" | "td" | "th" | "dt" | "dd" | "summary" | "a" | "b" | "strong" | "em" | "span")
            {
                self.paragraph(element, lines);
            } else {
                self.lines(*element, depth, lines);
            }
        }
    }

    /// A heading, or a line that serves as one.
    fn titled(&self, element: ElementRef<'_>, weight: u8) -> Option<Line> {
        let mut linked = self.linked(element);
        let entry = if linked.len() == 1 {
            linked.pop()
        } else {
            let label = label_of(element);
            (!label.is_empty()).then_some(Entry { label, page: None, inside: false, children: Vec::new() })
        };
        entry.map(|entry| Line { weight, entry })
    }

    fn paragraph(&self, element: ElementRef<'_>, lines: &mut Vec<Line>) {
        let linked = self.linked(element);
        let says = label_of(element);
        let bold: String = element
            .descendent_elements()
            .filter(|inner| matches!(inner.value().name(), "b" | "strong"))
            .map(label_of)
            .collect();
        let is_title = !says.is_empty() && (matches!(element.value().name(), "b" | "strong") || bold == says);
        let says_only_text = linked.is_empty() && !has_links(element) && !says.is_empty();
        if (is_title && linked.len() <= 1) || (says_only_text && says.chars().count() <= 60) {
            lines.extend(self.titled(element, BOLD));
            return;
        }
        lines.extend(linked.into_iter().map(|entry| Line { weight: PLAIN, entry }));
    }

    fn details(&self, element: ElementRef<'_>, depth: usize, lines: &mut Vec<Line>) {
        let summary = element.child_elements().find(|child| child.value().name() == "summary");
        let title = summary.and_then(|summary| self.titled(summary, BOLD));
        let mut inner = Vec::new();
        for child in element.children().filter(|child| Some(child.id()) != summary.map(|summary| summary.id())) {
            if let Some(part) = ElementRef::wrap(child) {
                if matches!(part.value().name(), "ul" | "ol") {
                    inner.extend(self.list(part, depth).into_iter().map(|entry| Line { weight: PLAIN, entry }));
                } else {
                    self.lines(*part, depth, &mut inner);
                    if inner.is_empty() && !is_block(part.value().name()) {
                        self.paragraph(part, &mut inner);
                    }
                }
            }
        }
        match title {
            Some(mut title) => {
                title.entry.children = nested(inner);
                // What follows the folded part does not belong under it.
                lines.push(Line { weight: PLAIN, entry: title.entry });
            }
            None => lines.extend(inner),
        }
    }

    fn list(&self, list: ElementRef<'_>, depth: usize) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        for item in list.child_elements() {
            if matches!(item.value().name(), "ul" | "ol") {
                let stray = self.list(item, depth + 1);
                match entries.last_mut() {
                    Some(last) if depth < MAX_DEPTH => last.children.extend(stray),
                    _ => entries.extend(stray),
                }
                continue;
            }
            entries.extend(self.item(item, depth));
        }
        entries
    }

    fn item(&self, item: ElementRef<'_>, depth: usize) -> Vec<Entry> {
        let mut linked = Vec::new();
        let mut label = String::new();
        let mut inner = Vec::new();
        self.item_parts(item, depth, &mut label, &mut linked, &mut inner);
        let label = cleaned(&label);
        let mut entries = if linked.is_empty() {
            vec![Entry { label, page: None, inside: false, children: Vec::new() }]
        } else {
            linked
        };
        if depth < MAX_DEPTH {
            // Lists stand under the item's first link.
            entries[0].children = inner;
        } else {
            entries.extend(inner);
        }
        entries.retain(|entry| entry.page.is_some() || !entry.children.is_empty());
        entries
    }

    fn item_parts(
        &self,
        element: ElementRef<'_>,
        depth: usize,
        label: &mut String,
        linked: &mut Vec<Entry>,
        inner: &mut Vec<Entry>,
    ) {
        for child in element.children() {
            match child.value() {
                Node::Text(text) => label.push_str(text),
                Node::Element(part) => {
                    let Some(part_element) = ElementRef::wrap(child) else { continue };
                    match part.name() {
                        "ul" | "ol" => inner.extend(self.list(part_element, depth + 1)),
                        "details" => {
                            let mut lines = Vec::new();
                            self.details(part_element, depth + 1, &mut lines);
                            inner.extend(nested(lines));
                        }
                        "a" => {
                            label.push_str(&text_of(part_element));
                            linked.extend(self.entry(part_element));
                        }
                        name if is_dropped(name) => {}
                        _ => self.item_parts(part_element, depth, label, linked, inner),
                    }
                }
                _ => {}
            }
        }
    }

    fn linked(&self, element: ElementRef<'_>) -> Vec<Entry> {
        if element.value().name() == "a" {
            return self.entry(element).into_iter().collect();
        }
        let links = element.descendent_elements().filter(|inner| inner.value().name() == "a");
        links.filter_map(|link| self.entry(link)).collect()
    }

    fn entry(&self, link: ElementRef<'_>) -> Option<Entry> {
        let value = link.value();
        let wiki_link = value.attr("data-wiki").and_then(|number| self.links.links.get(number.parse::<usize>().ok()?));
        let lead = match wiki_link {
            Some(link) => self.wiki.settle_wiki(self.from, link).lead,
            None => self.wiki.settle(self.from, value.attr("href")?),
        };
        let Lead::Page { page, spot, lost } = lead else { return None };
        let label = label_of(link);
        let inside = lost || spot != Spot::Start;
        let title = &self.wiki.index.pages()[page].title;
        // `[[Getting-Started]]` only names the page; its title reads better.
        let only_name = label.replace('-', " ") == title.replace('-', " ");
        let label = if label.is_empty() || inside || only_name { title.clone() } else { label };
        Some(Entry { label, page: Some(page), inside, children: Vec::new() })
    }
}

fn has_links(element: ElementRef<'_>) -> bool {
    element.value().name() == "a" || element.descendent_elements().any(|inner| inner.value().name() == "a")
}

fn label_of(element: ElementRef<'_>) -> String {
    cleaned(&text_of(element))
}

fn cleaned(text: &str) -> String {
    let text = printable(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.trim_end_matches(':').trim();
    text.chars().take(200).collect()
}

/// Puts lines under the lighter ones before them.
fn nested(lines: Vec<Line>) -> Vec<Entry> {
    let mut roots: Vec<Entry> = Vec::new();
    let mut open: Vec<Line> = Vec::new();
    let close = |open: &mut Vec<Line>, roots: &mut Vec<Entry>, weight: u8| {
        while open.last().is_some_and(|last| last.weight >= weight) {
            let Some(done) = open.pop() else { return };
            match open.last_mut() {
                Some(parent) => parent.entry.children.push(done.entry),
                None => roots.push(done.entry),
            }
        }
    };
    for line in lines {
        close(&mut open, &mut roots, line.weight);
        open.push(line);
    }
    close(&mut open, &mut roots, 0);
    pruned(roots)
}

/// Without groups that hold nothing.
fn pruned(entries: Vec<Entry>) -> Vec<Entry> {
    entries
        .into_iter()
        .map(|entry| Entry { children: pruned(entry.children), ..entry })
        .filter(|entry| entry.page.is_some() || !entry.children.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::read::markdown;
    use crate::read::sample::snapshot_of;

    fn tree_of(source: &str) -> String {
        let snapshot = snapshot_of(&["A.md", "B.md", "C.md", "Home.md", "d/D.md"]);
        let wiki = Wiki::new(&snapshot);
        let (parsed, tree) = markdown::parse(source, &|name| wiki.by_name(name).is_some()).expect("a tree");
        let mut text = String::new();
        show(&read(&tree, &parsed.wiki, &wiki, From { folder: "", page: None }), 0, &mut text);
        text
    }

    fn show(entries: &[Entry], depth: usize, text: &mut String) {
        for entry in entries {
            let page = entry.page.map(|page| format!("={page}")).unwrap_or_default();
            writeln!(text, "{}{}{page}", " ".repeat(depth), entry.label).expect("a string takes text");
            show(&entry.children, depth + 1, text);
        }
    }

    #[test]
    fn nested_lists_keep_their_nesting() {
        let source = "* [[Start|Home]]\n* Guides\n  * [A](A)\n    * [[B]]\n* [Gone](Gone)\n* [out](https://example.org)\n* **[D](d/D.md)**\n";
        assert_eq!(tree_of(source), "Start=3\nGuides\n A=0\n  B=1\nD=4\n");
    }

    #[test]
    fn a_bare_name_reads_as_the_title() {
        let snapshot = snapshot_of(&["Getting-Started.md"]);
        let wiki = Wiki::new(&snapshot);
        let (parsed, tree) = markdown::parse("- [[Getting-Started]]\n", &|_| true).expect("a tree");
        let entries = read(&tree, &parsed.wiki, &wiki, From { folder: "", page: None });
        assert_eq!(entries[0].label, "Getting Started");
    }

    #[test]
    fn headings_and_bold_lines_are_groups() {
        let source =
            "## [Site](https://example.org)\n\n**News**\n* [[A]]\n\n**More:**\n* [[B]]\n\n# Rest\n[[C]]\n\n[[D]]\n";
        assert_eq!(tree_of(source), "Site\n News\n  A=0\n More\n  B=1\nRest\n C=2\n D=4\n");
    }

    #[test]
    fn html_tables_and_folded_parts_work() {
        let source =
            "<details><summary>Folded</summary>\n\n- [[A]]\n- [[B]]\n\n</details>\n\n| x |\n|---|\n| [[C]] |\n";
        assert_eq!(tree_of(source), "Folded\n A=0\n B=1\nx\n C=2\n");
        assert_eq!(tree_of("<ul><li><a href='A'>a</a><ul><li>[[B]]</li></ul></li></ul>"), "a=0\n B=1\n");
    }

    #[test]
    fn several_links_on_a_line_are_several_entries() {
        assert_eq!(tree_of("- [[A]] / [[B]]\n  - [[C]]\n"), "A=0\n C=2\nB=1\n");
        assert_eq!(tree_of("[[A]]<br>[[B]]\n"), "A=0\nB=1\n");
    }
}
