//! A page's tree, grown from Markdown's syntax tree.
//!
//! It is the tree an HTML parser would make of what comrak writes, without the writing
//! and the parsing, which cost more than everything else together. Pages that hold
//! HTML of their own go the long way (`dom`): only a parser knows how that joins.

use std::borrow::Cow;

use comrak::nodes::{AstNode, ListType, NodeAlert, NodeCodeBlock, NodeLink, NodeMath, NodeValue, TableAlignment};
use comrak::options::AlertStyleType;
use ego_tree::NodeId;
use html5ever::interface::{ElementFlags, NodeOrText, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, QualName, local_name, ns};
use scraper::{Html, HtmlTreeSink};

use super::dom::{MAX_DEPTH, TooTangled};
use super::wikilinks::{Extracted, Kind, WikiLink};

/// Whether the tree of these nodes can be grown: they hold no HTML but line breaks and
/// comments, and no link within a link, which HTML does not have.
pub(crate) fn can_be_grown<'a>(nodes: &[&'a AstNode<'a>]) -> bool {
    nodes.iter().all(|node| match &node.data.borrow().value {
        NodeValue::HtmlBlock(block) => is_comment(&block.literal),
        NodeValue::HtmlInline(html) => is_break(html) || is_comment(html),
        NodeValue::Link(_) => !node.ancestors().skip(1).any(is_link),
        _ => true,
    })
}

fn is_link<'a>(node: &'a AstNode<'a>) -> bool {
    matches!(node.data.borrow().value, NodeValue::Link(_))
}

fn is_comment(html: &str) -> bool {
    let inner = html.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
    // HTML standard, "comment start state": `<!-->` and `<!--->` are whole comments.
    inner.is_some_and(|inner| !inner.contains("-->") && !inner.contains("--!>") && !inner.starts_with(['>', '-']))
}

fn is_break(html: &str) -> bool {
    ["<br>", "<br/>", "<br />"].iter().any(|written| html.eq_ignore_ascii_case(written))
}

/// Grows the tree below `root`. In the place of wiki links stand nodes whose address is
/// the link's number in `wiki`.
pub(crate) fn grow<'a>(root: &'a AstNode<'a>, wiki: &Extracted) -> Result<Html, TooTangled> {
    let sink = HtmlTreeSink::new(Html::new_fragment());
    let document = sink.get_document();
    let mut grower = Grower { sink, wiki, notes: None, top: document, column: 0 };
    grower.top = grower.element(document, local_name!("html"), []);
    let mut next = vec![(root, grower.top, 0_usize)];
    while let Some((node, parent, depth)) = next.pop() {
        let inside = grower.node(node, parent);
        if depth > MAX_DEPTH {
            return Err(TooTangled);
        }
        if let Some(inside) = inside {
            next.extend(node.reverse_children().map(|child| (child, inside, depth + 1)));
        }
    }
    Ok(grower.sink.finish())
}

struct Grower<'w> {
    sink: HtmlTreeSink,
    wiki: &'w Extracted,
    /// The list of footnotes, once there is one.
    notes: Option<NodeId>,
    top: NodeId,
    /// The cell of the row that comes next.
    column: usize,
}

