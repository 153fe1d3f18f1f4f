//! Explicit markup: footnotes, citations, hyperlink targets, substitution
//! definitions and comments. Directives have modules of their own.

use super::lines::{hanging, normalised, simple_name};
use super::marks::{escaped_to_null, restored, unescaped};
use super::tree::{Block, Footnote, Label, Link};
use super::{Chained, Reader};

/// docutils' symbols for `[*]_` footnotes.
const SYMBOLS: [&str; 10] = ["*", "†", "‡", "§", "¶", "#", "♠", "♥", "♦", "♣"];

impl Reader {
    /// What begins with `..` or `__`: how many lines it takes. None when it is text.
    pub(super) fn explicit(&mut self, lines: &[&str], out: &mut Vec<Block>) -> Option<usize> {
        let line = lines[0];
        if let Some(rest) = line.strip_prefix("__") {
            if !rest.is_empty() && !rest.starts_with(' ') {
                return None;
            }
            let (block, taken) = hanging(&lines[..=indented_lines(&lines[1..])], line.len() - rest.trim_start().len());
            self.anonymous_target(&block, out);
            return Some(taken);
        }
        let rest = line.strip_prefix("..").filter(|rest| rest.is_empty() || rest.starts_with(' '))?;
        let rest = rest.trim_start();
        let start = line.len() - rest.len();
        if rest.starts_with('_') && rest.len() > 1 {
            let block = &lines[..=indented_lines(&lines[1..])];
            let (block, taken) = hanging(block, start);
            if self.target(&block, out) {
                return Some(taken);
            }
        } else if rest.starts_with('|') {
            let (block, taken) = hanging(lines, start);
            if self.substitution(&block) {
                return Some(taken);
            }
        } else {
            if let Some(end) = rest.strip_prefix('[').and_then(label_end) {
                self.chain.clear();
                let label = &rest[1..=end];
                let (block, taken) = hanging(lines, line.len() - rest[end + 2..].trim_start().len());
                out.push(self.note(label, &block));
                return Some(taken);
            }
            let name = simple_name(rest);
            let after = rest[name..].strip_prefix(' ').unwrap_or(&rest[name..]);
            let arguments = after.strip_prefix("::").filter(|rest| rest.is_empty() || rest.starts_with(' '));
            if let Some(arguments) = arguments.filter(|_| name > 0) {
                let first = line.len() - arguments.trim_start().len();
                return Some(self.directive(&rest[..name], lines, first, out));
            }
        }
        Some(self.comment(lines, start, out))
    }

    /// Comments show nothing, but for GitHub's own switch of unknown directives.
    fn comment(&mut self, lines: &[&str], start: usize, out: &mut Vec<Block>) -> usize {
        let first = &lines[0][start..];
        if first.is_empty() && lines.get(1).is_none_or(|next| next.is_empty()) {
            return 1;
        }
        let (block, taken) = hanging(lines, start);
        let mut words = first.split_whitespace();
        if (words.next(), words.next()) == (Some("github"), Some("display")) {
            match (words.next(), words.next()) {
                (Some("on"), None) => self.hides_unknown = false,
                (Some("off"), None) => self.hides_unknown = true,
                _ => {}
            }
            if block.len() > 1 {
                out.push(Self::verbatim(&block[1..]));
            }
        }
        taken
    }

    /// A footnote or a citation.
    fn note(&mut self, label: &str, block: &[&str]) -> Block {
        let (label, shown) = match label {
            "#" => {
                self.auto_footnotes += 1;
                (Label::Auto(self.auto_footnotes - 1), String::new())
            }
            "*" => {
                self.symbol_footnotes += 1;
                let number = self.symbol_footnotes - 1;
                let repeated = number / SYMBOLS.len() % 8 + 1;
                (Label::Symbol(number), SYMBOLS[number % SYMBOLS.len()].repeat(repeated))
            }
            named => match named.strip_prefix('#') {
                Some(name) => (Label::Named(normalised(name)), String::new()),
                None if named.bytes().all(|byte| byte.is_ascii_digit()) => (Label::Named(named.into()), named.into()),
                None => {
                    let id = self.id(named);
                    self.page.citations.entry(normalised(named)).or_insert_with(|| id.clone());
                    return Block::Citation { label: named.to_owned(), id, blocks: self.blocks(block, false) };
                }
            },
        };
        let blocks = self.blocks(block, false);
        self.page.footnotes.push(Footnote { label, shown, blocks });
        Block::Footnote(self.page.footnotes.len() - 1)
    }

    /// `.. _name: address`; false when it is none.
    fn target(&mut self, block: &[&str], out: &mut Vec<Block>) -> bool {
        let text = escaped_to_null(&block.join("\n"));
        let inner = &text[1..];
        if let Some(rest) = inner.strip_prefix('_').and_then(|rest| rest.strip_prefix(':')) {
            let address: Vec<String> = restored(rest).lines().map(str::to_owned).collect();
            let address: Vec<&str> = address.iter().map(String::as_str).collect();
            self.anonymous_target(&address, out);
            return true;
        }
        let Some((name, address)) = target_name(inner) else { return false };
        let name = normalised(&unescaped(name));
        match address_of(address) {
            None => {
                let id = self.internal(Chained::Named(name.clone()), &name, out);
                self.name(&name, Link::Id(id));
            }
            Some(link) => {
                self.name(&name, link.clone());
                self.settle_chain(&link);
            }
        }
        true
    }

