//! HTML that authors write between other markup: tags, entities, attributes.

/// A tag, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag<'t> {
    /// Its name.
    pub name: &'t str,
    /// Whether it ends an element.
    pub closing: bool,
    /// Whether it ends with `/>`.
    pub empty: bool,
    /// What stands after the name.
    pub attributes: &'t str,
    /// Its length in bytes, brackets included.
    pub length: usize,
}

/// Longer tags are text; also bounds how often a byte is read.
const LONGEST_TAG: usize = 2000;

/// The tag `text` begins with, of any name.
pub(crate) fn tag_at(text: &str) -> Option<Tag<'_>> {
    let bytes = text.as_bytes();
    if bytes.first() != Some(&b'<') {
        return None;
    }
    let closing = bytes.get(1) == Some(&b'/');
    let name_at = if closing { 2 } else { 1 };
    let length = bytes[name_at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    if length == 0 || !bytes[name_at].is_ascii_alphabetic() {
        return None;
    }
    let name_end = name_at + length;
    if !matches!(bytes.get(name_end), Some(b'>' | b'/' | b' ' | b'\t' | b'\n')) {
        return None;
    }
    let mut quote = None;
    for (at, byte) in bytes.iter().enumerate().take(LONGEST_TAG).skip(name_end) {
        match (quote, byte) {
            (None, b'>') => {
                let attributes = &text[name_end..at];
                let empty = attributes.ends_with('/');
                let attributes = attributes.strip_suffix('/').unwrap_or(attributes).trim();
                return Some(Tag { name: &text[name_at..name_end], closing, empty, attributes, length: at + 1 });
            }
            (None, b'<') => return None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

impl Tag<'_> {
    /// Whether it is one of `names`, in any case.
    pub(crate) fn is_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.name.eq_ignore_ascii_case(name))
    }

    /// Whether it is HTML; others, such as `<user>`, are text.
    pub(crate) fn is_html(&self) -> bool {
        self.is_any(&INLINE) || self.is_block()
    }

    /// Whether its element stands on lines of its own.
    pub(crate) fn is_block(&self) -> bool {
        self.is_any(&BLOCK)
    }

    /// The value of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        attribute(self.attributes, name)
    }
}

const INLINE: [&str; 55] = [
    "a", "abbr", "acronym", "audio", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "iframe", "img", "input", "ins", "kbd", "label", "map", "mark", "object", "picture", "q", "rb", "rp",
    "rt", "ruby", "s", "samp", "script", "small", "source", "span", "strike", "strong", "style", "sub", "sup", "svg",
    "time", "track", "tt", "u", "var", "video", "wbr", "area", "button", "nobr", "select",
];

const BLOCK: [&str; 44] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// The value of an attribute among `attributes`, quoted or not.
pub(crate) fn attribute<'t>(attributes: &'t str, wanted: &str) -> Option<&'t str> {
    let mut rest = attributes.trim_start();
    while !rest.is_empty() {
        let name_end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let name = &rest[..name_end];
        let after = rest[name_end..].trim_start();
        let Some(value) = after.strip_prefix('=') else {
            rest = after;
            continue;
        };
        let value = value.trim_start();
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = after.trim_start();
    }
    None
}

/// The length of the entity `text` begins with.
pub(crate) fn entity_at(text: &str) -> Option<usize> {
    /// `&CounterClockwiseContourIntegral;` is the longest name.
    const LONGEST: usize = 33;
    let body = text.strip_prefix('&')?;
    let end = body.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = &body.as_bytes()[..end];
    let sound = match name {
        [b'#', b'x' | b'X', digits @ ..] => !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit),
        [b'#', digits @ ..] => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
        [first, rest @ ..] => first.is_ascii_alphabetic() && rest.iter().all(u8::is_ascii_alphanumeric),
        [] => false,
    };
    sound.then_some(end + 2)
}

/// Adds `text`, escaped, but for its entities.
pub(crate) fn push_with_entities(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        crate::html::push_escaped(out, &rest[..at]);
        let length = entity_at(&rest[at..]);
        match length {
            Some(length) => out.push_str(&rest[at..at + length]),
            None => out.push_str("&amp;"),
        }
        rest = &rest[at + length.unwrap_or(1)..];
    }
    crate::html::push_escaped(out, rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_told_from_text() {
        let tag = tag_at("<img src=\"a>b\" alt='c' />x").expect("a tag");
        assert_eq!((tag.name, tag.closing, tag.empty, tag.length), ("img", false, true, 25));
        assert_eq!((tag.attribute("SRC"), tag.attribute("alt"), tag.attribute("id")), (Some("a>b"), Some("c"), None));
        assert!(tag_at("</div>").is_some_and(|tag| tag.closing && tag.is_block()));
        assert!(tag_at("<user>").is_some_and(|tag| !tag.is_html()));
        for text in ["<", "< b>", "<b", "<1>", "<a <b>", "<http://a.b>", "<a@b.c>"] {
            assert_eq!(tag_at(text), None, "{text}");
        }
    }

    #[test]
    fn attributes_may_stand_without_quotes() {
        assert_eq!(attribute("a b=c colspan = 2 d='e f'", "colspan"), Some("2"));
        assert_eq!(attribute("a b=c d='e f'", "d"), Some("e f"));
        assert_eq!(attribute("a b=\"c", "b"), Some("c"));
        assert_eq!(attribute("= =", "b"), None);
    }

    #[test]
    fn entities_stay_and_the_rest_is_escaped() {
        let mut out = String::new();
        push_with_entities(&mut out, "a & b &amp; &#8230; &#x2F; &; <c>");
        assert_eq!(out, "a &amp; b &amp; &#8230; &#x2F; &amp;; &lt;c&gt;");
    }
}
