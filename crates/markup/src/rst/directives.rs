//! Directives: their arguments, options and content, and what GitHub shows of each.
//!
//! Nothing is ever included or executed. A directive docutils does not know is shown
//! as it is written, like GitHub does.

use std::collections::HashMap;

use super::Reader;
use super::figures::image;
use super::lines::{hanging, trimmed};
use super::pairs::field;
use super::tree::{Block, Contents, Inline, Link, Numbering};

/// A directive after its name.
pub(super) struct Directive<'l, 'a> {
    /// Lines before the options.
    pub arguments: Vec<&'a str>,
    pub options: HashMap<String, String>,
    /// Lines after the first empty one.
    pub content: &'l [&'a str],
}

impl Directive<'_, '_> {
    pub fn argument(&self) -> String {
        self.arguments.join("\n").trim().to_owned()
    }

    pub fn option(&self, name: &str) -> Option<&str> {
        self.options.get(name).map(|value| value.trim())
    }

    /// What a directive without arguments says: it may begin on the first line.
    pub fn body(&self) -> Vec<&str> {
        let mut body = self.arguments.clone();
        if !body.is_empty() {
            body.push("");
        }
        body.extend(self.content);
        trimmed(&body).to_vec()
    }
}

/// Splits what follows a directive's `::`.
fn parts<'l, 'a>(block: &'l [&'a str]) -> Directive<'l, 'a> {
    // One empty line may stand before the arguments; after two there are none.
    let block = if block.first().is_some_and(|line| line.is_empty()) { &block[1..] } else { block };
    let end = block.iter().position(|line| line.is_empty()).unwrap_or(block.len());
    let options = block[..end].iter().position(|line| field(line).is_some()).unwrap_or(end);
    let mut read: HashMap<String, String> = HashMap::new();
    let mut last = None;
    for line in &block[options..end] {
        if let Some((name, length)) = field(line) {
            let name = name.to_lowercase();
            read.insert(name.clone(), line[length..].to_owned());
            last = Some(name);
        } else if let Some(value) = last.as_ref().and_then(|name| read.get_mut(name)) {
            value.push('\n');
            value.push_str(line.trim());
        }
    }
    Directive { arguments: block[..options].to_vec(), options: read, content: trimmed(&block[end..]) }
}

/// Admonitions as GitHub's alerts; the titles are docutils'.
const ADMONITIONS: [(&str, &str, &str); 9] = [
    ("attention", "warning", "Attention!"),
    ("caution", "caution", "Caution"),
    ("danger", "caution", "Danger"),
    ("error", "caution", "Error"),
    ("hint", "tip", "Hint"),
    ("important", "important", "Important"),
    ("note", "note", "Note"),
    ("tip", "tip", "Tip"),
    ("warning", "warning", "Warning"),
];

impl Reader {
    /// Reads the directive at the head of `lines`, whose text begins at byte `first`
    /// of the first line, and gives how many lines it takes.
    pub(super) fn directive(&mut self, name: &str, lines: &[&str], first: usize, out: &mut Vec<Block>) -> usize {
        let (block, taken) = hanging(lines, first);
        let lower = name.to_lowercase();
        let known = self.known(&lower, &parts(&block), trimmed(&block), out);
        if known {
            if !matches!(lower.as_str(), "role" | "default-role") {
                self.chain.clear();
            }
        } else if !self.hides_unknown {
            self.chain.clear();
            out.push(Self::verbatim(&lines[..taken]));
        }
        taken
    }

