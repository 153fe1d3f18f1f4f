//! Quoted text: bold, italic, monospace and their like, one kind after the other, in
//! Asciidoctor's order (`QUOTE_SUBS`).

use std::fmt::Write as _;

use super::attrlist::AttributeList;
use crate::html::push_escaped;
use crate::scan::{Step, after, before, is_word, rewrite};

/// How one kind of quoted text is written and shown.
struct Quote {
    open: &'static str,
    close: &'static str,
    scope: Scope,
    /// What may not stand before the opening mark, beside a word.
    not_before: &'static str,
    /// What may not stand after the closing mark, beside a word.
    not_after: &'static str,
    shown: Shown,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// Around whole words.
    Constrained,
    /// Anywhere.
    Unconstrained,
    /// Anywhere, without a blank inside.
    Unbroken,
}

#[derive(Clone, Copy)]
enum Shown {
    Tag(&'static str),
    /// `mark`, but only `span` once it has a role.
    Mark,
    Text(&'static str, &'static str),
}

const fn quote(open: &'static str, close: &'static str, scope: Scope, shown: Shown) -> Quote {
    Quote { open, close, scope, not_before: ";:}", not_after: "", shown }
}

use Scope::{Constrained, Unbroken, Unconstrained};

const DOUBLE: Shown = Shown::Text("\u{201C}", "\u{201D}");
const SINGLE: Shown = Shown::Text("\u{2018}", "\u{2019}");

const MODERN: [Quote; 12] = [
    quote("**", "**", Unconstrained, Shown::Tag("strong")),
    quote("*", "*", Constrained, Shown::Tag("strong")),
    quote("\"`", "`\"", Constrained, DOUBLE),
    Quote { not_before: ";:`}", ..quote("'`", "`'", Constrained, SINGLE) },
    quote("``", "``", Unconstrained, Shown::Tag("code")),
    Quote { not_before: ";:\"'`}", not_after: "\"'`", ..quote("`", "`", Constrained, Shown::Tag("code")) },
    quote("__", "__", Unconstrained, Shown::Tag("em")),
    quote("_", "_", Constrained, Shown::Tag("em")),
    quote("##", "##", Unconstrained, Shown::Mark),
    Quote { not_before: "&;:}", ..quote("#", "#", Constrained, Shown::Mark) },
    quote("^", "^", Unbroken, Shown::Tag("sup")),
    quote("~", "~", Unbroken, Shown::Tag("sub")),
];

/// What a document means whose title is underlined (`compat-mode`).
const LEGACY: [Quote; 13] = [
    quote("**", "**", Unconstrained, Shown::Tag("strong")),
    quote("*", "*", Constrained, Shown::Tag("strong")),
    quote("``", "''", Constrained, DOUBLE),
    quote("'", "'", Constrained, Shown::Tag("em")),
    quote("`", "'", Constrained, SINGLE),
    quote("++", "++", Unconstrained, Shown::Tag("code")),
    quote("+", "+", Constrained, Shown::Tag("code")),
    quote("__", "__", Unconstrained, Shown::Tag("em")),
    quote("_", "_", Constrained, Shown::Tag("em")),
    quote("##", "##", Unconstrained, Shown::Mark),
    Quote { not_before: "&;:}", ..quote("#", "#", Constrained, Shown::Mark) },
    quote("^", "^", Unbroken, Shown::Tag("sup")),
    quote("~", "~", Unbroken, Shown::Tag("sub")),
];

/// `text`, its special characters escaped already, with the quoted parts as HTML.
pub(super) fn quoted(text: &str, legacy: bool) -> String {
    if !text.contains(['*', '_', '`', '#', '^', '~', '\'', '+']) {
        return text.to_owned();
    }
    let quotes: &[Quote] = if legacy { &LEGACY } else { &MODERN };
    quotes.iter().fold(text.to_owned(), |text, quote| one_kind(&text, quote))
}

fn one_kind(text: &str, quote: &Quote) -> String {
    rewrite(text, &[quote.open], |open, settled| {
        let (start, attributes) = attributes_before(text, open, settled);
        let previous = before(text, start).filter(|_| start > settled);
        let escaped = previous == Some('\\');
        if quote.scope == Constrained {
            let settled_just_now = start == settled && settled > 0;
            let glued = previous.is_some_and(|c| is_word(c) || quote.not_before.contains(c));
            if settled_just_now || glued {
                return Step::Pass;
            }
        }
        let content = open + quote.open.len();
        let close = match closing(text, content, quote) {
            Close::At(close) => close,
            Close::NotHere => return Step::Pass,
            Close::Nowhere => return Step::Stop,
        };
        let end = close + quote.close.len();
        if escaped {
            // The mark was escaped: it stays, and so does all of what it would begin.
            let with = text[start..end].to_owned();
            return Step::Replace { start: start - 1, end, with };
        }
        Step::Replace { start, end, with: shown(quote.shown, attributes, &text[content..close]) }
    })
}

/// `[role]` directly before a mark: where it begins, and what it says.
fn attributes_before(text: &str, open: usize, settled: usize) -> (usize, Option<&str>) {
    let head = &text[settled..open];
    let found = head.strip_suffix(']').and_then(|inner| {
        let at = inner.rfind(['[', ']'])?;
        (inner[at..].starts_with('[') && at + 1 < inner.len()).then_some((settled + at, &inner[at + 1..]))
    });
    found.map_or((open, None), |(start, inner)| (start, Some(inner)))
}

enum Close {
    At(usize),
    NotHere,
    Nowhere,
}

fn closing(text: &str, content: usize, quote: &Quote) -> Close {
    let Some(first) = after(text, content) else { return Close::Nowhere };
    let mut from = content + first.len_utf8();
    if quote.scope != Unconstrained && first.is_whitespace() {
        return Close::NotHere;
    }
    if quote.scope == Unbroken {
        for (at, c) in text[from..].char_indices() {
            if text[from + at..].starts_with(quote.close) {
                return Close::At(from + at);
            }
            if c.is_whitespace() {
                return Close::NotHere;
            }
        }
        return Close::Nowhere;
    }
    while let Some(found) = text[from..].find(quote.close) {
        let at = from + found;
        let next = after(text, at + quote.close.len());
        let ends_word = !before(text, at).is_none_or(char::is_whitespace)
            && !next.is_some_and(|c| is_word(c) || quote.not_after.contains(c));
        if quote.scope == Unconstrained || ends_word {
            return Close::At(at);
        }
        from = at + 1;
    }
    Close::Nowhere
}

fn shown(shown: Shown, attributes: Option<&str>, content: &str) -> String {
    let mut list = AttributeList::default();
    if let Some(attributes) = attributes {
        let first = attributes.split(',').next().unwrap_or_default().trim();
        if first.starts_with(['#', '.', '%']) {
            list.shorthand(first);
        } else {
            list.roles.push(first.to_owned());
        }
    }
    let has_role = |role: &str| list.roles.iter().any(|other| other == role);
    let tag = match shown {
        Shown::Tag(tag) => tag,
        Shown::Mark if has_role("line-through") => "del",
        Shown::Mark if has_role("underline") => "u",
        Shown::Mark if attributes.is_some() => "span",
        Shown::Mark => "mark",
        Shown::Text(open, close) => return format!("{open}{content}{close}"),
    };
    let mut out = format!("<{tag}");
    if let Some(id) = list.id {
        out.push_str(" id=\"");
        push_escaped(&mut out, &id);
        out.push('"');
    }
    out.push('>');
    out.push_str(content);
    out.push_str("</");
    out.push_str(tag);
    out.push('>');
    out
}

/// The elements that quotes make.
const ELEMENTS: [&str; 9] = ["strong", "em", "code", "mark", "span", "del", "u", "sup", "sub"];

/// `text` with these elements well nested: a later pass may have taken one end of
/// a pair, and pairs of two kinds may overlap.
pub(super) fn repaired(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |length| at + length + 1);
        let tag = &rest[at..end];
        rest = &rest[end..];
        let inner = tag.trim_start_matches('<').trim_end_matches('>');
        let name = inner.trim_start_matches('/').split(' ').next().unwrap_or_default();
        match ELEMENTS.iter().find(|element| **element == name) {
            None => out.push_str(tag),
            Some(element) if !inner.starts_with('/') => {
                open.push(element);
                out.push_str(tag);
            }
            Some(element) => {
                let Some(outer) = open.iter().rposition(|other| other == element) else { continue };
                for inner in open.drain(outer..).rev() {
                    let _ = write!(out, "</{inner}>");
                }
            }
        }
    }
    out.push_str(rest);
    for element in open.iter().rev() {
        let _ = write!(out, "</{element}>");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{quoted, repaired};

    #[test]
    fn words_and_parts_of_words_are_quoted() {
        assert_eq!(quoted("a *b* _c_ `d` #e#", false), "a <strong>b</strong> <em>c</em> <code>d</code> <mark>e</mark>");
        assert_eq!(quoted("a**b**c m__o__n", false), "a<strong>b</strong>c m<em>o</em>n");
        assert_eq!(
            quoted("*_both_* and `*x*`", false),
            "<strong><em>both</em></strong> and <code><strong>x</strong></code>"
        );
        assert_eq!(quoted("H~2~O and x^2^", false), "H<sub>2</sub>O and x<sup>2</sup>");
    }

    #[test]
    fn what_is_no_quote_stays() {
        for text in ["snake_case_name", "2 * 3 * 4", "a* b*", "*", "**", "~ home ~", "5^ 6^"] {
            assert_eq!(quoted(text, false), text);
        }
        assert_eq!(quoted("\\*not*", false), "*not*");
    }

    #[test]
    fn curved_quotes_and_roles() {
        assert_eq!(quoted("\"`a`\" '`b`'", false), "\u{201C}a\u{201D} \u{2018}b\u{2019}");
        assert_eq!(quoted("[.red]#x# [line-through]#y#", false), "<span>x</span> <del>y</del>");
        assert_eq!(quoted("[#here]*x*", false), "<strong id=\"here\">x</strong>");
    }

    #[test]
    fn the_old_way_of_writing_is_known() {
        assert_eq!(quoted("'a' +b+ ``c''", true), "<em>a</em> <code>b</code> \u{201C}c\u{201D}");
    }

    #[test]
    fn pairs_that_overlap_are_untangled() {
        assert_eq!(repaired("<strong>a <em>b</strong> c</em> d"), "<strong>a <em>b</em></strong> c d");
        assert_eq!(repaired("<strong>a"), "<strong>a</strong>");
        assert_eq!(repaired("a</u> <b>"), "a <b>");
    }
}
