//! Markdown: a page's text becomes a tree of HTML, as on GitHub, and the list of the
//! places where its addresses stand.
//!
//! The tree may hold anything an author wrote; the walker, which knows what it lets
//! through, is what makes it safe.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::ops::Range;

use comrak::nodes::{AstNode, NodeValue, NodeWikiLink, Sourcepos};
use comrak::{Arena, Options};
use scraper::Html;
use serde::{Deserialize, Serialize};

use super::destinations::{self, Lines};
use super::dom::{self, TooTangled};
use super::rawhtml::{escaped, made_ready};
use super::tree;
use super::wikilinks::{Extracted, Kind, Piece, extract, has_marks, pieces};

/// What stands in a page's text.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Parsed {
    /// Its wiki links; `data-wiki` in the tree holds the number.
    pub wiki: Extracted,
    /// Where addresses stand in the text, in order, none within another.
    pub addresses: Vec<Address>,
    /// `title:` of the front matter.
    pub title: Option<String>,
}

/// A place in a page's source that says where something leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Address {
    /// What is replaced when it leads elsewhere.
    pub span: Range<usize>,
    /// How it is written.
    pub form: Form,
    /// Where it leads, escapes and character references read. For a wiki link see
    /// [`Form::Wiki`].
    pub target: String,
}

/// How an address is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Form {
    /// Between the parentheses of a link or image, or after the colon of a
    /// definition; the span includes angle brackets.
    Destination,
    /// The value of an HTML attribute, in these quotes.
    Attribute(Option<u8>),
    /// A whole wiki link: its number.
    Wiki(usize),
}

/// Parses a page. `is_page` tells whether a name is a page's.
pub(crate) fn parse(text: &str, is_page: &dyn Fn(&str) -> bool) -> Result<(Parsed, Html), TooTangled> {
    parse_by(text, is_page, tree::can_be_grown)
}

/// The same, `grows` saying of which nodes the tree is grown without writing HTML.
pub(crate) fn parse_by(
    text: &str,
    is_page: &dyn Fn(&str) -> bool,
    grows: for<'a> fn(&[&'a AstNode<'a>]) -> bool,
) -> Result<(Parsed, Html), TooTangled> {
    let wiki = extract(text, is_page);
    let front_matter = has_front_matter(&wiki.text);
    let options = options(front_matter);
    let arena = Arena::new();
    let root = comrak::parse_document(&arena, &wiki.text, &options);
    let lines = Lines::new(&wiki.text);
    let nodes: Vec<_> = root.descendants().collect();

    let mut live = HashSet::new();
    let mut addresses = destinations::find(&nodes, &wiki.text, &lines);
    let as_html = !grows(&nodes);
    for node in nodes {
        put_back(node, &wiki, &arena, as_html, &mut live);
        if matches!(node.data.borrow().value, NodeValue::FootnoteDefinition(_)) {
            // Some stay where they stand, and what follows would be taken for notes.
            root.append(node);
        }
    }
    let tree = if as_html { dom::parse(&html_of(root, &options, &wiki))? } else { tree::grow(root, &wiki)? };

    addresses.retain_mut(|address| {
        let (Some(start), Some(end)) = (wiki.original(address.span.start), wiki.original(address.span.end)) else {
            return false;
        };
        address.span = start..end;
        address.target = wiki.restored(&address.target);
        true
    });
    for number in live {
        if let Some(link) = wiki.links.get(number) {
            addresses.push(Address {
                span: link.span.clone(),
                form: Form::Wiki(number),
                target: link.target().to_owned(),
            });
        }
    }
    addresses.sort_by_key(|address| (address.span.start, address.span.end));
    let mut free_from = 0;
    addresses.retain(|address| {
        let free = address.span.start >= free_from;
        if free {
            free_from = address.span.end;
        }
        free
    });
    let title = front_matter.then(|| front_matter_title(&wiki.text)).flatten();
    Ok((Parsed { wiki, addresses, title }, tree))
}

fn html_of<'a>(root: &'a AstNode<'a>, options: &Options<'_>, wiki: &Extracted) -> String {
    let mut html = String::with_capacity(wiki.text.len() * 2);
    // Writing into a string does not fail.
    let _ = comrak::format_html(root, options, &mut html);
    html
}

fn options(front_matter: bool) -> Options<'static> {
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.strikethrough = true;
    extension.table = true;
    extension.autolink = true;
    extension.tasklist = true;
    extension.footnotes = true;
    extension.alerts = true;
    extension.math_dollars = true;
    extension.math_code = true;
    extension.shortcodes = true;
    // Not GitHub's, but without it bold Chinese and Japanese shows its asterisks.
    extension.cjk_friendly_emphasis = true;
    extension.front_matter_delimiter = front_matter.then(|| "---".into());
    options.render.r#unsafe = true;
    options.render.github_pre_lang = true;
    options.render.gfm_quirks = true;
    options
}