    /// Adds what a directive shows; false when docutils does not know it.
    fn known(&mut self, name: &str, directive: &Directive<'_, '_>, whole: &[&str], out: &mut Vec<Block>) -> bool {
        if let Some(label) = directive.option("name") {
            let id = self.id(label);
            self.name(label, Link::Id(id.clone()));
            out.push(Block::Targets(vec![id]));
        }
        if let Some((_, kind, title)) = ADMONITIONS.iter().find(|(known, ..)| *known == name) {
            let blocks = self.blocks(&directive.body(), false);
            out.push(Block::Alert { kind, title: vec![Inline::Text((*title).into())], blocks });
            return true;
        }
        match name {
            "admonition" => {
                let title = self.inlines(&directive.argument());
                let blocks = self.blocks(directive.content, false);
                out.push(Block::Alert { kind: "note", title, blocks });
            }
            "code" | "code-block" | "sourcecode" => {
                let language = directive.arguments.first().map(|word| word.trim().to_owned());
                push_code(language.filter(|word| !word.is_empty()), directive.content, out);
            }
            "doctest" => push_code(Some("python".into()), directive.content, out),
            "math" => {
                let formulas = directive.body();
                for formula in formulas.split(|line| line.is_empty()).filter(|lines| !lines.is_empty()) {
                    out.push(Block::Math(formula.join("\n")));
                }
            }
            "parsed-literal" => {
                let content = self.inlines(&directive.body().join("\n"));
                out.push(Block::Literal { language: None, content });
            }
            "image" => out.extend(image(directive).map(Block::Image)),
            "figure" => out.extend(self.figure(directive)),
            "table" | "csv-table" | "list-table" => {
                let table = match name {
                    "table" => self.table_directive(directive),
                    "csv-table" => self.csv_table(directive),
                    _ => self.list_table(directive),
                };
                // docutils shows nothing of a table that is none; its text is worth more.
                out.extend(
                    table.or_else(|| (!directive.content.is_empty()).then(|| Self::verbatim(directive.content))),
                );
            }
            "topic" | "sidebar" => {
                let mut blocks = vec![Block::Paragraph(self.inlines(&directive.argument()))];
                if let Some(subtitle) = directive.option("subtitle") {
                    blocks.push(Block::Paragraph(self.inlines(subtitle)));
                }
                blocks.extend(self.blocks(directive.content, false));
                out.push(Block::Group(blocks));
            }
            "rubric" => {
                let content = self.inlines(&directive.argument());
                out.push(Block::Paragraph(content));
            }
            "epigraph" | "highlights" | "pull-quote" => self.quotes(&directive.body(), out),
            "compound" | "header" | "footer" => {
                let blocks = self.blocks(&directive.body(), false);
                out.push(Block::Group(blocks));
            }
            "container" => {
                let blocks = self.blocks(directive.content, false);
                out.push(Block::Group(blocks));
            }
            "class" => {
                let blocks = self.blocks(directive.content, false);
                out.extend(blocks);
            }
            "line-block" => {
                let body = directive.body();
                let lines = body.iter().map(|line| (0, self.inlines(line.trim()))).collect();
                out.push(Block::Lines(lines));
            }
            "contents" => {
                let contents = self.contents(directive);
                out.push(Block::Contents(contents));
            }
            "sectnum" | "section-numbering" => {
                let number = |name: &str| directive.option(name).and_then(|value| value.parse().ok());
                self.page.numbering.get_or_insert(Numbering {
                    depth: number("depth").unwrap_or(usize::MAX),
                    prefix: directive.option("prefix").unwrap_or_default().to_owned(),
                    suffix: directive.option("suffix").unwrap_or_default().to_owned(),
                    start: number("start").unwrap_or(1),
                });
            }
            "raw" => {
                let formats = directive.argument().to_lowercase();
                let from_elsewhere = directive.option("file").or_else(|| directive.option("url")).is_some();
                if formats.split_whitespace().any(|format| format == "html") && !from_elsewhere {
                    out.push(Block::Raw(directive.content.join("\n")));
                }
            }
            "role" => self.define_role(directive.arguments.first().unwrap_or(&""), directive.option("format")),
            "default-role" => {
                let name = directive.argument();
                self.default_role = if name.is_empty() { None } else { self.find_role(&name) };
            }
            // Their content is for other places than the page, or another file's.
            "include" | "meta" | "title" | "target-notes" | "date" => {}
            // Only substitution definitions may have these.
            "replace" | "unicode" => out.push(Self::verbatim(whole)),
            _ => return false,
        }
        true
    }

    fn contents(&mut self, directive: &Directive<'_, '_>) -> Contents {
        let argument = directive.argument();
        let local = directive.options.contains_key("local");
        let title = match argument.as_str() {
            "" if local => None,
            "" => Some("Contents"),
            said => Some(said),
        };
        let id = title.map_or_else(String::new, |title| self.id(title));
        if let Some(title) = title {
            self.implicit_name(title, &id);
        }
        let depth = directive.option("depth").and_then(|depth| depth.parse().ok()).unwrap_or(usize::MAX);
        Contents { title: title.map(|title| self.inlines(title)), id, local, depth }
    }

    /// What the substitution `name` stands for; `lines` begin after the directive's `::`.
    pub(super) fn replacement(&mut self, name: &str, directive: &str, lines: &[&str]) -> Option<Vec<Inline>> {
        match directive.to_lowercase().as_str() {
            "replace" => Some(self.inlines(&trimmed(lines).join("\n"))),
            "image" => {
                let mut image = image(&parts(lines))?;
                image.alt.get_or_insert_with(|| name.to_owned());
                Some(vec![Inline::Image(image)])
            }
            "unicode" => Some(vec![Inline::Text(code_points(&parts(lines)))]),
            _ => None,
        }
    }
}

fn push_code(language: Option<String>, content: &[&str], out: &mut Vec<Block>) {
    if !content.is_empty() {
        out.push(Block::Literal { language, content: vec![Inline::Text(content.join("\n"))] });
    }
}

/// `0x2014 text U+2026` (docutils, `unicode`): codes are characters, other words stay.
fn code_points(directive: &Directive<'_, '_>) -> String {
    let argument = directive.argument();
    let said = argument.split(" ..").next().unwrap_or("");
    let mut text: String =
        said.split_whitespace().map(|word| code_point(word).map_or_else(|| word.into(), String::from)).collect();
    for (option, left, right) in [("ltrim", true, false), ("rtrim", false, true), ("trim", true, true)] {
        if directive.options.contains_key(option) {
            text = if left { text.trim_start().into() } else { text };
            text = if right { text.trim_end().into() } else { text };
        }
    }
    text
}

fn code_point(word: &str) -> Option<char> {
    if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) {
        return char::from_u32(word.parse().ok()?);
    }
    let hexadecimal = ["0x", "x", "\\x", "U+", "u+", "u", "U", "\\u", "\\U"]
        .iter()
        .find_map(|prefix| word.strip_prefix(prefix))
        .or_else(|| word.strip_prefix("&#x").and_then(|rest| rest.strip_suffix(';')))?;
    char::from_u32(u32::from_str_radix(hexadecimal, 16).ok()?)
}
