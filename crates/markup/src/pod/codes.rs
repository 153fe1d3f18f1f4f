//! Formatting codes: `B<…>`, `C<< … >>` and their like.

use crate::html::{escaped, push_escaped};

/// Codes nested deeper than this are shown as text.
const MAX_DEPTH: usize = 16;
/// Where GitHub looks up what is no section of the page.
const MODULES: &str = "http://metacpan.org/search?q=";
/// Where `Pod::Simple` looks up manual pages.
const MANUAL: &str = "http://man.he.net/man";

/// A paragraph's HTML, and its text alone.
pub(super) struct Marked {
    pub html: String,
    pub text: String,
}

/// A code that is open.
#[derive(Default)]
struct Code {
    /// Its letter; none for the paragraph.
    letter: Option<u8>,
    /// How many brackets end it.
    brackets: usize,
    html: String,
    text: String,
    /// In a link: the lengths of HTML and text where `|` stood, and of text where
    /// `/` did after it.
    bar: Option<(usize, usize)>,
    slash: Option<usize>,
}

impl Code {
    fn push(&mut self, text: &str) {
        push_escaped(&mut self.html, text);
        self.text.push_str(text);
    }
}

/// Reads the codes of a paragraph. White space is one space.
pub(super) fn marked(paragraph: &str) -> Marked {
    let paragraph = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    let bytes = paragraph.as_bytes();
    let mut outer: Vec<Code> = Vec::new();
    let mut code = Code::default();
    let (mut at, mut plain) = (0, 0);
    while at < bytes.len() {
        let run = |from: usize, byte: u8| bytes[from..].iter().take_while(|other| **other == byte).count();
        match bytes[at] {
            letter @ b'A'..=b'Z' if bytes.get(at + 1) == Some(&b'<') && outer.len() < MAX_DEPTH => {
                let brackets = run(at + 1, b'<');
                let after = at + 1 + brackets;
                // Several brackets count when white space follows them.
                let (brackets, after) =
                    if brackets > 1 && bytes.get(after) == Some(&b' ') { (brackets, after + 1) } else { (1, at + 2) };
                code.push(&paragraph[plain..at]);
                outer.push(std::mem::replace(&mut code, Code { letter: Some(letter), brackets, ..Code::default() }));
                (at, plain) = (after, after);
            }
            b'>' if code.brackets == 1 => {
                code.push(&paragraph[plain..at]);
                close(&mut code, &mut outer);
                (at, plain) = (at + 1, at + 1);
            }
            b' ' if code.brackets > 1 && run(at + 1, b'>') >= code.brackets => {
                code.push(&paragraph[plain..at]);
                let after = at + 1 + code.brackets;
                close(&mut code, &mut outer);
                (at, plain) = (after, after);
            }
            mark @ (b'|' | b'/') if code.letter == Some(b'L') => {
                code.push(&paragraph[plain..at]);
                plain = at;
                if mark == b'|' && code.bar.is_none() {
                    code.bar = Some((code.html.len(), code.text.len()));
                    code.slash = None;
                    plain = at + 1;
                } else if mark == b'/' && code.slash.is_none() {
                    code.slash = Some(code.text.len());
                }
                at += 1;
            }
            _ => at += 1,
        }
    }
    code.push(&paragraph[plain..]);
    while !outer.is_empty() {
        close(&mut code, &mut outer);
    }
    Marked { html: code.html.trim().to_owned(), text: code.text }
}

/// Ends `code` and goes on in the one around it.
fn close(code: &mut Code, outer: &mut Vec<Code>) {
    let Some(around) = outer.pop() else { return };
    let inner = std::mem::replace(code, around);
    let (html, text) = match inner.letter {
        Some(b'B') => (format!("<b>{}</b>", inner.html), inner.text),
        Some(b'I' | b'F') => (format!("<i>{}</i>", inner.html), inner.text),
        Some(b'C') => (format!("<code>{}</code>", inner.html), inner.text),
        Some(b'S') => (unbroken(&inner.html), inner.text.replace(' ', "\u{A0}")),
        Some(b'E') => entity(inner.text.trim()),
        Some(b'L') => link(&inner),
        // Entries of an index, and nothing.
        Some(b'X' | b'Z') => (String::new(), String::new()),
        _ => (inner.html, inner.text),
    };
    code.html.push_str(&html);
    code.text.push_str(&text);
}

