//! Splicing: a page's links are rewritten in its bytes; every other byte stays.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use relieur_book::read::{Goal, Link, PageSource, Writing};

use super::names::Names;

/// The page with links that work among the archive's files.
pub(crate) fn spliced(source: &PageSource, names: &Names) -> Vec<u8> {
    let own = names.of(&source.path).unwrap_or(&source.path);
    let mut out = Vec::with_capacity(source.bytes.len() + 256);
    let mut copied = 0;
    for link in &source.links {
        if link.span.start < copied || link.span.end > source.bytes.len() {
            continue;
        }
        let Some(written) = rewritten(link, own, names) else { continue };
        out.extend_from_slice(&source.bytes[copied..link.span.start]);
        out.extend_from_slice(written.as_bytes());
        copied = link.span.end;
    }
    out.extend_from_slice(&source.bytes[copied..]);
    out
}

fn rewritten(link: &Link, own: &str, names: &Names) -> Option<String> {
    let address = match &link.goal {
        Goal::Url(url) => url.clone(),
        Goal::File(path) => relative(own, names.of(path)?),
        Goal::Brought(url) => relative(own, names.of_brought(url)?),
        Goal::Page { path, fragment } => {
            let file = names.readable(path)?;
            let fragment = fragment.as_deref().map(|fragment| format!("#{}", encoded(fragment))).unwrap_or_default();
            // A link to the page it stands on needs its name only without a fragment.
            if file == own && !fragment.is_empty() { fragment } else { relative(own, file) + &fragment }
        }
    };
    Some(match &link.writing {
        Writing::Destination => destination(&address),
        Writing::Attribute(quote) => attribute(&address, *quote),
        Writing::WikiLink { text } => format!("[{}]({})", escaped_text(text), destination(&address)),
        Writing::WikiImage { alt, options } if options.is_empty() => {
            format!("![{}]({})", escaped_text(alt), destination(&address))
        }
        Writing::WikiImage { alt, options } => {
            let mut html = format!("<img src=\"{}\" alt=\"{}\"", escaped_html(&address), escaped_html(alt));
            for (name, value) in options {
                // Writing into a string does not fail.
                let _ = write!(html, " {name}=\"{}\"", escaped_html(value));
            }
            html + ">"
        }
    })
}

/// What cannot stand in a path of an address as it is, in Markdown or HTML.
const UNSAFE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'\'')
    .add(b'(')
    .add(b')')
    .add(b'*')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Percent-encoded, but readable: letters of every script stay.
pub(super) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            let mut buffer = [0; 4];
            out.extend(utf8_percent_encode(c.encode_utf8(&mut buffer), UNSAFE));
        } else if c.is_alphanumeric() || !(c.is_whitespace() || c.is_control()) {
            out.push(c);
        } else {
            let mut buffer = [0; 4];
            out.extend(utf8_percent_encode(c.encode_utf8(&mut buffer), CONTROLS));
        }
    }
    out
}

/// The path from one file of the archive to another.
pub(crate) fn relative(from: &str, to: &str) -> String {
    let mut from: Vec<&str> = from.split('/').collect();
    from.pop();
    let to: Vec<&str> = to.split('/').collect();
    let common = from.iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - common);
    up.chain(to[common..].iter().map(|part| encoded(part))).collect::<Vec<_>>().join("/")
}

pub(super) fn destination(address: &str) -> String {
    let plain = !address.is_empty()
        && !address
            .contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '(' | ')' | '\\'));
    if plain { address.to_owned() } else { format!("<{}>", address.replace(['<', '>', '\n', '\r'], "")) }
}

fn attribute(address: &str, quote: Option<u8>) -> String {
    let html = escaped_html(address);
    let plain = |c: char| !(c.is_whitespace() || matches!(c, '\'' | '=' | '`' | '>'));
    match quote {
        Some(b'\'') => html.replace('\'', "&#39;"),
        // Without quotes only plain signs may stand.
        None if !html.chars().all(plain) => format!("\"{html}\""),
        Some(_) | None => html,
    }
}

pub(super) fn escaped_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn escaped_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '[' | ']' | '\\' | '`' | '*' | '_' | '<' | '|') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_from_file_to_file() {
        assert_eq!(relative("a/b/x.md", "a/c y.md"), "../c%20y.md");
        assert_eq!(relative("x.md", "assets/图 (1).png"), "assets/图%20%281%29.png");
        assert_eq!(relative("a/x.md", "a/y.md"), "y.md");
        assert_eq!(relative("a/x.md", "y.md"), "../y.md");
    }

    #[test]
    fn addresses_keep_their_surroundings_sound() {
        assert_eq!(destination("a(b"), "<a(b>");
        assert_eq!(attribute("a'b&c", Some(b'\'')), "a&#39;b&amp;c");
        assert_eq!(attribute("a=b", None), "\"a=b\"");
        assert_eq!(escaped_text("a|b [c]"), "a\\|b \\[c\\]");
    }
}
