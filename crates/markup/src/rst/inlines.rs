//! Inline markup (docutils, `states.Inliner`).
//!
//! A start-string is only markup when its end-string follows. Where an end-string
//! may be does not depend on the start, so one search that found none answers for
//! every later start: that keeps a paragraph of asterisks linear.

use super::Reader;
use super::explicit::substitution_name;
use super::lines::{normalised, simple_name};
use super::marks::{escaped_to_null, may_begin_after, may_end_before, quotes, restored, unescaped};
use super::tree::{Inline, Label, Link};
use super::uris;

/// End-strings that are searched for, and whether none is left.
#[derive(Default)]
struct Exhausted {
    emphasis: bool,
    strong: bool,
    literal: bool,
    backquote: bool,
    substitution: bool,
}

/// A piece of markup: what it says, and where it ends.
type Found = Option<(Inline, usize)>;

impl Reader {
    /// `text`, which may have several lines, as inline content.
    pub(super) fn inlines(&mut self, text: &str) -> Vec<Inline> {
        let text = escaped_to_null(text);
        let mut out = Vec::new();
        let mut exhausted = Exhausted::default();
        // `plain`: where text without markup begins; `from`: where markup may begin
        // whatever comes before.
        let (mut plain, mut from, mut at) = (0, 0, 0);
        while let Some(c) = text[at..].chars().next() {
            let before = text[from..at].chars().next_back();
            if c.is_alphanumeric() {
                let name = simple_name(&text[at..]);
                let found = may_begin_after(before).then(|| self.simple_reference(&text, at, name)).flatten();
                if let Some((inline, end)) = found {
                    uris::linked(&text[plain..at], &mut out);
                    out.push(inline);
                    (plain, from, at) = (end, end, end);
                } else {
                    at += name;
                }
                continue;
            }
            if !matches!(c, '*' | '`' | '|' | '_' | '[' | ':') || !may_begin_after(before) {
                at += c.len_utf8();
                continue;
            }
            let Some(start) = start_string(&text, at) else {
                at += 1;
                continue;
            };
            let after = text[at + start.length..].chars().next();
            if start.kind != Kind::Bracket && quotes(before, after) {
                at += start.length;
                continue;
            }
            match self.after_start(&text, at, &start, &mut exhausted) {
                Some((inline, end)) => {
                    uris::linked(&text[plain..at], &mut out);
                    out.push(inline);
                    (plain, from, at) = (end, end, end);
                }
                None => at += start.length,
            }
        }
        uris::linked(&text[plain..], &mut out);
        out
    }

    fn after_start(&mut self, text: &str, at: usize, start: &Start, exhausted: &mut Exhausted) -> Found {
        let inner = at + start.length;
        match start.kind {
            Kind::Bracket => Some(self.bracketed(text, at, start.length)),
            Kind::Strong => {
                let end = end_string(text, inner, "**", &mut exhausted.strong)?;
                Some((Inline::Styled("strong", unescaped(&text[inner..end])), end + 2))
            }
            Kind::Emphasis => {
                let end = end_string(text, inner, "*", &mut exhausted.emphasis)?;
                Some((Inline::Styled("em", unescaped(&text[inner..end])), end + 1))
            }
            Kind::Literal => {
                let end = end_string(text, inner, "``", &mut exhausted.literal)?;
                Some((Inline::Styled("code", restored(&text[inner..end])), end + 2))
            }
            Kind::Target => {
                let end = end_string(text, inner, "`", &mut exhausted.backquote)?;
                let said = unescaped(&text[inner..end]);
                let id = self.id(&said);
                self.name(&said, Link::Id(id.clone()));
                Some((Inline::Target { id, text: said }, end + 1))
            }
            Kind::Substitution => {
                let end = end_string(text, inner, "|", &mut exhausted.substitution)?;
                let name = substitution_name(&unescaped(&text[inner..end]));
                let underscores = underscores_after(text, end + 1)?;
                let link = self.link(underscores, &name);
                let end = end + 1 + underscores;
                Some((Inline::Substitution { name, link, raw: restored(&text[at..end]) }, end))
            }
            Kind::Backquote(role) => {
                let end = end_string(text, inner, "`", &mut exhausted.backquote)?;
                self.interpreted(text, at, role, inner, end)
            }
        }
    }

