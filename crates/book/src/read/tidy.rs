//! Tidying: inline content as a browser would show it.
//!
//! White space is collapsed across elements, what shows nothing goes, neighbours of
//! one kind become one.

use crate::model::Inline;

/// Content ready for the model; empty when it shows nothing and holds no anchor.
pub(crate) fn tidy(content: Vec<Inline>) -> Vec<Inline> {
    let mut after_space = true;
    let mut tidied = collapsed(content, &mut after_space);
    let breaks = tidied.iter().take_while(|inline| matches!(inline, Inline::LineBreak)).count();
    tidied.drain(..breaks);
    trim_end(&mut tidied);
    tidied
}

/// Whether content shows something.
pub(crate) fn is_visible(content: &[Inline]) -> bool {
    content.iter().any(|inline| match inline {
        Inline::Text(text) => text.chars().any(shows),
        Inline::Code(text) | Inline::Math(text) => !text.is_empty(),
        Inline::Image(_) | Inline::FootnoteReference(_) => true,
        Inline::LineBreak | Inline::Anchor(_) => false,
        other => is_visible(other.content()),
    })
}

fn shows(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{00AD}')
}

/// Without the characters no book may hold.
pub(crate) fn printable(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t')) {
        return text.to_owned();
    }
    text.chars().filter(|c| *c == '\t' || *c == '\n' || is_printable(*c)).collect()
}

fn is_printable(c: char) -> bool {
    // Noncharacters are no text either (Unicode, 23.7); U+FEFF within text is a stray mark.
    let code = c as u32;
    !c.is_control() && c != '\u{FEFF}' && !(0xFDD0..=0xFDEF).contains(&code) && code & 0xFFFE != 0xFFFE
}

fn collapsed(content: Vec<Inline>, after_space: &mut bool) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::with_capacity(content.len());
    for inline in content {
        match inline {
            Inline::Text(text) => {
                let text = collapsed_text(text, after_space);
                push_text(text, &mut out);
            }
            Inline::Code(text) => {
                let is_tidy = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
                let text = if is_tidy { text } else { printable(&text).replace(['\n', '\t'], " ") };
                if text.is_empty() {
                    continue;
                }
                *after_space = false;
                if let Some(Inline::Code(before)) = out.last_mut() {
                    before.push_str(&text);
                } else {
                    out.push(Inline::Code(text));
                }
            }
            Inline::Math(source) => {
                let source = printable(&source).trim().to_owned();
                if !source.is_empty() {
                    *after_space = false;
                    out.push(Inline::Math(source));
                }
            }
            Inline::LineBreak => {
                trim_last_space(&mut out);
                out.push(Inline::LineBreak);
                *after_space = true;
            }
            Inline::Image(_) | Inline::FootnoteReference(_) => {
                *after_space = false;
                out.push(inline);
            }
            Inline::Anchor(_) => out.push(inline),
            mut wrapper => {
                let Some(inner) = wrapper.content_mut() else { continue };
                *inner = collapsed(std::mem::take(inner), after_space);
                if is_visible(inner) {
                    out.push(wrapper);
                } else {
                    for inner in std::mem::take(inner) {
                        match inner {
                            Inline::Text(text) => push_text(text, &mut out),
                            other => out.push(other),
                        }
                    }
                }
            }
        }
    }
    out
}

/// Adds text, to the text before it where there is one.
pub(crate) fn push_text(text: String, out: &mut Vec<Inline>) {
    if text.is_empty() {
        return;
    }
    if let Some(Inline::Text(before)) = out.last_mut() {
        before.push_str(&text);
    } else {
        out.push(Inline::Text(text));
    }
}

fn collapsed_text(text: String, after_space: &mut bool) -> String {
    // Most text is tidy already.
    let mut before = if *after_space { b' ' } else { b'.' };
    let is_tidy = text.bytes().all(|byte| {
        let is_tidy = matches!(byte, b' '..=b'~') && !(byte == b' ' && before == b' ');
        before = byte;
        is_tidy
    });
    if is_tidy {
        *after_space = before == b' ';
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{C}') {
            if !*after_space {
                out.push(' ');
            }
            *after_space = true;
        } else if is_printable(c) {
            out.push(c);
            *after_space = false;
        }
    }
    out
}

fn trim_last_space(out: &mut Vec<Inline>) {
    if let Some(Inline::Text(text)) = out.last_mut() {
        text.truncate(text.trim_end_matches(' ').len());
        if text.is_empty() {
            out.pop();
        }
    }
}

fn trim_end(content: &mut Vec<Inline>) {
    let mut end = content.len();
    while end > 0 {
        match &mut content[end - 1] {
            Inline::Anchor(_) => end -= 1,
            Inline::LineBreak => {
                content.remove(end - 1);
                end -= 1;
            }
            Inline::Text(text) => {
                text.truncate(text.trim_end_matches(' ').len());
                if !text.is_empty() {
                    return;
                }
                content.remove(end - 1);
                end -= 1;
            }
            other => {
                if let Some(inner) = other.content_mut() {
                    trim_end(inner);
                }
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Inline {
        Inline::Text(text.into())
    }

    #[test]
    fn white_space_collapses_across_formatting() {
        let content =
            vec![text("  a \n"), Inline::Strong(vec![text(" b ")]), text(" c"), Inline::LineBreak, text(" d ")];
        assert_eq!(
            tidy(content),
            [text("a "), Inline::Strong(vec![text("b ")]), text("c"), Inline::LineBreak, text("d")]
        );
    }

    #[test]
    fn what_shows_nothing_goes() {
        assert_eq!(tidy(vec![text("\u{7}\u{0}"), Inline::Emphasis(vec![text(" ")]), Inline::LineBreak]), []);
        assert!(!is_visible(&tidy(vec![text("\u{a0}\u{200b}")])));
        assert_eq!(tidy(vec![text("a\u{1b}[0m\u{FEFF}b\u{FFFE}")]), [text("a[0mb")]);
    }
}
