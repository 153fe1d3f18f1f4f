//! What a piece of HTML says, one block per line, without what makes no difference
//! to a reader: white space, classes, ids, how the elements are written.

use std::path::PathBuf;

use scraper::{ElementRef, Html, Node};

/// The folder of a corpus; none, and a word about it, when there are no corpora.
pub fn corpus(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("RELIEUR_CORPORA").map(|corpora| PathBuf::from(corpora).join(name));
    if folder.is_none() {
        eprintln!("skipped: RELIEUR_CORPORA names no folder with test wikis");
    }
    folder
}

/// The outline of a fragment of HTML.
pub fn outline(html: &str) -> String {
    let tree = Html::parse_fragment(html);
    let mut outline = Outline::default();
    outline.children(tree.root_element());
    outline.end_run();
    outline.lines.join("\n")
}

#[derive(Default)]
struct Outline {
    lines: Vec<String>,
    /// How deep the next line stands, and what it begins with.
    depth: usize,
    label: Option<String>,
    run: String,
}

impl Outline {
    fn children(&mut self, element: ElementRef<'_>) {
        for child in element.children() {
            match child.value() {
                Node::Text(text) => self.run.push_str(text),
                Node::Element(_) => {
                    if let Some(inner) = ElementRef::wrap(child) {
                        self.element(inner);
                    }
                }
                _ => {}
            }
        }
    }

    fn element(&mut self, element: ElementRef<'_>) {
        let name = element.value().name();
        let attribute = |name| element.value().attr(name).unwrap_or_default();
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt" | "caption" | "summary" => self.block(name.into(), element),
            "p" => self.block("p".into(), element),
            "ul" | "ol" | "dl" | "table" | "blockquote" | "tr" | "details" | "section" => {
                self.end_run();
                self.line(name);
                self.depth += 1;
                self.children(element);
                self.end_run();
                self.depth -= 1;
            }
            "li" | "dd" | "td" | "th" => {
                let spans = ["colspan", "rowspan", "align"].map(attribute);
                let spans = spans.iter().filter(|span| !span.is_empty()).map(|span| format!(" {span}"));
                self.end_run();
                self.label = Some(format!("{name}{}", spans.collect::<String>()));
                self.depth += 1;
                self.children(element);
                self.end_run();
                self.depth -= 1;
                if let Some(label) = self.label.take() {
                    self.line(&label);
                }
            }
            "pre" => {
                self.end_run();
                let text: String = element.text().collect();
                self.line(&format!("pre {:?} {:?}", attribute("lang"), text.trim_matches('\n')));
            }
            "hr" => {
                self.end_run();
                self.line("hr");
            }
            "br" => self.run.push_str(" / "),
            "img" => self.run.extend(["![", attribute("alt"), "](", attribute("src"), ")"]),
            "input" => self.run.push_str(if element.value().attr("checked").is_some() { "[x] " } else { "[ ] " }),
            "div" | "center" | "tbody" | "thead" | "tfoot" => {
                self.end_run();
                self.children(element);
                self.end_run();
            }
            "a" if element.value().attr("href").is_none() => self.children(element),
            "a" => self.wrapped("[", &format!("]({})", attribute("href")), element),
            "b" | "strong" => self.wrapped("**", "**", element),
            "i" | "em" | "cite" | "var" => self.wrapped("*", "*", element),
            "code" | "tt" | "samp" => self.wrapped("`", "`", element),
            "del" | "s" | "strike" | "ins" | "u" | "sub" | "sup" | "kbd" => {
                self.wrapped(&format!("<{name}>"), &format!("</{name}>"), element);
            }
            _ => self.children(element),
        }
    }

    fn wrapped(&mut self, before: &str, after: &str, element: ElementRef<'_>) {
        self.run.push_str(before);
        self.children(element);
        self.run.push_str(after);
    }

    fn block(&mut self, name: String, element: ElementRef<'_>) {
        self.end_run();
        let outer = self.label.take();
        self.label = Some(match outer {
            // What an item or a cell begins with, it begins with in a paragraph or not.
            Some(outer) if name == "p" => outer,
            Some(outer) => format!("{outer} {name}"),
            None => name,
        });
        self.children(element);
        self.end_run();
        self.label = None;
    }

    fn end_run(&mut self) {
        let text = std::mem::take(&mut self.run).split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            let label = self.label.take().unwrap_or_else(|| "p".into());
            self.line(&format!("{label}: {text}"));
        }
    }

    fn line(&mut self, text: &str) {
        let indent = "  ".repeat(self.depth);
        let label = self.label.take().map(|label| format!("{label} ")).unwrap_or_default();
        self.lines.push(format!("{indent}{label}{text}"));
    }
}