    /// `` `text`_ ``, `` `text` `` or `` :role:`text` `` whose text ends at `end`.
    fn interpreted(&mut self, text: &str, at: usize, role: usize, inner: usize, end: usize) -> Found {
        let after = end + 1;
        let named = text[after..].strip_prefix(':').map_or(0, simple_name);
        let named = if named > 0 && text[after + 1 + named..].starts_with(':') { named } else { 0 };
        let suffixed = (named > 0 && may_end_before(text[after + named + 2..].chars().next())).then_some(named);
        let underscores = if suffixed.is_some() { 0 } else { underscores_after(text, after)? };
        let end_of_all = after + suffixed.map_or(underscores, |named| named + 2);
        let raw = restored(&text[at..end_of_all]);
        if underscores > 0 {
            // A role and a reference at once are a mistake, which stays as it is.
            let reference = if role > 0 { Inline::Text(raw) } else { self.phrase(&text[inner..end], underscores, raw) };
            return Some((reference, end_of_all));
        }
        let role = match suffixed {
            Some(named) if role == 0 => Some(text[after + 1..after + 1 + named].to_owned()),
            Some(_) => return Some((Inline::Text(raw), end_of_all)),
            None if role > 0 => Some(text[at + 1..at + 1 + role].to_owned()),
            None => None,
        };
        Some((self.role(role.as_deref(), &text[inner..end], raw), end_of_all))
    }

    /// `` `text`_ `` with an address or another name embedded, perhaps.
    fn phrase(&mut self, phrase: &str, underscores: usize, raw: String) -> Inline {
        let embedded = phrase.strip_suffix('>').filter(|rest| !rest.ends_with(['\0', ' ', '\n'])).and_then(|rest| {
            let open = rest.rfind('<')?;
            let (before, inside) = (&rest[..open], &rest[open + 1..]);
            let stands_apart = before.is_empty() || before.ends_with([' ', '\n']);
            (stands_apart && !inside.is_empty() && !inside.starts_with([' ', '\n']))
                .then_some((before.trim_end(), inside))
        });
        let Some((said, inside)) = embedded else {
            let said = unescaped(phrase);
            let link = self.link(underscores, &said).unwrap_or(Link::Uri(String::new()));
            return Inline::Reference { content: vec![Inline::Text(said)], link, raw };
        };
        let alias = inside.strip_suffix('_').filter(|name| !name.ends_with('\0') && !name.contains("://"));
        let (link, instead) = if let Some(name) = alias {
            (Link::Name(normalised(&unescaped(name))), unescaped(name))
        } else {
            let address: String = inside.split_whitespace().collect();
            let address = uris::with_scheme(unescaped(&address));
            (Link::Uri(address.clone()), address)
        };
        let said = if said.is_empty() { instead } else { unescaped(said) };
        if underscores == 1 {
            self.name(&said, link.clone());
        }
        Inline::Reference { content: vec![Inline::Text(said)], link, raw }
    }

    /// `name_` and `name__`
    fn simple_reference(&mut self, text: &str, at: usize, length: usize) -> Found {
        let end = at + length;
        let underscores = underscores_after(text, end).filter(|count| *count > 0)?;
        let name = &text[at..end];
        let link = self.link(underscores, name)?;
        let end = end + underscores;
        let content = vec![Inline::Text(name.to_owned())];
        Some((Inline::Reference { content, link, raw: text[at..end].to_owned() }, end))
    }

    /// Where a reference with so many underscores leads.
    fn link(&mut self, underscores: usize, name: &str) -> Option<Link> {
        match underscores {
            0 => None,
            1 => Some(Link::Name(normalised(name))),
            _ => {
                self.anonymous_references += 1;
                Some(Link::Anonymous(self.anonymous_references - 1))
            }
        }
    }