/// Spaces that do not break, but those in tags.
fn unbroken(html: &str) -> String {
    let mut in_tag = false;
    let html = html.chars().map(|c| {
        in_tag = (in_tag || c == '<') && c != '>';
        if c == ' ' && !in_tag { '\u{A0}' } else { c }
    });
    html.collect()
}

/// A character by its name or its number (perlpod: decimal, `0x…`, or octal `0…`).
fn entity(name: &str) -> (String, String) {
    let number = name
        .strip_prefix("0x")
        .or_else(|| name.strip_prefix('x'))
        .map(|hexadecimal| u32::from_str_radix(hexadecimal, 16))
        .or_else(|| name.strip_prefix('0').filter(|rest| !rest.is_empty()).map(|octal| u32::from_str_radix(octal, 8)))
        .unwrap_or_else(|| name.parse());
    let character = match name {
        "verbar" => Some('|'),
        "sol" => Some('/'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "lchevron" => Some('«'),
        "rchevron" => Some('»'),
        _ => number.ok().and_then(char::from_u32).filter(|c| *c != '\0'),
    };
    if let Some(character) = character {
        return (escaped(&character.to_string()), character.to_string());
    }
    // The HTML parser knows the names of the others.
    if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return (format!("&{name};"), String::new());
    }
    let written = format!("E<{name}>");
    (escaped(&written), written)
}

/// `L<text|target>`
fn link(code: &Code) -> (String, String) {
    let (bar_html, bar_text) = code.bar.unwrap_or((0, 0));
    let target = code.text[bar_text..].trim();
    let split = code.slash.filter(|slash| *slash >= bar_text);
    let (name, section) = match split {
        Some(slash) => (code.text[bar_text..slash].trim(), Some(code.text[slash + 1..].trim())),
        None => (target, None),
    };
    let is_address = has_scheme(target);
    // Old Pods name a section without a slash.
    let (name, section) = match section {
        None if name.len() > 1 && name.starts_with('"') && name.ends_with('"') => ("", Some(name)),
        None if name.contains(' ') && !is_address => ("", Some(name)),
        other => (name, other),
    };
    let unquoted = |section: &'_ str| section.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).map(str::len);
    let section = section.map(|section| unquoted(section).map_or(section, |length| &section[1..=length]));
    let section = section.filter(|section| !section.is_empty());
    let fragment = section.map(|section| format!("#{}", id(section))).unwrap_or_default();
    let address = match manual_page(name) {
        _ if is_address => target.to_owned(),
        Some((page, number)) => format!("{MANUAL}{number}/{page}"),
        None if name.is_empty() => fragment,
        None => format!("{MODULES}{name}{fragment}"),
    };
    let (html, text) = if code.bar.is_some() {
        (code.html[..bar_html].to_owned(), code.text[..bar_text].to_owned())
    } else {
        let text = match section {
            _ if is_address => target.to_owned(),
            None => name.to_owned(),
            Some(section) if name.is_empty() => format!("\"{section}\""),
            Some(section) => format!("\"{section}\" in {name}"),
        };
        (escaped(&text), text)
    };
    if address.is_empty() { (html, text) } else { (format!("<a href=\"{}\">{html}</a>", escaped(&address)), text) }
}

/// `http:` and the like, but not `Module::Name`.
fn has_scheme(target: &str) -> bool {
    target.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
            && !rest.is_empty()
            && !rest.starts_with([':', ' '])
    })
}

/// `crontab(5)`
fn manual_page(name: &str) -> Option<(&str, &str)> {
    let (page, number) = name.strip_suffix(')')?.split_once('(')?;
    let is_section =
        number.starts_with(|c: char| c.is_ascii_digit()) && number.bytes().all(|b| b.is_ascii_alphanumeric());
    (is_section && !page.is_empty()).then(|| (page, &number[..1]))
}

/// The id of a section (`Pod::Simple::XHTML::idify`, which sees the text with its
/// special characters as entities, and drops those).
pub(super) fn id(text: &str) -> String {
    let kept: String = text.chars().filter(|c| c.is_ascii() && !matches!(c, '\'' | '"' | '<' | '>' | '&')).collect();
    let mut id = String::with_capacity(kept.len());
    let mut replaced = false;
    for c in kept.trim_start_matches(|c: char| !c.is_ascii_alphabetic()).trim_end().chars() {
        let keeps = c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.');
        if keeps || !replaced {
            id.push(if keeps { c } else { '-' });
        }
        replaced = !keeps;
    }
    let id = id.trim_end_matches(['-', ':', '.']);
    if id.is_empty() { "pod".to_owned() } else { id.to_owned() }
}
