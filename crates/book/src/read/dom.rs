//! The tree of a page's HTML.

use ego_tree::NodeRef;
use scraper::{ElementRef, Html, Node};

use super::rawhtml::tags;

/// The HTML would cost more than a page may: elements nested too deep, or open
/// formatting that every later block repeats (HTML standard, "reconstruct the active
/// formatting elements").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooTangled;

/// Elements within each other.
pub(crate) const MAX_DEPTH: usize = 400;
const MAX_REPEATED_FORMATTING: usize = 500_000;

/// Parses HTML unless it would be too dear.
pub(crate) fn parse(html: &str) -> Result<Html, TooTangled> {
    let (mut depth, mut formatting, mut repeated) = (0_usize, 0_usize, 0_usize);
    for tag in tags(html) {
        let name = tag.name.to_ascii_lowercase();
        let name = name.as_str();
        if CLOSED_BY_OTHERS.contains(&name) {
            repeated += formatting;
        } else if FORMATTING.contains(&name) {
            formatting = if tag.closing { formatting.saturating_sub(1) } else { formatting + 1 };
            depth = if tag.closing { depth.saturating_sub(1) } else { depth + 1 };
        } else if tag.closing {
            depth = depth.saturating_sub(1);
        } else {
            depth += 1;
            repeated += formatting;
        }
        if depth > MAX_DEPTH || repeated > MAX_REPEATED_FORMATTING {
            return Err(TooTangled);
        }
    }
    Ok(Html::parse_fragment(html))
}

/// Elements that do not nest: void, or ended by the next of their kind.
const CLOSED_BY_OTHERS: [&str; 31] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p",
    "li", "dt", "dd", "tr", "td", "th", "option", "optgroup", "thead", "tbody", "tfoot", "colgroup", "rp", "rt", "rb",
    "rtc",
];

/// HTML's formatting elements.
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// 1 to 6 for a heading.
pub(crate) fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

/// Elements that show nothing, whatever is in them.
pub(crate) fn is_dropped(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "template"
            | "svg"
            | "iframe"
            | "object"
            | "embed"
            | "applet"
            | "head"
            | "title"
            | "meta"
            | "link"
            | "base"
            | "canvas"
            | "noscript"
            | "noembed"
            | "noframes"
            | "frame"
            | "frameset"
            | "rp"
            | "datalist"
            | "col"
            | "colgroup"
            | "param"
            | "track"
            | "source"
    )
}

/// Elements that stand on lines of their own.
pub(crate) fn is_block(name: &str) -> bool {
    heading_level(name).is_some()
        || matches!(
            name,
            "address"
                | "article"
                | "aside"
                | "blockquote"
                | "body"
                | "center"
                | "dd"
                | "details"
                | "dialog"
                | "dir"
                | "div"
                | "dl"
                | "dt"
                | "fieldset"
                | "figcaption"
                | "figure"
                | "footer"
                | "form"
                | "header"
                | "hgroup"
                | "hr"
                | "html"
                | "legend"
                | "li"
                | "listing"
                | "main"
                | "menu"
                | "nav"
                | "ol"
                | "p"
                | "plaintext"
                | "pre"
                | "search"
                | "section"
                | "summary"
                | "table"
                | "tbody"
                | "td"
                | "tfoot"
                | "th"
                | "thead"
                | "tr"
                | "ul"
                | "xmp"
                | "caption"
        )
}

/// The text in an element, without what is not shown.
pub(crate) fn text_of(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    let mut next: Vec<NodeRef<'_, Node>> = vec![*element];
    while let Some(node) = next.pop() {
        match node.value() {
            Node::Text(run) => text.push_str(run),
            Node::Element(inner) if !is_dropped(inner.name()) => {
                let before = next.len();
                next.extend(node.children());
                next[before..].reverse();
            }
            _ => {}
        }
    }
    text
}

/// Whether an element holds one that stands on lines of its own.
pub(crate) fn has_blocks(element: ElementRef<'_>) -> bool {
    element.descendants().skip(1).any(|node| node.value().as_element().is_some_and(|inner| is_block(inner.name())))
}

/// The first thing on the page, when it is a heading of the first or second level.
pub(crate) fn opening_heading(tree: &Html) -> Option<ElementRef<'_>> {
    let mut node = *tree.root_element();
    loop {
        let first = node.children().find(|child| match child.value() {
            Node::Text(text) => !text.trim().is_empty(),
            Node::Element(element) => !is_dropped(element.name()),
            _ => false,
        })?;
        let element = ElementRef::wrap(first)?;
        match element.value().name() {
            "h1" | "h2" => return Some(element),
            "div" | "center" | "header" | "section" | "article" | "main" => node = first,
            // An empty paragraph before it, as an anchor makes, is nothing to see.
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tangles_are_refused_before_they_are_parsed() {
        assert_eq!(parse(&"<div>".repeat(100_000)).err(), Some(TooTangled));
        let fonts: String = (0..300).map(|number| format!("<font size={number}>")).collect();
        assert_eq!(parse(&(fonts + &"<p>x".repeat(10_000))).err(), Some(TooTangled));
        assert!(parse(&"<p><b>x</b><li>y".repeat(10_000)).is_ok());
    }

    #[test]
    fn the_opening_heading_is_found_inside_wrappers() {
        let tree = parse("<!-- c -->\n<div align=center><h1>T</h1></div>").expect("a tree");
        assert_eq!(opening_heading(&tree).map(text_of).as_deref(), Some("T"));
        let tree = parse("<p>x</p><h1>T</h1>").expect("a tree");
        assert!(opening_heading(&tree).is_none());
    }
}