    /// `[1]_`, `[#]_`, `[#name]_`, `[*]_`, `[CIT2002]_`
    fn bracketed(&mut self, text: &str, at: usize, length: usize) -> (Inline, usize) {
        let label = &text[at + 1..at + length - 1];
        let end = at + length + 1;
        let raw = text[at..end].to_owned();
        let label = match label {
            "#" => {
                self.auto_references += 1;
                Label::Auto(self.auto_references - 1)
            }
            "*" => {
                self.symbol_references += 1;
                Label::Symbol(self.symbol_references - 1)
            }
            named => match named.strip_prefix('#') {
                Some(name) => Label::Named(normalised(name)),
                None if named.bytes().all(|byte| byte.is_ascii_digit()) => Label::Named(named.to_owned()),
                None => return (Inline::Citation { name: normalised(named), raw }, end),
            },
        };
        self.page.references.push(label.clone());
        (Inline::Footnote { label, raw }, end)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Strong,
    Emphasis,
    Literal,
    Target,
    Substitution,
    /// With the length of the role's name before it.
    Backquote(usize),
    /// A footnote's label, whole.
    Bracket,
}

struct Start {
    kind: Kind,
    length: usize,
}

/// The start-string at `at`.
fn start_string(text: &str, at: usize) -> Option<Start> {
    let rest = &text[at..];
    let (kind, length) = match rest.as_bytes() {
        [b'*', b'*', ..] => (Kind::Strong, 2),
        [b'*', ..] => (Kind::Emphasis, 1),
        [b'`', b'`', ..] => (Kind::Literal, 2),
        [b'`', ..] => (Kind::Backquote(0), 1),
        [b'_', b'`', ..] => (Kind::Target, 2),
        [b'|', b'|', ..] => return None,
        [b'|', ..] => (Kind::Substitution, 1),
        [b':', ..] => {
            let name = simple_name(&rest[1..]);
            rest[1 + name..].strip_prefix(":`").filter(|after| name > 0 && !after.starts_with('`'))?;
            (Kind::Backquote(name), name + 3)
        }
        [b'[', ..] => return footnote_label(rest).map(|length| Start { kind: Kind::Bracket, length }),
        _ => return None,
    };
    rest[length..].chars().next().filter(|next| !next.is_whitespace())?;
    Some(Start { kind, length })
}

/// The length of `[label]` when an underscore makes it a reference.
fn footnote_label(rest: &str) -> Option<usize> {
    let inner = &rest[1..];
    let length = match inner.as_bytes().first()? {
        b'*' => 1,
        b'#' => 1 + simple_name(&inner[1..]),
        _ => simple_name(inner),
    };
    let after = inner[length..].strip_prefix("]_")?;
    (length > 0 && may_end_before(after.chars().next())).then_some(length + 2)
}

/// How many underscores, of two at most, stand at `at` before a place where markup
/// may end.
fn underscores_after(text: &str, at: usize) -> Option<usize> {
    let most = text[at..].bytes().take(2).take_while(|byte| *byte == b'_').count();
    (0..=most).rev().find(|count| may_end_before(text[at + count..].chars().next()))
}

/// Where the end-string `end` stands, at or after `from`.
fn end_string(text: &str, from: usize, end: &str, exhausted: &mut bool) -> Option<usize> {
    if *exhausted {
        return None;
    }
    let literal = end == "``";
    let mut at = from;
    while let Some(found) = text[at..].find(end) {
        let place = at + found;
        let before = text[from..place].chars().next_back();
        let escaped = !literal && before == Some('\0');
        let after = &text[place + end.len()..];
        let closes = match end {
            // References end with underscores.
            "`" | "|" => underscores_after(text, place + 1).is_some(),
            _ => may_end_before(after.chars().next()),
        };
        if closes && !escaped && !before.is_some_and(char::is_whitespace) {
            // Markup around nothing is none, and ends no search.
            return (place > from).then_some(place);
        }
        at = place + 1;
    }
    *exhausted = true;
    None
}
