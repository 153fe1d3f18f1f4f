//! Standalone hyperlinks: addresses and e-mail addresses in running text.

use super::marks::{may_begin_after, may_end_before, unescaped};
use super::tree::{Inline, Link};

/// Schemes of addresses that people write into pages; docutils knows those
/// registered with IANA.
const SCHEMES: [&str; 24] = [
    "callto", "data", "file", "ftp", "geo", "git", "gopher", "http", "https", "imap", "irc", "ircs", "jabber", "ldap",
    "mailto", "magnet", "news", "nntp", "rsync", "sftp", "ssh", "svn", "tel", "xmpp",
];

/// `text`, in which escapes are NULs, with its addresses as links.
pub(super) fn linked(text: &str, out: &mut Vec<Inline>) {
    let mut plain = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find([':', '@']) {
        let mark = at + found;
        let address = if text.as_bytes()[mark] == b':' { uri(text, plain, mark) } else { email(text, plain, mark) };
        let Some((start, end)) = address else {
            at = mark + 1;
            continue;
        };
        push(&text[plain..start], out);
        let shown = unescaped(&text[start..end]);
        let link = if text.as_bytes()[mark] == b'@' { format!("mailto:{shown}") } else { shown.clone() };
        let raw = shown.clone();
        out.push(Inline::Reference { content: vec![Inline::Text(shown)], link: Link::Uri(link), raw });
        plain = end;
        at = end;
    }
    push(&text[plain..], out);
}

fn push(text: &str, out: &mut Vec<Inline>) {
    let text = unescaped(text);
    if !text.is_empty() {
        out.push(Inline::Text(text));
    }
}

/// Where the address with the colon at `mark` begins and ends.
fn uri(text: &str, from: usize, mark: usize) -> Option<(usize, usize)> {
    let scheme = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let start = mark - text.as_bytes()[from..mark].iter().rev().take_while(|byte| scheme(byte)).count();
    let known = SCHEMES.iter().any(|scheme| scheme.eq_ignore_ascii_case(&text[start..mark]));
    if !known || !may_begin_after(before(text, from, start)) {
        return None;
    }
    end_of(text, mark + 1, |byte| byte.is_ascii_alphanumeric() || b"-_.!~*'()[];/:@&=+$,%?#\0".contains(&byte))
        .map(|end| (start, end))
}

/// Where the address with the at sign at `mark` begins and ends.
fn email(text: &str, from: usize, mark: usize) -> Option<(usize, usize)> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_!~*'{|}/#?^`&=+$%.".contains(&byte);
    let mut start = mark - text.as_bytes()[from..mark].iter().rev().take_while(|byte| allowed(**byte)).count();
    // Quotes and the like before an address do not belong to it.
    start += text[start..mark].bytes().take_while(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_').count();
    if start == mark || text.as_bytes()[mark - 1] == b'.' || !may_begin_after(before(text, from, start)) {
        return None;
    }
    end_of(text, mark + 1, allowed).map(|end| (start, end))
}

fn before(text: &str, from: usize, start: usize) -> Option<char> {
    text[from..start].chars().next_back()
}

/// The last place at or before the end of the run of `allowed` bytes where an
/// address may end: punctuation at its end belongs to the sentence.
fn end_of(text: &str, from: usize, allowed: impl Fn(u8) -> bool) -> Option<usize> {
    let run = text.as_bytes()[from..].iter().take_while(|byte| allowed(**byte)).count();
    let last = |byte: u8| byte.is_ascii_alphanumeric() || b"_~*/=+".contains(&byte);
    (from + 1..=from + run).rev().find(|end| {
        let byte = text.as_bytes()[end - 1];
        let after = text[*end..].chars().next();
        last(byte) && may_end_before(after) || byte != b'\0' && after == Some('>')
    })
}

/// An address without a scheme that is an e-mail address gets one.
pub(super) fn with_scheme(address: String) -> String {
    let is_email = match address.find('@') {
        Some(mark) => email(&address, 0, mark) == Some((0, address.len())),
        None => false,
    };
    if is_email { format!("mailto:{address}") } else { address }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        linked(text, &mut out);
        let links = out.into_iter().filter_map(|inline| match inline {
            Inline::Reference { link: Link::Uri(link), .. } => Some(link),
            _ => None,
        });
        links.collect()
    }

    #[test]
    fn addresses_end_before_the_sentence_does() {
        assert_eq!(links("See http://x.org/a?b=c#d, (https://y.org)."), ["http://x.org/a?b=c#d", "https://y.org"]);
        assert_eq!(links("<http://x.org/a.>"), ["http://x.org/a."]);
        assert_eq!(links("ask me@x.org."), ["mailto:me@x.org"]);
        assert_eq!(links("a:b foo::bar xhttp:y @ @a a@ note: x"), [""; 0]);
        assert_eq!(links("mailto:me@x.org"), ["mailto:me@x.org"]);
    }
}
