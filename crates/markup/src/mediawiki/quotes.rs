//! Apostrophes: italics and bold (MediaWiki, `Parser::doQuotes`).

/// A piece of a text.
pub(super) enum Piece {
    /// HTML that is ready.
    Html(String),
    /// So many apostrophes, at least two, after a text that ends with these letters.
    Quotes(usize, Before),
    /// The end of a line, where italics and bold end.
    LineEnd,
}

/// What stands before an apostrophe that may have to be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// A space.
    Space,
    /// One letter.
    Letter,
    /// A longer word.
    Word,
}

impl Before {
    /// At the end of `text`.
    pub(super) fn at_end_of(text: &str) -> Self {
        let mut back = text.chars().rev();
        match (back.next(), back.next()) {
            (Some(' '), _) => Self::Space,
            (_, Some(' ')) => Self::Letter,
            _ => Self::Word,
        }
    }
}

/// Puts the pieces together.
pub(super) fn joined(pieces: Vec<Piece>) -> String {
    let mut out = String::new();
    let mut line = Vec::new();
    for piece in pieces {
        let ends = matches!(piece, Piece::LineEnd);
        line.push(piece);
        if ends {
            push_line(&mut out, std::mem::take(&mut line));
        }
    }
    push_line(&mut out, line);
    out
}

fn push_line(out: &mut String, mut line: Vec<Piece>) {
    balance(&mut line);
    let mut open: Vec<&'static str> = Vec::new();
    for piece in line {
        match piece {
            Piece::Html(html) => out.push_str(&html),
            Piece::Quotes(count, _) => {
                let (literal, bold, italic) = meaning(count);
                (0..literal).for_each(|_| out.push('\''));
                if bold && italic && open.len() == 1 {
                    // The one that is open ends first.
                    let last = open[0];
                    toggle(out, &mut open, last);
                    toggle(out, &mut open, if last == "b" { "i" } else { "b" });
                    continue;
                }
                if bold {
                    toggle(out, &mut open, "b");
                }
                if italic {
                    toggle(out, &mut open, "i");
                }
            }
            Piece::LineEnd => {
                close(out, &mut open);
                out.push('\n');
            }
        }
    }
    close(out, &mut open);
}

/// Apostrophes to be shown, bold, italics.
fn meaning(count: usize) -> (usize, bool, bool) {
    match count {
        0 | 1 => (count, false, false),
        2 => (0, false, true),
        3 | 4 => (count - 3, true, false),
        _ => (count - 5, true, true),
    }
}

/// With both bold and italics left open, one `'''` was an apostrophe before `''`:
/// after a letter rather than a word rather than a space.
fn balance(line: &mut Vec<Piece>) {
    let (mut bolds, mut italics) = (0_usize, 0_usize);
    let mut candidate: Option<(usize, u8)> = None;
    for (at, piece) in line.iter().enumerate() {
        let Piece::Quotes(count, before) = piece else { continue };
        let (_, bold, italic) = meaning(*count);
        bolds += usize::from(bold);
        italics += usize::from(italic);
        if bold && !italic {
            let rank = match before {
                Before::Letter => 0,
                Before::Word => 1,
                Before::Space => 2,
            };
            if candidate.is_none_or(|(_, best)| rank < best) {
                candidate = Some((at, rank));
            }
        }
    }
    if bolds % 2 == 1
        && italics % 2 == 1
        && let Some((at, _)) = candidate
        && let Piece::Quotes(count, _) = line[at]
    {
        // `'''` becomes `'` and `''`; a fourth one is shown too.
        let apostrophes = "'".repeat(count - 2);
        line.splice(at..=at, [Piece::Html(apostrophes), Piece::Quotes(2, Before::Word)]);
    }
}

fn toggle(out: &mut String, open: &mut Vec<&'static str>, tag: &'static str) {
    match open.iter().position(|other| *other == tag) {
        None => {
            open.push(tag);
            push_tag(out, tag, false);
        }
        Some(at) => {
            for other in open[at..].iter().rev() {
                push_tag(out, other, true);
            }
            open.remove(at);
            for other in &open[at..] {
                push_tag(out, other, false);
            }
        }
    }
}

fn close(out: &mut String, open: &mut Vec<&'static str>) {
    while let Some(tag) = open.pop() {
        push_tag(out, tag, true);
    }
}

fn push_tag(out: &mut String, tag: &str, closing: bool) {
    out.push_str(if closing { "</" } else { "<" });
    out.push_str(tag);
    out.push('>');
}

#[cfg(test)]
mod tests {
    use super::super::to_html;

    fn line(text: &str) -> String {
        to_html(text).trim().trim_start_matches("<p>").trim_end_matches("</p>").to_owned()
    }

    #[test]
    fn apostrophes_nest_and_end_with_the_line() {
        assert_eq!(line("''a '''b''' c''"), "<i>a <b>b</b> c</i>");
        assert_eq!(line("'''''a''' b''"), "<b><i>a</i></b><i> b</i>");
        assert_eq!(line("''a\nb'' '''"), "<i>a</i>\nb<i> '</i>");
        assert_eq!(line("''''a''''"), "'<b>a'</b>");
        assert_eq!(line("'''a'''''b''"), "<b>a</b><i>b</i>");
    }

    #[test]
    fn an_apostrophe_before_italics_is_one() {
        assert_eq!(line("l'''amour'' est"), "l'<i>amour</i> est");
    }
}
