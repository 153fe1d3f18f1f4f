//! Blocks: everything that stands on lines of its own, but lists and tables.

use scraper::ElementRef;

use super::{Flow, Walker};
use crate::model::{AlertKind, Alignment, Block, Definition, Inline};
use crate::read::dom::heading_level;
use crate::read::tidy::{is_visible, printable, tidy};

impl Walker<'_> {
    pub(super) fn block(&mut self, element: ElementRef<'_>, flow: &mut Flow) {
        let name = element.value().name();
        if let Some(level) = heading_level(name) {
            self.heading(element, level, flow);
            return;
        }
        // Lists' items and tables' cells keep the anchor inside themselves.
        flow.blocks.extend(self.place(element).map(Block::Anchor));
        match name {
            "ul" | "ol" | "menu" | "dir" => self.list(element, flow),
            "table" => self.table(element, flow),
            "pre" | "listing" | "xmp" | "plaintext" => flow.blocks.extend(listing(element)),
            "hr" => flow.blocks.push(Block::Rule),
            "blockquote" => {
                let (blocks, fits) = self.within_quote(|walker| walker.flow(*element));
                wrap(flow, blocks, fits, Block::Quote);
            }
            "details" => self.details(element, flow),
            "dl" => self.definitions(element, flow),
            "div" if alert_kind(element).is_some() => self.alert(element, flow),
            _ => self.container(element, flow),
        }
    }

    /// An element that means nothing by itself, but perhaps an alignment.
    fn container(&mut self, element: ElementRef<'_>, flow: &mut Flow) {
        let Some(alignment) = alignment(element) else {
            for child in element.children() {
                self.flow_node(child, flow);
            }
            return;
        };
        let (mut blocks, fits) = self.within_quote(|walker| walker.flow(*element));
        if let [Block::Aligned { blocks: inner, .. }] = blocks.as_mut_slice() {
            // The inner one, nearer to the text, decides.
            let inner = std::mem::take(inner);
            let decided = blocks.pop();
            if let Some(Block::Aligned { alignment, .. }) = decided {
                wrap(flow, inner, fits, |blocks| Block::Aligned { alignment, blocks });
            }
            return;
        }
        wrap(flow, blocks, fits, |blocks| Block::Aligned { alignment, blocks });
    }

    fn heading(&mut self, element: ElementRef<'_>, level: u8, flow: &mut Flow) {
        if self.page.title == Some(element.id()) {
            return;
        }
        let content = self.line(element);
        let Some(id) = self.place(element) else { return };
        if !is_visible(&content) {
            flow.blocks.push(Block::Anchor(id));
            return;
        }
        if self.depth.tables > 0 || self.in_note {
            // A heading in a cell or a note would tear the table of contents apart.
            flow.blocks.push(Block::Anchor(id));
            flow.blocks.push(Block::Paragraph(vec![Inline::Strong(content)]));
            return;
        }
        flow.blocks.push(Block::Heading { level, id, content });
    }

    fn details(&mut self, element: ElementRef<'_>, flow: &mut Flow) {
        let summary = element.child_elements().find(|child| child.value().name() == "summary");
        let mut line = summary.map(|summary| self.line(summary)).unwrap_or_default();
        if !is_visible(&line) {
            line.push(Inline::Text("Details".into()));
        }
        let summary = summary.map(|summary| summary.id());
        let (blocks, fits) =
            self.within_quote(|walker| walker.flow_of(element.children().filter(|child| Some(child.id()) != summary)));
        if blocks.is_empty() {
            flow.blocks.push(Block::Paragraph(line));
        } else if fits {
            flow.blocks.push(Block::Details { summary: line, blocks });
        } else {
            flow.blocks.push(Block::Paragraph(vec![Inline::Strong(line)]));
            flow.blocks.extend(blocks);
        }
    }

    fn alert(&mut self, element: ElementRef<'_>, flow: &mut Flow) {
        let Some(kind) = alert_kind(element) else { return };
        let title = element.child_elements().find(|child| has_class(*child, "markdown-alert-title"));
        let own_title = title
            .map(|title| self.line(title))
            .filter(|line| !crate::model::plain_text(line).eq_ignore_ascii_case(name_of(kind)) && is_visible(line));
        let title = title.map(|title| title.id());
        let (mut blocks, fits) =
            self.within_quote(|walker| walker.flow_of(element.children().filter(|child| Some(child.id()) != title)));
        if let Some(line) = own_title {
            blocks.insert(0, Block::Paragraph(vec![Inline::Strong(line)]));
        }
        wrap(flow, blocks, fits, |blocks| Block::Alert { kind, blocks });
    }

    fn definitions(&mut self, element: ElementRef<'_>, flow: &mut Flow) {
        let mut definitions: Vec<Definition> = Vec::new();
        let (rest, fits) = self.within_quote(|walker| {
            let groups = element.children().filter_map(ElementRef::wrap).flat_map(|child| {
                // HTML allows a `div` around each group.
                if child.value().name() == "div" { child.child_elements().collect() } else { vec![child] }
            });
            let mut rest = Vec::new();
            for part in groups {
                match (part.value().name(), definitions.last_mut()) {
                    ("dt", _) => definitions.push(Definition { term: walker.line(part), meaning: Vec::new() }),
                    ("dd", Some(last)) => {
                        last.meaning.extend(walker.place(part).map(Block::Anchor));
                        last.meaning.extend(walker.flow(*part));
                    }
                    _ => rest.extend(walker.flow(*part)),
                }
            }
            rest
        });
        definitions.retain(|definition| is_visible(&definition.term) || !definition.meaning.is_empty());
        if !definitions.is_empty() && fits {
            flow.blocks.push(Block::Definitions(definitions));
        } else {
            for definition in definitions {
                if is_visible(&definition.term) {
                    flow.blocks.push(Block::Paragraph(vec![Inline::Strong(definition.term)]));
                }
                flow.blocks.extend(definition.meaning);
            }
        }
        flow.blocks.extend(rest);
    }

    /// An element's content as one line of text, beginning with its anchor.
    pub(super) fn line(&mut self, element: ElementRef<'_>) -> Vec<Inline> {
        let mut content = Vec::new();
        if heading_level(element.value().name()).is_none() {
            content.extend(self.anchor(element));
        }
        self.inlines(element, &mut content);
        tidy(content)
    }
}

