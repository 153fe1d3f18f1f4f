//! Blocks: paragraphs, headings, lists, listings, quotations and what else stands on
//! lines of its own.

use relieur_book::model::{AlertKind, Alignment, Block, Definition, Inline, List, ListItem};

use super::{Page, foreign_attributes};
use relieur_colour::{Run, of_diagram};

impl Page<'_> {
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    pub(super) fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, id, content } => {
                let mut attributes = vec![("id", id.0.as_str())];
                // In another language as a whole, it also stands on that one's side.
                let content = match content.as_slice() {
                    [Inline::Foreign { language, right_to_left, content }] => {
                        attributes.extend(foreign_attributes(language.as_deref(), *right_to_left));
                        content
                    }
                    _ => content,
                };
                self.xml.open(heading_name(*level), &attributes);
                self.inlines(content);
                self.xml.close();
            }
            Block::Paragraph(content) => self.paragraph(content),
            Block::List(list) => self.list(list),
            Block::Table(table) => self.table(table),
            Block::Code { language, text } => self.listing(language.as_deref(), text),
            Block::Quote(blocks) => {
                self.xml.open("blockquote", &[]);
                self.blocks(blocks);
                self.xml.close();
            }
            Block::Alert { kind, blocks } => self.alert(*kind, blocks),
            Block::Details { summary, blocks } => self.details(summary, blocks),
            Block::Definitions(definitions) => self.definitions(definitions),
            Block::Math(tex) => {
                // What may be too wide scrolls, with the keyboard too.
                self.xml.open("div", &[("class", "math"), ("tabindex", "0")]);
                self.math(tex, true);
                self.xml.close();
            }
            Block::Diagram { language, source } => self.diagram(language, source),
            Block::Aligned { alignment, blocks } => {
                self.xml.open("div", alignment_class(*alignment).as_slice());
                self.blocks(blocks);
                self.xml.close();
            }
            Block::Foreign { language, right_to_left, blocks } => {
                self.xml.open("div", &foreign_attributes(language.as_deref(), *right_to_left));
                self.blocks(blocks);
                self.xml.close();
            }
            Block::Rule => self.xml.empty("hr", &[]),
            Block::Anchor(id) => self.xml.element("div", &[("id", &id.0)], ""),
        }
        self.xml.line();
    }

    fn paragraph(&mut self, content: &[Inline]) {
        self.xml.open("p", &[]);
        self.inlines(content);
        self.xml.close();
    }

    fn list(&mut self, list: &List) {
        if list.items.is_empty() {
            return;
        }
        let only_tasks = list.items.iter().all(|item| item.task.is_some());
        let class = match (only_tasks, list.tight) {
            (true, true) => "tasks tight",
            (true, false) => "tasks",
            (false, true) => "tight",
            (false, false) => "loose",
        };
        let start = list.start.map(|start| start.to_string());
        let mut attributes = vec![("class", class)];
        let name = match start.as_deref() {
            Some("1") => "ol",
            Some(start) => {
                attributes.push(("start", start));
                "ol"
            }
            None => "ul",
        };
        self.xml.open(name, &attributes);
        self.xml.line();
        for item in &list.items {
            self.xml.open("li", &[]);
            self.list_item(item, list.tight);
            self.xml.close_line();
        }
        self.xml.close();
    }

    /// In a tight list a paragraph is a mere line. A task's box stands in the first line.
    fn list_item(&mut self, item: &ListItem, tight: bool) {
        let mut rest = item.blocks.as_slice();
        if let Some((Block::Paragraph(content), after)) = rest.split_first() {
            if !tight {
                self.xml.open("p", &[]);
            }
            self.task_box(item.task);
            self.inlines(content);
            if !tight {
                self.xml.close();
            }
            rest = after;
        } else {
            self.task_box(item.task);
        }
        for block in rest {
            self.xml.line();
            match block {
                Block::Paragraph(content) if tight => {
                    self.xml.open("div", &[]);
                    self.inlines(content);
                    self.xml.close();
                }
                other => self.block(other),
            }
        }
    }

    fn task_box(&mut self, task: Option<bool>) {
        let Some(done) = task else {
            return;
        };
        let (sign, label) = if done { ("☑", self.words.done) } else { ("☐", self.words.to_do) };
        self.word("span", &[("class", "box"), ("role", "img"), ("aria-label", label)], sign);
        self.xml.text(" ");
    }

    /// Code reads from left to right whatever the text around it does.
    fn listing(&mut self, language: Option<&str>, text: &str) {
        self.xml.open("pre", &[("dir", "ltr")]);
        self.xml.open("code", &[]);
        // A reader drops the line break right after `<pre>`, not the one before `</pre>`.
        let end = text.strip_suffix('\n').unwrap_or(text).len();
        let plain = [Run { class: "", end }];
        let mut from = 0;
        for run in self.colours.runs(language, text).unwrap_or(&plain) {
            let part = &text[from..run.end.min(end)];
            from = run.end.min(end);
            match run.class {
                _ if part.is_empty() => {}
                "" => self.xml.text(part),
                class => self.xml.element("span", &[("class", &format!("hl-{class}"))], part),
            }
        }
        self.xml.close();
        self.xml.close();
    }

    fn alert(&mut self, kind: AlertKind, blocks: &[Block]) {
        let class = match kind {
            AlertKind::Note => "alert note",
            AlertKind::Tip => "alert tip",
            AlertKind::Important => "alert important",
            AlertKind::Warning => "alert warning",
            AlertKind::Caution => "alert caution",
        };
        self.xml.open("aside", &[("class", class), ("role", "note")]);
        self.word("p", &[("class", "alert-title")], self.words.alert(kind));
        self.xml.line();
        self.blocks(blocks);
        self.xml.close();
    }

    fn details(&mut self, summary: &[Inline], blocks: &[Block]) {
        self.xml.open("details", &[("open", "open")]);
        if summary.is_empty() {
            self.word("summary", &[], self.words.details);
        } else {
            self.xml.open("summary", &[]);
            self.inlines(summary);
            self.xml.close();
        }
        self.xml.line();
        self.blocks(blocks);
        self.xml.close();
    }

    fn definitions(&mut self, definitions: &[Definition]) {
        if definitions.is_empty() {
            return;
        }
        self.xml.open("dl", &[]);
        for definition in definitions {
            self.xml.open("dt", &[]);
            self.inlines(&definition.term);
            self.xml.close();
            self.xml.open("dd", &[]);
            self.cell_blocks(&definition.meaning);
            self.xml.close_line();
        }
        self.xml.close();
    }

    fn diagram(&mut self, language: &str, source: &str) {
        self.xml.open("figure", &[("class", "diagram")]);
        let caption = self.words.diagram(language);
        self.word("figcaption", &[], &caption);
        self.listing(Some(of_diagram(language)), source);
        self.xml.close();
    }

    /// Blocks where a single paragraph needs no element of its own.
    pub(super) fn cell_blocks(&mut self, blocks: &[Block]) {
        match blocks {
            [Block::Paragraph(content)] => self.inlines(content),
            blocks => self.blocks(blocks),
        }
    }
}

fn heading_name(level: u8) -> &'static str {
    match level {
        0..=2 => "h2",
        3 => "h3",
        4 => "h4",
        5 => "h5",
        _ => "h6",
    }
}

/// The class that sets something in the middle or at the far side.
pub(super) fn alignment_class(alignment: Alignment) -> Option<(&'static str, &'static str)> {
    match alignment {
        Alignment::Start => None,
        Alignment::Center => Some(("class", "center")),
        Alignment::End => Some(("class", "end")),
    }
}
