//! A page as GitHub rendered it, made fit for a Markdown file.
//!
//! Markdown takes HTML as it is up to the next empty line (CommonMark, "HTML
//! blocks", kind 6). So the whole becomes one `div` without any: line breaks that
//! count are written as `&#10;`, all others are spaces.

use scraper::{ElementRef, Node};
use url::Url;

use super::site::in_full;

/// Attributes that mean something in a book.
const KEPT: [&str; 16] = [
    "href", "src", "alt", "title", "id", "name", "width", "height", "align", "colspan", "rowspan", "start", "lang",
    "dir", "type", "checked",
];
/// Elements without an end tag (HTML, "Void elements").
pub(super) const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// What is in `element` as one block of HTML for a Markdown file. Links and images
/// are told in full, as seen from `url`.
pub(super) fn as_block(element: ElementRef<'_>, url: &Url) -> String {
    let mut text = String::from("<div>");
    let mut preformatted = 0_usize;
    for edge in element.traverse() {
        match edge {
            ego_tree::iter::Edge::Open(node) => match node.value() {
                Node::Text(run) => push_text(&mut text, run, preformatted > 0),
                Node::Element(inner) if node.id() != element.id() => {
                    preformatted += usize::from(inner.name() == "pre");
                    if let Some(open) = ElementRef::wrap(node) {
                        push_tag(&mut text, open, url);
                    }
                }
                _ => {}
            },
            ego_tree::iter::Edge::Close(node) => {
                if let Some(inner) = node.value().as_element().filter(|_| node.id() != element.id()) {
                    preformatted -= usize::from(inner.name() == "pre");
                    if !VOID.contains(&inner.name()) {
                        text.extend(["</", inner.name(), ">"]);
                    }
                }
            }
        }
    }
    text.push_str("</div>\n");
    text
}

fn push_tag(text: &mut String, element: ElementRef<'_>, url: &Url) {
    text.push('<');
    text.push_str(element.value().name());
    for (name, value) in element.value().attrs().filter(|(name, _)| KEPT.contains(name)) {
        let value = match name {
            // GitHub shows images of other hosts through its own (camo) and keeps the address.
            "src" => element.attr("data-canonical-src").map_or_else(|| full(value, url), ToOwned::to_owned),
            "href" => full(value, url),
            // GitHub's prefix against clashes with its own pages.
            "id" | "name" => value.strip_prefix("user-content-").unwrap_or(value).to_owned(),
            _ => value.to_owned(),
        };
        text.extend([" ", name, "=\""]);
        push_escaped(text, &value, true);
        text.push('"');
    }
    text.push('>');
}

fn full(address: &str, url: &Url) -> String {
    if address.starts_with('#') {
        return address.to_owned();
    }
    in_full(url, address).map_or_else(|| address.to_owned(), String::from)
}

fn push_text(text: &mut String, run: &str, preformatted: bool) {
    if preformatted {
        push_escaped(text, run, true);
        return;
    }
    let mut was_blank = text.ends_with(' ');
    for c in run.chars() {
        if c.is_ascii_whitespace() {
            if !was_blank {
                text.push(' ');
            }
            was_blank = true;
        } else {
            push_escaped(text, c.encode_utf8(&mut [0; 4]), false);
            was_blank = false;
        }
    }
}

fn push_escaped(text: &mut String, run: &str, lines_count: bool) {
    for c in run.chars() {
        match c {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\n' if lines_count => text.push_str("&#10;"),
            '\r' | '\0' => {}
            other => text.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use scraper::{Html, Selector};

    fn block(html: &str) -> String {
        let page = Html::parse_document(&format!("<main>{html}</main>"));
        let main = page.select(&Selector::parse("main").expect("a selector")).next().expect("it is there");
        as_block(main, &Url::parse("https://github.com/acme/handbook/wiki").expect("an address"))
    }

    #[test]
    fn there_is_no_line_that_markdown_could_read() {
        let text = block("<p>One\n\n    two &amp; *three*</p>\n\n<pre>a\n\n    b &lt;c&gt;</pre><br>");
        assert_eq!(text, "<div><p>One two &amp; *three*</p> <pre>a&#10;&#10;    b &lt;c&gt;</pre><br></div>\n");
    }

    #[test]
    fn links_and_images_keep_their_places() {
        assert_eq!(
            block("<a href=\"wiki/B\" class=\"x\" onclick=\"y()\">B</a><a href=\"#user\">c</a>"),
            "<div><a href=\"https://github.com/acme/handbook/wiki/B\">B</a><a href=\"#user\">c</a></div>\n"
        );
        let camo =
            "<img src=\"https://camo.githubusercontent.com/1/2\" data-canonical-src=\"https://e.example/a.png\">";
        assert_eq!(block(camo), "<div><img src=\"https://e.example/a.png\"></div>\n");
        assert_eq!(block("<h2 id=\"user-content-a\">A</h2>"), "<div><h2 id=\"a\">A</h2></div>\n");
    }

    #[test]
    fn deep_nesting_is_no_trouble() {
        assert!(block(&"<div><b>".repeat(500)).len() > 5_000);
    }
}