/// Puts wiki links back: as links where text is, as written elsewhere.
fn put_back<'a>(
    node: &'a AstNode<'a>,
    wiki: &Extracted,
    arena: &'a Arena<'a>,
    as_html: bool,
    live: &mut HashSet<usize>,
) {
    let mut data = node.data.borrow_mut();
    // Most pages have none, and then there is nothing to look for.
    let has_marks = |text: &str| !wiki.links.is_empty() && has_marks(text);
    match &mut data.value {
        NodeValue::Text(text) if has_marks(text) => {
            let text = text.clone();
            drop(data);
            replace_text(node, &text, wiki, arena, as_html, live);
        }
        NodeValue::Code(code) => {
            if has_marks(&code.literal) {
                let restored = wiki.restored(&code.literal);
                // In a table `\|` is a pipe that cuts no cell, in code too.
                code.literal = if in_table(node) { restored.replace("\\|", "|") } else { restored };
            }
            // Half of a line's end, whose other half is a space by now.
            code.literal.retain(|c| c != '\r');
        }
        NodeValue::CodeBlock(block) if has_marks(&block.literal) || has_marks(&block.info) => {
            block.literal = wiki.restored(&block.literal);
            block.info = wiki.restored(&block.info);
        }
        NodeValue::Math(math) if has_marks(&math.literal) => math.literal = wiki.restored(&math.literal),
        NodeValue::Link(link) | NodeValue::Image(link) => {
            link.url = wiki.restored(&link.url);
            link.title = wiki.restored(&link.title);
        }
        NodeValue::HtmlBlock(block) => {
            live.extend(marks_between_tags(&block.literal));
            block.literal = made_ready(&block.literal, wiki);
        }
        NodeValue::HtmlInline(html) => *html = made_ready(html, wiki),
        _ => {}
    }
}

fn marks_between_tags(html: &str) -> Vec<usize> {
    if !has_marks(html) {
        return Vec::new();
    }
    // Those in attributes and code come back as written; rewriting them in the
    // archive as well would be wrong, and telling them apart is not worth it.
    if html.contains("<pre") || html.contains("<code") || html.contains("<!--") {
        return Vec::new();
    }
    pieces(html)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Mark(number) => Some(number),
            Piece::Text(_) => None,
        })
        .collect()
}

fn replace_text<'a>(
    node: &'a AstNode<'a>,
    text: &str,
    wiki: &Extracted,
    arena: &'a Arena<'a>,
    as_html: bool,
    live: &mut HashSet<usize>,
) {
    let holder = node.ancestors().skip(1).find_map(|ancestor| match ancestor.data.borrow().value {
        NodeValue::Link(_) => Some(false),
        NodeValue::Image(_) => Some(true),
        _ => None,
    });
    for piece in pieces(text) {
        let value = match piece {
            Piece::Text(text) => NodeValue::Text(text.to_owned().into()),
            Piece::Mark(number) => match (holder, wiki.links.get(number)) {
                (_, None) => continue,
                (None, Some(_)) => {
                    live.insert(number);
                    if as_html {
                        NodeValue::Raw(wiki_html(wiki, number))
                    } else {
                        NodeValue::WikiLink(NodeWikiLink { url: number.to_string(), embed: false })
                    }
                }
                // A link holds no link: what it says stays.
                (Some(_), Some(link)) => NodeValue::Text(link.text().to_owned().into()),
            },
        };
        node.insert_before(arena.alloc(value.into()));
    }
    node.detach();
}

fn in_table<'a>(node: &'a AstNode<'a>) -> bool {
    node.ancestors().skip(1).any(|ancestor| matches!(ancestor.data.borrow().value, NodeValue::TableCell))
}

/// A wiki link as HTML: its number tells the walker the rest.
pub(crate) fn wiki_html(wiki: &Extracted, number: usize) -> String {
    let Some(link) = wiki.links.get(number) else { return String::new() };
    match link.kind {
        Kind::Link => {
            format!("<a data-wiki=\"{number}\" href=\"{}\">{}</a>", escaped(link.target()), escaped(link.text()))
        }
        Kind::Literal => escaped(&link.raw[1..]),
        Kind::Instruction => String::new(),
        Kind::Image => {
            let mut html = format!("<img data-wiki=\"{number}\" src=\"{}\"", escaped(link.target()));
            for name in ["alt", "width", "height", "align"] {
                if let Some(value) = link.option(name) {
                    // Writing into a string does not fail.
                    let _ = write!(html, " {name}=\"{}\"", escaped(value));
                }
            }
            html.push('>');
            html
        }
    }
}