fn wrap(flow: &mut Flow, blocks: Vec<Block>, fits: bool, around: impl FnOnce(Vec<Block>) -> Block) {
    if fits && blocks.iter().any(|block| !matches!(block, Block::Anchor(_))) {
        flow.blocks.push(around(blocks));
    } else {
        flow.blocks.extend(blocks);
    }
}

fn has_class(element: ElementRef<'_>, class: &str) -> bool {
    element.value().classes().any(|other| other == class)
}

fn alert_kind(element: ElementRef<'_>) -> Option<AlertKind> {
    element.value().classes().find_map(|class| match class {
        "markdown-alert-note" => Some(AlertKind::Note),
        "markdown-alert-tip" => Some(AlertKind::Tip),
        "markdown-alert-important" => Some(AlertKind::Important),
        "markdown-alert-warning" => Some(AlertKind::Warning),
        "markdown-alert-caution" => Some(AlertKind::Caution),
        _ => None,
    })
}

fn name_of(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::Note => "Note",
        AlertKind::Tip => "Tip",
        AlertKind::Important => "Important",
        AlertKind::Warning => "Warning",
        AlertKind::Caution => "Caution",
    }
}

/// The alignment an author gave; left is how text stands anyway.
pub(super) fn alignment(element: ElementRef<'_>) -> Option<Alignment> {
    if element.value().name() == "center" {
        return Some(Alignment::Center);
    }
    match element.value().attr("align")?.trim().to_ascii_lowercase().as_str() {
        "center" | "middle" => Some(Alignment::Center),
        "right" | "end" => Some(Alignment::End),
        _ => None,
    }
}

/// Languages whose listings are pictures on GitHub.
const DIAGRAMS: [&str; 4] = ["mermaid", "geojson", "topojson", "stl"];

fn listing(element: ElementRef<'_>) -> Option<Block> {
    let text = listing_text(element);
    if text.trim().is_empty() {
        return None;
    }
    let language = element.value().attr("lang").or_else(|| {
        let code = element.child_elements().find(|child| child.value().name() == "code")?;
        code.value().classes().find_map(|class| class.strip_prefix("language-"))
    });
    let language = language.map(printable).filter(|language| !language.trim().is_empty());
    let lower_case = language.as_deref().unwrap_or_default().to_ascii_lowercase();
    if lower_case == "math" {
        return Some(Block::Math(text.trim().to_owned()));
    }
    if DIAGRAMS.contains(&lower_case.as_str()) {
        return Some(Block::Diagram { language: lower_case, source: text });
    }
    Some(Block::Code { language, text })
}

fn listing_text(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    for node in element.descendants() {
        match node.value() {
            scraper::Node::Text(run) => text.push_str(run),
            scraper::Node::Element(inner) if inner.name() == "br" => text.push('\n'),
            _ => {}
        }
    }
    if text.contains('\r') {
        text = text.replace("\r\n", "\n").replace('\r', "\n");
    }
    let mut text = printable(&text);
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
