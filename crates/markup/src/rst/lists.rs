//! Bullet and enumerated lists.

use super::Reader;
use super::lines::aligned;
use super::tree::Block;

const BULLETS: [char; 6] = ['-', '+', '*', '•', '‣', '⁃'];

impl Reader {
    /// A list of any kind.
    pub(super) fn list(&mut self, lines: &[&str]) -> Option<(Block, usize)> {
        self.bullets(lines)
            .or_else(|| self.enumerated(lines))
            .or_else(|| self.fields(lines))
            .or_else(|| self.options(lines))
    }

    fn bullets(&mut self, lines: &[&str]) -> Option<(Block, usize)> {
        let bullet = bullet(lines[0])?.0;
        let mut items = Vec::new();
        let mut end = 0;
        let mut at = 0;
        while at < lines.len() {
            if lines[at].is_empty() {
                at += 1;
                continue;
            }
            let Some((_, bytes, columns)) = self::bullet(lines[at]).filter(|(other, ..)| *other == bullet) else {
                break;
            };
            let (item, taken) = aligned(&lines[at..], bytes, columns);
            items.push(self.blocks(&item, false));
            at += taken;
            end = at;
        }
        Some((Block::List { start: None, items }, end))
    }

    fn enumerated(&mut self, lines: &[&str]) -> Option<(Block, usize)> {
        let first = enumerator(lines[0])?;
        let (sequence, start) = first.sequence()?;
        if !first.stands(lines, sequence, start) {
            return None;
        }
        let (mut items, mut end, mut at) = (Vec::new(), 0, 0);
        let mut number = start;
        let mut automatic = first.text == "#";
        while at < lines.len() {
            if lines[at].is_empty() {
                at += 1;
                continue;
            }
            let Some(next) = enumerator(lines[at]).filter(|next| next.form == first.form) else { break };
            automatic |= next.text == "#";
            let follows = next.text == "#" || !automatic && sequence.number(next.text) == Some(number);
            if !follows || !next.stands(&lines[at..], sequence, number) {
                break;
            }
            let (item, taken) = aligned(&lines[at..], next.length, next.length);
            items.push(self.blocks(&item, false));
            number += 1;
            at += taken;
            end = at;
        }
        (end > 0).then_some((Block::List { start: Some(start), items }, end))
    }
}

/// The bullet of a line, and how many bytes and columns come before the text.
fn bullet(line: &str) -> Option<(char, usize, usize)> {
    let bullet = line.chars().next().filter(|c| BULLETS.contains(c))?;
    let rest = &line[bullet.len_utf8()..];
    let spaces = super::lines::indent(rest);
    // Nothing after it: the text may begin anywhere on the next line.
    (rest.is_empty() || spaces > 0).then_some((bullet, bullet.len_utf8() + spaces, 1 + spaces))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Parentheses,
    Parenthesis,
    Period,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sequence {
    Arabic,
    LowerAlpha,
    UpperAlpha,
    LowerRoman,
    UpperRoman,
}

/// `(a)`, `iv)`, `3.`, `#.`
struct Enumerator<'a> {
    form: Form,
    text: &'a str,
    /// Bytes, and columns, before the item's text.
    length: usize,
}

fn enumerator(line: &str) -> Option<Enumerator<'_>> {
    let inner = line.strip_prefix('(');
    let rest = inner.unwrap_or(line);
    let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let length = if length == 0 && rest.starts_with('#') { 1 } else { length };
    let (text, after) = rest.split_at(length);
    let form = match (inner, after.chars().next()?) {
        (Some(_), ')') => Form::Parentheses,
        (None, ')') => Form::Parenthesis,
        (None, '.') => Form::Period,
        _ => return None,
    };
    let after = &after[1..];
    let spaces = super::lines::indent(after);
    if text.is_empty() || !after.is_empty() && spaces == 0 {
        return None;
    }
    Some(Enumerator { form, text, length: line.len() - after.len() + spaces })
}