impl Grower<'_> {
    /// Adds what `node` is to `parent`; gives the element its children go into.
    fn node<'a>(&mut self, node: &'a AstNode<'a>, parent: NodeId) -> Option<NodeId> {
        let name = match &node.data.borrow().value {
            NodeValue::Document | NodeValue::Escaped => return Some(parent),
            NodeValue::Text(text) => return self.text(parent, text),
            NodeValue::SoftBreak => return self.text(parent, "\n"),
            NodeValue::LineBreak => {
                self.element(parent, local_name!("br"), []);
                return self.text(parent, "\n");
            }
            NodeValue::Code(code) => return self.leaf(parent, local_name!("code"), [], &code.literal),
            NodeValue::ShortCode(code) => return self.text(parent, &code.emoji),
            NodeValue::Math(math) => return self.math(parent, math),
            NodeValue::CodeBlock(block) => return self.listing(parent, block),
            NodeValue::Link(link) => return Some(self.link(parent, link)),
            NodeValue::Image(link) => return self.image(parent, link, node),
            NodeValue::WikiLink(link) => {
                let link = self.wiki.links.get(link.url.parse::<usize>().ok()?).map(|found| (&link.url, found));
                return link.and_then(|(number, link)| self.wiki_link(parent, number, link));
            }
            NodeValue::Heading(heading) => return Some(self.element(parent, heading_name(heading.level), [])),
            NodeValue::List(list) => {
                let start = (list.list_type == ListType::Ordered && list.start != 1).then(|| list.start.to_string());
                let name = if list.list_type == ListType::Bullet { local_name!("ul") } else { local_name!("ol") };
                return Some(self.element(parent, name, start.map(|start| (local_name!("start"), start.into()))));
            }
            NodeValue::Alert(alert) => return Some(self.alert(parent, alert)),
            NodeValue::TaskItem(task) => {
                let in_list = node.parent().is_some_and(|list| matches!(list.data.borrow().value, NodeValue::List(_)));
                let item = if in_list { self.element(parent, local_name!("li"), []) } else { parent };
                self.checkbox(item, task.symbol.is_some());
                return Some(item);
            }
            NodeValue::Paragraph if is_tight(node) => {
                // Two of them in one item stay two words.
                if node.previous_sibling().is_some() {
                    self.text(parent, "\n");
                }
                return Some(parent);
            }
            NodeValue::Strong if is_within_strong(node) => return Some(parent),
            NodeValue::TableRow(header) => return Some(self.row(node, parent, *header)),
            NodeValue::TableCell => return Some(self.cell(node, parent)),
            NodeValue::FootnoteDefinition(note) => {
                let list = self.notes();
                let id = (local_name!("id"), format!("fn-{}", note.name).into());
                return Some(self.element(list, local_name!("li"), [id]));
            }
            NodeValue::FootnoteReference(reference) => {
                return self.footnote_reference(parent, &reference.name, reference.ix);
            }
            NodeValue::HtmlInline(html) if is_break(html) => local_name!("br"),
            NodeValue::Paragraph => local_name!("p"),
            NodeValue::BlockQuote => local_name!("blockquote"),
            NodeValue::Item(_) => local_name!("li"),
            NodeValue::ThematicBreak => local_name!("hr"),
            NodeValue::Emph => local_name!("em"),
            NodeValue::Strong => local_name!("strong"),
            NodeValue::Strikethrough => local_name!("del"),
            NodeValue::Table(_) => local_name!("table"),
            // Nothing of these is shown; what else comrak knows is switched off.
            _ => return None,
        };
        Some(self.element(parent, name, []))
    }

    fn element(
        &self,
        parent: NodeId,
        name: LocalName,
        attributes: impl IntoIterator<Item = (LocalName, StrTendril)>,
    ) -> NodeId {
        let attributes = attributes
            .into_iter()
            .map(|(name, value)| Attribute { name: QualName::new(None, ns!(), name), value })
            .collect();
        let name = QualName::new(None, ns!(html), name);
        let element = self.sink.create_element(name, attributes, ElementFlags::default());
        self.sink.append(&parent, NodeOrText::AppendNode(element));
        element
    }

    fn text(&self, parent: NodeId, text: &str) -> Option<NodeId> {
        if !text.is_empty() {
            self.sink.append(&parent, NodeOrText::AppendText(text.into()));
        }
        None
    }

    /// An element that holds nothing but text.
    fn leaf(
        &self,
        parent: NodeId,
        name: LocalName,
        attributes: impl IntoIterator<Item = (LocalName, StrTendril)>,
        text: &str,
    ) -> Option<NodeId> {
        let element = self.element(parent, name, attributes);
        self.text(element, text)
    }

    fn math(&self, parent: NodeId, math: &NodeMath) -> Option<NodeId> {
        let name = if math.dollar_math { local_name!("span") } else { local_name!("code") };
        let style = if math.display_math { "display" } else { "inline" };
        self.leaf(parent, name, [(LocalName::from("data-math-style"), style.into())], &math.literal)
    }

    fn listing(&self, parent: NodeId, block: &NodeCodeBlock) -> Option<NodeId> {
        let language = block.info.split(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
        let language = (!block.info.is_empty()).then(|| (local_name!("lang"), language.into()));
        let listing = self.element(parent, local_name!("pre"), language);
        self.leaf(listing, local_name!("code"), [], &block.literal)
    }

    fn link(&self, parent: NodeId, link: &NodeLink) -> NodeId {
        let title = (!link.title.is_empty()).then(|| (local_name!("title"), link.title.as_str().into()));
        let href = (local_name!("href"), (&*address(&link.url)).into());
        self.element(parent, local_name!("a"), [href].into_iter().chain(title))
    }

    fn image<'a>(&self, parent: NodeId, link: &NodeLink, node: &'a AstNode<'a>) -> Option<NodeId> {
        let title = (!link.title.is_empty()).then(|| (local_name!("title"), link.title.as_str().into()));
        let src = (local_name!("src"), (&*address(&link.url)).into());
        let alt = (local_name!("alt"), spoken(node).as_str().into());
        self.element(parent, local_name!("img"), [src, alt].into_iter().chain(title));
        None
    }

    fn wiki_link(&self, parent: NodeId, number: &str, link: &WikiLink) -> Option<NodeId> {
        let marked = (LocalName::from("data-wiki"), number.into());
        match link.kind {
            Kind::Link => {
                let href = (local_name!("href"), link.target().into());
                self.leaf(parent, local_name!("a"), [marked, href], link.text())
            }
            Kind::Image => {
                let src = (local_name!("src"), link.target().into());
                let options = [local_name!("alt"), local_name!("width"), local_name!("height"), local_name!("align")]
                    .into_iter()
                    .filter_map(|name| Some((name.clone(), link.option(&name)?.into())));
                self.element(parent, local_name!("img"), [marked, src].into_iter().chain(options));
                None
            }
            Kind::Literal => self.text(parent, &link.raw[1..]),
            Kind::Instruction => None,
        }
    }

    fn alert(&self, parent: NodeId, alert: &NodeAlert) -> NodeId {
        let class = format!("markdown-alert {}", alert.alert_type.css_class(AlertStyleType::Specific));
        let alert_box = self.element(parent, local_name!("div"), [(local_name!("class"), class.into())]);
        let title = alert.title.as_deref().unwrap_or_else(|| alert.alert_type.default_title());
        self.leaf(alert_box, local_name!("p"), [(local_name!("class"), "markdown-alert-title".into())], title);
        alert_box
    }

    fn checkbox(&self, item: NodeId, checked: bool) {
        let kind = (local_name!("type"), "checkbox".into());
        let checked = checked.then(|| (local_name!("checked"), StrTendril::new()));
        self.element(item, local_name!("input"), [kind].into_iter().chain(checked));
        self.text(item, " ");
    }

    fn row<'a>(&mut self, row: &'a AstNode<'a>, table: NodeId, header: bool) -> NodeId {
        let follows_row = |row: &'a AstNode<'a>| matches!(row.data.borrow().value, NodeValue::TableRow(false));
        let open = self.sink.0.borrow().tree.get(table).and_then(|table| table.last_child()).map(|last| last.id());
        let section = match open {
            Some(section) if !header && row.previous_sibling().is_some_and(follows_row) => section,
            _ if header => self.element(table, local_name!("thead"), []),
            _ => self.element(table, local_name!("tbody"), []),
        };
        self.column = 0;
        self.element(section, local_name!("tr"), [])
    }

    fn cell<'a>(&mut self, cell: &'a AstNode<'a>, row: NodeId) -> NodeId {
        let row_node = cell.parent();
        let header = row_node.is_some_and(|row| matches!(row.data.borrow().value, NodeValue::TableRow(true)));
        let column = self.column;
        self.column += 1;
        let align = row_node.and_then(AstNode::parent).and_then(|table| match &table.data.borrow().value {
            NodeValue::Table(table) => match table.alignments.get(column)? {
                TableAlignment::Left => Some("left"),
                TableAlignment::Right => Some("right"),
                TableAlignment::Center => Some("center"),
                TableAlignment::None => None,
            },
            _ => None,
        });
        let name = if header { local_name!("th") } else { local_name!("td") };
        self.element(row, name, align.map(|align| (local_name!("align"), align.into())))
    }

    fn notes(&mut self) -> NodeId {
        if let Some(list) = self.notes {
            return list;
        }
        let marked = (LocalName::from("data-footnotes"), StrTendril::new());
        let section = self.element(self.top, local_name!("section"), [marked]);
        let list = self.element(section, local_name!("ol"), []);
        self.notes = Some(list);
        list
    }

    fn footnote_reference(&self, parent: NodeId, name: &str, number: u32) -> Option<NodeId> {
        let raised = self.element(parent, local_name!("sup"), []);
        let href = (local_name!("href"), format!("#fn-{name}").into());
        let marked = (LocalName::from("data-footnote-ref"), StrTendril::new());
        self.leaf(raised, local_name!("a"), [href, marked], &number.to_string())
    }
}

