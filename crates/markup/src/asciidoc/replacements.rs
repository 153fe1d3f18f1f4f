//! Replacements: signs written as letters, typographic marks, character references.

use crate::scan::{Step, after, before, is_word, rewrite};

/// `text`, its special characters escaped already, with Asciidoctor's `REPLACEMENTS`.
pub(super) fn replaced(text: &str) -> String {
    let signs = [
        ("(C)", "&#169;"),
        ("(R)", "&#174;"),
        ("(TM)", "&#8482;"),
        ("...", "&#8230;&#8203;"),
        ("-&gt;", "&#8594;"),
        ("=&gt;", "&#8658;"),
        ("&lt;-", "&#8592;"),
        ("&lt;=", "&#8656;"),
    ];
    let text = rewrite(text, &["--"], |at, _| dashes(text, at));
    let marks = signs.map(|(mark, _)| mark);
    let text = rewrite(&text, &marks, |at, settled| {
        let sign = signs.iter().find(|(mark, _)| text[at..].starts_with(mark));
        sign.map_or(Step::Pass, |(mark, with)| replace(&text, at, settled, mark.len(), with))
    });
    let text = rewrite(&text, &["'"], |at, settled| {
        let between = before(&text, at).is_some_and(char::is_alphanumeric)
            && after(&text, at + 1).is_some_and(char::is_alphabetic);
        let escaped = before(&text, at) == Some('\\')
            && before(&text, at - 1).is_some_and(char::is_alphanumeric)
            && after(&text, at + 1).is_some_and(char::is_alphabetic);
        if between || escaped { replace(&text, at, settled, 1, "&#8217;") } else { Step::Pass }
    });
    rewrite(&text, &["&amp;"], |at, _| reference(&text, at))
}

fn replace(text: &str, at: usize, settled: usize, length: usize, with: &str) -> Step {
    if at > settled && before(text, at) == Some('\\') {
        return Step::Replace { start: at - 1, end: at + length, with: text[at..at + length].to_owned() };
    }
    Step::Replace { start: at, end: at + length, with: with.to_owned() }
}

/// Two hyphens: a dash between words, or between blanks, which become thin.
fn dashes(text: &str, at: usize) -> Step {
    let end = at + 2;
    let (previous, next) = (before(text, at), after(text, end));
    if previous == Some('\\') {
        let escaped = before(text, at - 1).is_none_or(|c| is_word(c) || c.is_whitespace());
        if escaped && next.is_none_or(|c| is_word(c) || c.is_whitespace()) {
            return Step::Replace { start: at - 1, end, with: "--".to_owned() };
        }
        return Step::Pass;
    }
    if previous.is_some_and(is_word) && next.is_some_and(is_word) {
        return Step::Replace { start: at, end, with: "&#8212;&#8203;".to_owned() };
    }
    let blank_before = matches!(previous, None | Some(' ' | '\n'));
    let blank_after = matches!(next, None | Some(' ' | '\n'));
    if blank_before && blank_after && (previous.is_some() || next.is_some()) {
        let start = if previous == Some(' ') { at - 1 } else { at };
        let end = if next == Some(' ') { end + 1 } else { end };
        return Step::Replace { start, end, with: "&#8201;&#8212;&#8201;".to_owned() };
    }
    Step::Pass
}

/// `&amp;nbsp;` was a character reference and becomes one again.
fn reference(text: &str, at: usize) -> Step {
    let inner = &text[at + "&amp;".len()..];
    let Some(length) = inner.bytes().take(32).position(|byte| byte == b';') else { return Step::Pass };
    let name = &inner[..length];
    let valid = match name.as_bytes() {
        [b'#', b'x' | b'X', digits @ ..] => !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit),
        [b'#', digits @ ..] => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
        [first, rest @ ..] => {
            first.is_ascii_alphabetic() && !rest.is_empty() && rest.iter().all(u8::is_ascii_alphanumeric)
        }
        [] => false,
    };
    if !valid {
        return Step::Pass;
    }
    let end = at + "&amp;".len() + length + 1;
    Step::Replace { start: at, end, with: format!("&{name};") }
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn signs_and_marks_are_replaced() {
        assert_eq!(replaced("(C) (TM) a -&gt; b..."), "&#169; &#8482; a &#8594; b&#8230;&#8203;");
        assert_eq!(replaced("it's a -- b x--y"), "it&#8217;s a&#8201;&#8212;&#8201;b x&#8212;&#8203;y");
        assert_eq!(replaced("\\(C) a\\--b \\..."), "(C) a--b ...");
        assert_eq!(replaced("&amp;nbsp;&amp;#167;&amp; &amp;;"), "&nbsp;&#167;&amp; &amp;;");
        assert_eq!(replaced("--option 'x' ---"), "--option 'x' ---");
    }
}
