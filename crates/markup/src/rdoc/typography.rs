//! Quotes, dashes and signs, as `RDoc::Text#to_html` sets them.

use crate::html::push_escaped;

/// Sets text; quotes are told apart by those before them.
#[derive(Default)]
pub(super) struct Typesetter {
    in_quotes: bool,
    in_single: bool,
    after_word: bool,
}

/// Signs and what they become, longest first.
const SIGNS: [(&str, &str); 9] = [
    ("...", "…"),
    ("---", "—"),
    ("--", "–"),
    ("(c)", "©"),
    ("(C)", "©"),
    ("(r)", "®"),
    ("(R)", "®"),
    ("``", "“"),
    ("''", "”"),
];

impl Typesetter {
    /// Adds `text` to `out`, set and escaped.
    pub fn set(&mut self, text: &str, out: &mut String) {
        let mut plain = 0;
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let (length, instead) = self.sign(&text[at..], c);
            if let Some(instead) = instead {
                push_escaped(out, &text[plain..at]);
                out.push_str(instead);
                plain = at + length;
            }
            self.after_word = !c.is_whitespace();
            at += length;
        }
        push_escaped(out, &text[plain..]);
    }

    /// Text set before by others: what follows stands after a word.
    pub fn passed(&mut self) {
        self.after_word = true;
    }

    fn sign(&mut self, text: &str, c: char) -> (usize, Option<&'static str>) {
        if !matches!(c, '.' | '-' | '(' | '`' | '\'' | '"') {
            return (c.len_utf8(), None);
        }
        if let Some((sign, instead)) = SIGNS.iter().find(|(sign, _)| text.starts_with(sign)) {
            return (sign.len(), Some(instead));
        }
        match c {
            '"' => {
                self.in_quotes = !self.in_quotes;
                (1, Some(if self.in_quotes { "“" } else { "”" }))
            }
            '\'' if self.in_single || self.after_word => {
                self.in_single = false;
                (1, Some("’"))
            }
            '\'' => {
                self.in_single = true;
                (1, Some("‘"))
            }
            _ => (1, None),
        }
    }
}