fn heading_name(level: u8) -> LocalName {
    match level {
        0 | 1 => local_name!("h1"),
        2 => local_name!("h2"),
        3 => local_name!("h3"),
        4 => local_name!("h4"),
        5 => local_name!("h5"),
        _ => local_name!("h6"),
    }
}

/// In a tight list, paragraphs are no paragraphs.
fn is_tight<'a>(paragraph: &'a AstNode<'a>) -> bool {
    let list = paragraph.parent().and_then(AstNode::parent);
    list.is_some_and(|list| matches!(&list.data.borrow().value, NodeValue::List(list) if list.tight))
}

fn is_within_strong<'a>(node: &'a AstNode<'a>) -> bool {
    node.parent().is_some_and(|parent| matches!(parent.data.borrow().value, NodeValue::Strong))
}

/// An address as it stands in an HTML attribute.
fn address(url: &str) -> Cow<'_, str> {
    let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.+!*(),#@?=;:/$~&'".contains(&byte);
    if url.bytes().all(is_safe) {
        return Cow::Borrowed(url);
    }
    let mut escaped = String::with_capacity(url.len() + 16);
    // Writing into a string does not fail.
    let _ = comrak::html::escape_href(&mut escaped, url, false);
    Cow::Owned(escaped.replace("&#x27;", "'").replace("&amp;", "&"))
}