    fn anonymous_target(&mut self, block: &[&str], out: &mut Vec<Block>) {
        if let Some(link) = address_of(&escaped_to_null(&block.join("\n"))) {
            self.page.anonymous.push(link.clone());
            self.settle_chain(&link);
        } else {
            let number = self.page.anonymous.len();
            let id = self.internal(Chained::Anonymous(number), "", out);
            self.page.anonymous.push(Link::Id(id));
        }
    }

    /// A target that leads to what comes next.
    fn internal(&mut self, target: Chained, name: &str, out: &mut Vec<Block>) -> String {
        let id = self.id(name);
        self.chain.push(target);
        out.push(Block::Targets(vec![id.clone()]));
        id
    }

    /// Targets right before one with an address lead to that address.
    fn settle_chain(&mut self, link: &Link) {
        for chained in std::mem::take(&mut self.chain) {
            match chained {
                Chained::Named(name) => {
                    self.page.names.insert(name, link.clone());
                }
                Chained::Anonymous(number) => self.page.anonymous[number] = link.clone(),
            }
        }
    }

    /// `.. |name| directive:: …`; false when it is none.
    fn substitution(&mut self, block: &[&str]) -> bool {
        let Some((name, rest)) = block[0][1..].split_once('|') else { return false };
        let rest = rest.trim_start();
        let length = simple_name(rest);
        let after = rest[length..].trim_start();
        let Some(arguments) = after.strip_prefix("::").filter(|_| length > 0 && !name.trim().is_empty()) else {
            return false;
        };
        let mut lines = vec![arguments.trim_start()];
        lines.extend(&block[1..]);
        if let Some(content) = self.replacement(name, &rest[..length], &lines) {
            self.page.substitutions.entry(substitution_name(name)).or_insert(content);
        }
        true
    }
}

/// Substitutions keep their case in docutils, but are found in any.
pub(super) fn substitution_name(name: &str) -> String {
    normalised(&name.replace('\\', ""))
}

/// How many indented lines follow before the next empty or unindented one.
fn indented_lines(lines: &[&str]) -> usize {
    lines.iter().take_while(|line| line.starts_with(' ')).count()
}

/// Where the label after `[` ends, when it is one a footnote or citation may have.
fn label_end(rest: &str) -> Option<usize> {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let length = if rest.starts_with('*') {
        1
    } else if let Some(name) = rest.strip_prefix('#') {
        1 + simple_name(name)
    } else {
        digits.max(simple_name(rest))
    };
    let after = rest.get(length..)?.strip_prefix(']')?;
    (length > 0 && (after.is_empty() || after.starts_with(' '))).then_some(length)
}

/// The name of a target, which ends at a colon before white space, and what follows.
fn target_name(text: &str) -> Option<(&str, &str)> {
    if let Some(quoted) = text.strip_prefix('`') {
        let end = quoted.match_indices('`').find(|(at, _)| {
            let after = &quoted[at + 1..];
            let after = after.strip_prefix(' ').unwrap_or(after);
            *at > 0 && after.strip_prefix(':').is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\n']))
        });
        let (at, _) = end?;
        let (_, rest) = quoted[at + 1..].split_once(':')?;
        return Some((&quoted[..at], rest));
    }
    let end = text.match_indices(':').find(|(at, _)| {
        let rest = &text[at + 1..];
        *at > 0 && !text[..*at].ends_with('\0') && (rest.is_empty() || rest.starts_with([' ', '\n']))
    });
    let (at, _) = end?;
    Some((text[..at].trim_end(), &text[at + 1..])).filter(|(name, _)| !name.is_empty())
}

/// Where a target leads: an address over several lines, or another target.
fn address_of(text: &str) -> Option<Link> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if let Some(name) = text.strip_suffix('_').filter(|name| !name.ends_with(['\0', '_'])) {
        if let Some(phrase) = name.strip_prefix('`').and_then(|name| name.strip_suffix('`')) {
            return Some(Link::Name(normalised(&unescaped(phrase))));
        }
        if simple_name(name) == name.len() && !name.is_empty() {
            return Some(Link::Name(normalised(name)));
        }
    }
    // White space does not belong to an address, but where it is escaped.
    let mut address = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\0' => address.extend(chars.next()),
            c if c.is_whitespace() => {}
            c => address.push(c),
        }
    }
    Some(Link::Uri(super::uris::with_scheme(address)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_has_a_name_and_perhaps_an_address() {
        assert_eq!(target_name("a b: c:d"), Some(("a b", " c:d")));
        assert_eq!(target_name("`a: b`: c"), Some(("a: b", " c")));
        assert_eq!(target_name("a:b"), None);
        assert_eq!(address_of(" http://x.org/\n a"), Some(Link::Uri("http://x.org/a".into())));
        assert_eq!(address_of(" `A  b`_"), Some(Link::Name("a b".into())));
        assert_eq!(address_of(" a@b.org"), Some(Link::Uri("mailto:a@b.org".into())));
    }
}