impl Enumerator<'_> {
    /// What the first item of a list counts in and from.
    fn sequence(&self) -> Option<(Sequence, u64)> {
        match self.text {
            "#" => return Some((Sequence::Arabic, 1)),
            "i" => return Some((Sequence::LowerRoman, 1)),
            "I" => return Some((Sequence::UpperRoman, 1)),
            _ => {}
        }
        Sequence::ALL.into_iter().find_map(|sequence| Some((sequence, sequence.number(self.text)?)))
    }

    /// Whether the line after the item's first lets it be one: `A. Einstein was a`
    /// would begin many a paragraph (docutils, `is_enumerated_list_item`).
    fn stands(&self, lines: &[&str], sequence: Sequence, number: u64) -> bool {
        let Some(next) = lines.get(1).filter(|next| !next.is_empty() && !next.starts_with(' ')) else { return true };
        enumerator(next).is_some_and(|next| {
            next.form == self.form && (next.text == "#" || sequence.number(next.text) == Some(number + 1))
        })
    }
}

impl Sequence {
    /// In the order in which docutils tries them.
    const ALL: [Self; 5] = [Self::Arabic, Self::LowerAlpha, Self::UpperAlpha, Self::LowerRoman, Self::UpperRoman];

    fn number(self, text: &str) -> Option<u64> {
        match self {
            Self::Arabic if text.len() <= 9 => text.parse().ok(),
            Self::LowerAlpha => letter(text, b'a'),
            Self::UpperAlpha => letter(text, b'A'),
            Self::LowerRoman => roman(text),
            Self::UpperRoman if text.bytes().all(|byte| byte.is_ascii_uppercase()) => roman(&text.to_ascii_lowercase()),
            _ => None,
        }
    }
}

/// Whether a line may be the first of an enumerated list.
pub(super) fn enumerates(line: &str) -> bool {
    enumerator(line).is_some_and(|enumerator| enumerator.sequence().is_some())
}

fn letter(text: &str, first: u8) -> Option<u64> {
    match text.as_bytes() {
        [byte] if (first..first + 26).contains(byte) => Some(u64::from(byte - first) + 1),
        _ => None,
    }
}

/// The longest roman number below 5000.
const LONGEST_ROMAN: usize = "mmmmdccclxxxviii".len();

const ROMAN: [(&str, u64); 13] = [
    ("m", 1000),
    ("cm", 900),
    ("d", 500),
    ("cd", 400),
    ("c", 100),
    ("xc", 90),
    ("l", 50),
    ("xl", 40),
    ("x", 10),
    ("ix", 9),
    ("v", 5),
    ("iv", 4),
    ("i", 1),
];

fn roman(text: &str) -> Option<u64> {
    if text.is_empty() || text.len() > LONGEST_ROMAN {
        return None;
    }
    let (mut rest, mut number) = (text, 0);
    for (digit, value) in ROMAN {
        while let Some(after) = rest.strip_prefix(digit) {
            rest = after;
            number += value;
        }
    }
    // Only the usual way to write the number counts: `iiii` is a word.
    (rest.is_empty() && number < 5000 && written(number) == text).then_some(number)
}

fn written(mut number: u64) -> String {
    let mut out = String::new();
    for (digit, value) in ROMAN {
        while number >= value {
            out.push_str(digit);
            number -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enumerators_count_in_their_own_way() {
        let sequence = |line| enumerator(line).and_then(|enumerator| enumerator.sequence());
        assert_eq!(sequence("3. x"), Some((Sequence::Arabic, 3)));
        assert_eq!(sequence("(c) x"), Some((Sequence::LowerAlpha, 3)));
        assert_eq!(sequence("I) x"), Some((Sequence::UpperRoman, 1)));
        assert_eq!(sequence("xiv. x"), Some((Sequence::LowerRoman, 14)));
        assert_eq!(sequence("iiii. x"), None);
        assert_eq!(sequence("mixed. x"), None);
        assert_eq!(sequence("3.x"), None);
    }
}