/// What an image's description says without its formatting.
fn spoken<'a>(image: &'a AstNode<'a>) -> String {
    let mut alt = String::new();
    for node in image.descendants().skip(1) {
        match &node.data.borrow().value {
            NodeValue::Text(text) => alt.push_str(text),
            NodeValue::Code(code) => alt.push_str(&code.literal),
            NodeValue::HtmlInline(html) => alt.push_str(html),
            NodeValue::Math(math) => alt.push_str(&math.literal),
            NodeValue::LineBreak | NodeValue::SoftBreak => alt.push(' '),
            _ => {}
        }
    }
    alt
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::read::anchors::scan;
    use crate::read::markdown::parse_by;
    use crate::read::walker::{PageContext, Walked, walk};

    fn walked(text: &str, grows: for<'a> fn(&[&'a AstNode<'a>]) -> bool) -> Option<(Walked, String)> {
        let (parsed, tree) = parse_by(text, &|name| name == "Page", grows).ok()?;
        let (anchors, numbers) = scan(&tree, None);
        let walked = walk(&tree, &PageContext { path: "Page.md", title: None, numbers: &numbers });
        Some((walked, format!("{:?} {:?}", anchors.fragments(), parsed.addresses)))
    }

    fn same(text: &str) -> Result<(), TestCaseError> {
        let (Some((grown, places)), Some((parsed, same_places))) =
            (walked(text, can_be_grown), walked(text, |_| false))
        else {
            return Ok(());
        };
        prop_assert_eq!(&grown.blocks, &parsed.blocks);
        prop_assert_eq!(&grown.footnotes, &parsed.footnotes);
        prop_assert_eq!(&grown.links, &parsed.links);
        prop_assert_eq!(&grown.images, &parsed.images);
        prop_assert_eq!(places, same_places);
        Ok(())
    }

    #[test]
    fn a_page_with_everything_grows_as_it_parses() {
        same(
            "# One [[Page]] `x`\n\nText **bold *both***, ~~gone~~, :tada: \\* &amp; $x^2$ $`y`$ <!-- no -->a<br>b  \nc\\\nd\n\n\
             ![An *alt* `c`](a%20b.png \"t\") [[p.png|alt=P|width=3px]] '[[no]] [[_TOC_]] [x](y z.md) [u](<ü&'%.md>)\n\n\
             3. a\n4. b\n\n   c\n\n- [ ] t\n- [x] d\n  - e\n\n* loose\n\n* list\n\n\
             > [!WARNING] Mind\n> > quote\n\n> [!note]\n> x\n\n\
             | a | b | c |\n|:-|-:|:-:|\n| 1 | [[x\\|Page]] |\n| `a\\|b` | 2 | 3 | 4 |\n\n\
             | only |\n|---|\n\n```rust x\nfn\n```\n\n```math\nx\n```\n\n$$y$$\n\n    indented\n\n---\n\nA[^1] B[^2] A[^1].\n\n\
             [^1]: One\n\n    two\n[^2]: - x\n\nhttps://example.org/a_b and [ref]\n\n[ref]: r.md 'T'\n\n<!--\n# no\n-->\n\n## One [[Page]] `x`\n",
        )
        .expect("the same");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn any_page_grows_as_it_parses(text in proptest::collection::vec(
            prop_oneof![
                "[a-z \\n]{1,6}",
                proptest::sample::select(vec![
                    "\n\n", "\n", "- ", "  - ", "1. ", "> ", "# ", "## ", "**", "*", "_", "~~", "`", "```\n", "    ", "| a | b |\n|---|:-:|\n",
                    "| x ", "|\n", "[a](b)", "![i](j.png)", "[[Page]]", "[[T|Page]]", "[[i.png|width=2px]]", "[^1]", "\n[^1]: ", "$x$", "$$y$$",
                    "<br>", "<!-- c -->", "\n<!--\nx\n-->\n", "- [x] ", "- [ ] ", "> [!NOTE]\n", "\\\n", "  \n", "---\n", ":tada:", "&lt;b&gt;", "&nbsp;",
                    "https://a.example/b", "[r]", "\n[r]: /u 'v'\n", "<https://a.example>", "[", "](", ")", "!", "\t", "\r\n", "é", "漢",
                ]).prop_map(str::to_owned),
            ], 0..40)
        ) {
            same(&text.concat())?;
        }
    }
}
