//! Links and images, written `{text}[address]`, `word[address]` or as the address
//! alone.

use super::inlines;
use crate::html::escaped;

/// What an address in running text begins with.
const SCHEMES: [&str; 7] = ["link:", "http:", "https:", "mailto:", "ftp:", "irc:", "www."];
/// The same, and what else stands for more than it says.
const PREFIXES: [&str; 9] = ["link:", "http:", "https:", "mailto:", "ftp:", "irc:", "www.", "rdoc-image:", "rdoc-ref:"];
/// No word before an address is longer; what goes on is text.
const LONGEST_WORD: usize = 100;
/// No address or label is longer; what goes on is text.
const LONGEST: usize = 2000;

/// A link and how many bytes it takes.
pub(super) struct Link {
    pub html: String,
    pub length: usize,
}

/// `{text}[address]`, at the head of `rest`.
pub(super) fn braced(rest: &str) -> Option<Link> {
    let head = window(rest, LONGEST);
    let end = head.find('}')?;
    let (address, length) = bracketed(&rest[end + 1..])?;
    let text = &rest[1..end];
    let html = match text.strip_prefix("rdoc-image:") {
        Some(image) => self::image(image),
        None => inlines::without_links(text),
    };
    Some(Link { html: linked(address, &html), length: end + 1 + length })
}

/// `word[address]`, or an address alone, at the head of `rest`, which begins a word.
pub(super) fn of_word(rest: &str) -> Option<Link> {
    if let Some(link) = labelled(rest) {
        return Some(link);
    }
    if !PREFIXES.iter().any(|prefix| rest.get(..prefix.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(prefix))) {
        return None;
    }
    let head = window(rest, LONGEST);
    let word = &head[..head.find(|c: char| c.is_whitespace() || c == '<').unwrap_or(head.len())];
    if let Some(image) = word.strip_prefix("rdoc-image:") {
        return Some(Link { html: self::image(image), length: word.len() });
    }
    if let Some(target) = word.strip_prefix("rdoc-ref:").filter(|target| !target.is_empty()) {
        return Some(Link { html: escaped(target), length: word.len() });
    }
    let lower = word.get(..8.min(word.len())).map(str::to_ascii_lowercase);
    let scheme = SCHEMES.iter().find(|scheme| lower.as_ref().is_some_and(|word| word.starts_with(**scheme)))?;
    let address = word.trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '/'));
    if address.len() <= scheme.len() {
        return None;
    }
    let is_image = [".gif", ".png", ".jpg", ".jpeg", ".bmp"].iter().any(|ending| address.ends_with(ending));
    if is_image && !scheme.starts_with("mailto") {
        return Some(Link { html: image(address.strip_prefix("link:").unwrap_or(address)), length: address.len() });
    }
    // GitHub shows the address without its scheme.
    let shown = if *scheme == "www." { address } else { address[scheme.len()..].trim_start_matches('/') };
    Some(Link { html: linked(address, &escaped(shown)), length: address.len() })
}

/// `word[address]`, at the head of `rest`.
fn labelled(rest: &str) -> Option<Link> {
    let head = window(rest, LONGEST_WORD);
    let open = head.find(|c: char| c.is_whitespace() || matches!(c, '<' | '[')).filter(|open| *open > 0)?;
    let (address, length) = bracketed(&rest[open..]).filter(|(address, _)| leads_somewhere(address))?;
    Some(Link { html: linked(address, &escaped(&rest[..open])), length: open + length })
}

/// `[address]`, at the head of `rest`: the address, and how many bytes that takes.
fn bracketed(rest: &str) -> Option<(&str, usize)> {
    let inner = window(rest.strip_prefix('[')?, LONGEST);
    let end = inner.find([']', '[', ' ', '\n', '\t'])?;
    (end > 0 && inner[end..].starts_with(']')).then_some((&inner[..end], end + 2))
}

/// Whether `word[address]` is meant as a link, and not as `array[index]`.
fn leads_somewhere(address: &str) -> bool {
    SCHEMES.iter().any(|scheme| address.starts_with(scheme))
        || address.starts_with(['#', '/'])
        || address.starts_with("rdoc-")
        || address.contains("://")
        || address.rsplit_once('.').is_some_and(|(name, ending)| {
            !name.is_empty() && (2..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphabetic())
        })
}

fn linked(address: &str, html: &str) -> String {
    let address = match address.strip_prefix("rdoc-label:") {
        Some(label) => format!("#{}", label.split(':').next().unwrap_or(label)),
        // Classes and methods: there are none in a wiki.
        None if address.starts_with("rdoc-ref:") => return html.to_owned(),
        None if address.starts_with("www.") => format!("http://{address}"),
        None => address.strip_prefix("link:").unwrap_or(address).to_owned(),
    };
    format!("<a href=\"{}\">{html}</a>", escaped(&address))
}

fn image(address: &str) -> String {
    // A text for those who cannot see it may follow.
    let colon =
        address.char_indices().find(|(at, c)| *c == ':' && !address[at + 1..].starts_with("//")).map(|(at, _)| at);
    let (src, alt) = colon.map_or((address, ""), |colon| (&address[..colon], &address[colon + 1..]));
    if alt.is_empty() {
        return format!("<img src=\"{}\">", escaped(src));
    }
    format!("<img src=\"{}\" alt=\"{}\">", escaped(src), escaped(alt))
}

/// The first bytes of `text`, `most` of them at most.
fn window(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The id of a heading (`RDoc::Markup::Heading#label`).
pub(super) fn label(text: &str) -> String {
    let mut label = String::from("label-");
    for byte in text.bytes() {
        match byte {
            b' ' => label.push('+'),
            byte if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'*') => {
                label.push(byte as char);
            }
            byte => label.extend(["-", &format!("{byte:02X}")]),
        }
    }
    label
}