/// Whether the page opens with a block of `key: value` lines between `---`. A page
/// that merely opens with a rule has none.
fn has_front_matter(text: &str) -> bool {
    let Some(lines) = front_matter_lines(text) else { return false };
    let mut keys = 0;
    for line in lines {
        let bare = line.trim();
        if bare.is_empty() || line.starts_with([' ', '\t', '#', '-']) {
            continue;
        }
        let Some((key, _)) = bare.split_once(':') else { return false };
        if key.is_empty() || !key.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '"' | '.')) {
            return false;
        }
        keys += 1;
    }
    keys > 0
}

fn front_matter_lines(text: &str) -> Option<Vec<&str>> {
    let mut lines = text.lines();
    if lines.next()?.trim_end() != "---" {
        return None;
    }
    let mut inner = Vec::new();
    for line in lines.take(200) {
        if line.trim_end() == "---" {
            return Some(inner);
        }
        inner.push(line);
    }
    None
}

fn front_matter_title(text: &str) -> Option<String> {
    let lines = front_matter_lines(text)?;
    let value = lines.iter().find_map(|line| line.strip_prefix("title:"))?.trim();
    let value = value.trim_matches(['"', '\'']).trim();
    (!value.is_empty() && !value.starts_with(['|', '>', '{', '['])).then(|| value.to_owned())
}

/// The lines a node covers, from 1.
pub(crate) fn line_range(place: Sourcepos) -> Range<usize> {
    place.start.line..place.end.line + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> String {
        parse(text, &|name| name == "Page").expect("a tree").1.root_element().inner_html()
    }

    fn spans(text: &str) -> Vec<String> {
        let (page, _) = parse(text, &|_| false).expect("a tree");
        page.addresses.iter().map(|address| text[address.span.clone()].to_owned()).collect()
    }

    #[test]
    fn wiki_links_work_in_text_tables_and_html_and_rest_in_code() {
        assert!(html("see [[Text|Page]].").contains("<a data-wiki=\"0\" href=\"Page\">Text</a>"));
        let table = html("| a | b |\n|---|---|\n| [[T|Page]] | `[[x \\| y]]` |\n");
        assert!(table.contains("href=\"Page\">T</a></td>") && table.contains("<code>[[x | y]]</code>"), "{table}");
        assert!(html("<table><tr><td>[[Page]]</td></tr></table>").contains("<td><a data-wiki"));
        assert_eq!(html("`[[Page]]`"), "<p><code>[[Page]]</code></p>");
        assert_eq!(html("```sh\n[[ -f x ]]\n```"), "<pre lang=\"sh\"><code>[[ -f x ]]\n</code></pre>");
        assert_eq!(
            html("- **Note:**[[Page]]"),
            "<ul><li><strong>Note:</strong><a data-wiki=\"0\" href=\"Page\">Page</a></li></ul>"
        );
        assert_eq!(html("[[_TOC_]]"), "<p></p>");
        assert_eq!(html("[[Page]]: first"), "<p><a data-wiki=\"0\" href=\"Page\">Page</a>: first</p>");
    }

    #[test]
    fn a_number_in_brackets_before_parentheses_is_a_markdown_link() {
        assert_eq!(html("[[1]](https://example.org)"), "<p><a href=\"https://example.org\">[1]</a></p>");
    }

    #[test]
    fn tags_nobody_knows_stay_visible() {
        assert!(html("run `x` as <username> now").contains("&lt;username&gt;"));
        assert!(html("<username>\n").contains("&lt;username&gt;"));
    }

    #[test]
    fn front_matter_is_no_text_and_a_rule_is_no_front_matter() {
        let text = "---\ntitle: \"A title\"\ntags: [x]\n---\n# Head\n";
        let (page, _) = parse(text, &|_| false).expect("a tree");
        assert_eq!((page.title.as_deref(), html(text).as_str()), (Some("A title"), "<h1>Head</h1>"));
        assert!(html("---\nwords\n\n---\n").contains("words"));
    }

    #[test]
    fn every_address_is_found_where_it_stands() {
        let text = "[a](x.md) ![i](<b c.png> \"t\") [[W]]\n\n\
                    > - [b](y.md#z) and **[c](z.md)**\n\n\
                    | h | k |\n|---|---|\n| [d](t.md) | [e](u.md) |\n\n\
                    <p><a href=\"q.md\">q</a><img src='r.png'></p>\n\n\
                    text <a href=s.md>s</a> [f][ref] `[no](no.md)`\n\n\
                    [ref]: ref.md \"title\"\n";
        assert_eq!(
            spans(text),
            ["x.md", "<b c.png>", "[[W]]", "y.md#z", "z.md", "t.md", "u.md", "q.md", "r.png", "s.md", "ref.md"]
        );
    }

    #[test]
    fn wiki_links_before_it_do_not_shift_an_address() {
        assert_eq!(spans("[[Äöü|B]] and [x](y.md)\n"), ["[[Äöü|B]]", "y.md"]);
    }
}
