//! Lines: inline content with Markdown's signs where they are sure to be read as such,
//! else with HTML's elements.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use relieur_book::model::{ImageUse, Inline, Target};

use super::super::splice::destination;
use super::Writer;
use super::escape::{self, Surroundings};
use super::html;

/// What kind of line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// A paragraph, which may have several lines.
    Paragraph,
    /// A heading.
    Heading,
    /// A cell of a table in pipes.
    Cell,
}

/// The content as Markdown.
pub(super) fn line(writer: &Writer<'_>, content: &[Inline], kind: Line) -> String {
    let mut lines = Lines { writer, kind, out: String::new(), line_at: 0, frame: Frame::default() };
    lines.push(content, Edge::Space);
    let mut text = lines.out;
    text.truncate(text.trim_end_matches(' ').len());
    // Signs at its end would be taken for the heading's own.
    if kind == Line::Heading && text.ends_with('#') {
        text.insert(text.len() - 1, '\\');
    }
    text
}

/// What the content says, without the descriptions of images: a heading's fragment is
/// made of it.
pub(super) fn plain(content: &[Inline]) -> String {
    let mut text = String::new();
    push_plain(content, &mut text);
    text
}

fn push_plain(content: &[Inline], text: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(run) | Inline::Code(run) | Inline::Math(run) => text.push_str(run),
            Inline::LineBreak | Inline::Image(_) | Inline::FootnoteReference(_) | Inline::Anchor(_) => {}
            other => push_plain(other.content(), text),
        }
    }
}

/// What stands at one side of a piece of content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    /// White space, or nothing.
    Space,
    /// A letter or digit.
    Word,
    /// A sign of ASCII.
    Sign,
    /// Something that may run together with a sign of ours.
    Unsure,
}

impl Edge {
    fn of(c: Option<char>) -> Self {
        match c {
            None => Self::Space,
            Some(c) if c.is_whitespace() => Self::Space,
            Some(c) if c.is_alphanumeric() => Self::Word,
            Some(c) if c.is_ascii_punctuation() => Self::Sign,
            Some(_) => Self::Unsure,
        }
    }

    /// The side a piece of content turns to what is before it; `after` is what follows
    /// it, for one that shows nothing.
    fn first_of(inline: &Inline, after: Self) -> Self {
        match inline {
            Inline::Anchor(_) => after,
            Inline::Text(text) if text.is_empty() => after,
            Inline::Text(text) => Self::of(text.chars().next()),
            Inline::LineBreak => Self::Space,
            Inline::Foreign { content, .. } => content.first().map_or(after, |first| Self::first_of(first, after)),
            Inline::Strong(_) | Inline::Emphasis(_) | Inline::Strike(_) => Self::Unsure,
            _ => Self::Sign,
        }
    }
}

/// What the content is within.
#[derive(Debug, Clone, Copy, Default)]
struct Frame {
    in_link: bool,
    strong: bool,
    emphasis: bool,
    strike: bool,
    /// The text so far begins after a sign of ours, not at the beginning of a line.
    after_sign: bool,
}

struct Lines<'a> {
    writer: &'a Writer<'a>,
    kind: Line,
    out: String,
    /// Where its last line begins.
    line_at: usize,
    frame: Frame,
}

impl Lines<'_> {
    fn push(&mut self, content: &[Inline], after: Edge) {
        let mut followers = Vec::with_capacity(content.len());
        let mut follower = after;
        for inline in content.iter().rev() {
            followers.push(follower);
            follower = Edge::first_of(inline, follower);
        }
        for (inline, next) in content.iter().zip(followers.into_iter().rev()) {
            match inline {
                Inline::Text(text) => self.text(text, next),
                Inline::Strong(inner) => self.formatted(inline, inner, "**", next),
                Inline::Emphasis(inner) => self.formatted(inline, inner, "*", next),
                Inline::Strike(inner) => self.formatted(inline, inner, "~~", next),
                // The text's own letters say which way they run.
                Inline::Foreign { content, .. } => self.push(content, next),
                Inline::Code(text) => self.code(text),
                Inline::Math(formula) => self.math(formula, next),
                Inline::Link { target, content } => self.link(target, content),
                Inline::Image(image) => self.image(image),
                Inline::FootnoteReference(number) => {
                    let _ = write!(self.out, "[^{}]", number + 1);
                }
                Inline::LineBreak => self.line_break(),
                Inline::Anchor(place) => self.out.push_str(&html::anchor(self.writer, place)),
                Inline::Underline(inner)
                | Inline::Mark(inner)
                | Inline::Subscript(inner)
                | Inline::Superscript(inner)
                | Inline::Key(inner) => self.tagged(inline, inner),
            }
        }
    }

    fn text(&mut self, text: &str, next: Edge) {
        let before = self.out.chars().next_back();
        let opens = self.kind == Line::Paragraph
            && if self.out.is_empty() { !self.frame.after_sign } else { self.out.ends_with('\n') };
        let text = if opens { text.trim_start_matches(' ') } else { text };
        let place = Surroundings {
            before,
            opens_line: opens,
            is_followed: next != Edge::Space,
            in_brackets: self.frame.in_link,
        };
        escape::push(text, place, &mut self.out);
    }

    /// Formatting with Markdown's signs, where the rules for them surely hold
    /// (CommonMark 0.31, 6.2 "left-flanking" and "right-flanking"); else as HTML.
    fn formatted(&mut self, inline: &Inline, inner: &[Inline], sign: &str, next: Edge) {
        let (already, frame) = match inline {
            Inline::Strong(_) => (self.frame.strong, Frame { strong: true, ..self.frame }),
            Inline::Emphasis(_) => (self.frame.emphasis, Frame { emphasis: true, ..self.frame }),
            _ => (self.frame.strike, Frame { strike: true, ..self.frame }),
        };
        if already {
            self.push(inner, next);
            return;
        }
        // Bold and italic at once is three signs.
        let (sign, inner, frame) = match (inline, inner) {
            (Inline::Strong(_), [Inline::Emphasis(both)]) | (Inline::Emphasis(_), [Inline::Strong(both)])
                if !(self.frame.strong || self.frame.emphasis) =>
            {
                ("***", both.as_slice(), Frame { strong: true, emphasis: true, ..frame })
            }
            _ => (sign, inner, frame),
        };
        let written = self.within(inner, Frame { after_sign: true, ..frame }, Edge::Unsure);
        let text = written.trim_matches(' ');
        if text.is_empty() {
            self.out.push_str(&written);
            return;
        }
        let after_sign = (self.out.is_empty() && self.frame.after_sign) || self.out.ends_with(['*', '~', '_']);
        let before = if after_sign { Edge::Unsure } else { Edge::of(self.out.chars().next_back()) };
        let leading = written.len() - written.trim_start_matches(' ').len();
        let trailing = written.len() - written.trim_end_matches(' ').len();
        let before = if leading > 0 { Edge::Space } else { before };
        let next = if trailing > 0 { Edge::Space } else { next };
        let fits = |outside: Edge, inside: Option<char>| match (outside, Edge::of(inside)) {
            (Edge::Unsure, _) | (_, Edge::Space | Edge::Unsure) => false,
            (_, Edge::Word) => true,
            (outside, Edge::Sign) => matches!(outside, Edge::Space | Edge::Sign),
        };
        self.out.push_str(&written[..leading]);
        if fits(before, text.chars().next())
            && fits(next, text.chars().next_back())
            && !text.starts_with(['*', '~', '_'])
            && !text.ends_with(['*', '~', '_'])
        {
            let _ = write!(self.out, "{sign}{text}{sign}");
        } else if sign == "***" {
            let _ = write!(self.out, "<strong><em>{text}</em></strong>");
        } else {
            let tag = html::tag(inline);
            let _ = write!(self.out, "<{tag}>{text}</{tag}>");
        }
        self.out.push_str(&written[written.len() - trailing..]);
    }

    fn tagged(&mut self, inline: &Inline, inner: &[Inline]) {
        let tag = html::tag(inline);
        let frame = Frame { after_sign: true, ..self.frame };
        let written = self.within(inner, frame, Edge::Sign);
        let _ = write!(self.out, "<{tag}>{written}</{tag}>");
    }

    /// The content written on its own, to be looked at.
    fn within(&mut self, content: &[Inline], frame: Frame, after: Edge) -> String {
        let mut inner = Lines { writer: self.writer, kind: self.kind, out: String::new(), line_at: 0, frame };
        inner.push(content, after);
        inner.out
    }

    fn code(&mut self, text: &str) {
        if self.out.ends_with('`') {
            // Two runs of backticks would become one.
            self.out.push_str("<code>");
            let place =
                Surroundings { before: None, opens_line: false, is_followed: true, in_brackets: self.frame.in_link };
            escape::push(text, place, &mut self.out);
            self.out.push_str("</code>");
            return;
        }
        let runs: BTreeSet<usize> = text.split(|c| c != '`').map(str::len).collect();
        // No run of this length may stand in it.
        let length = (1..=text.len() + 1).find(|length| !runs.contains(length)).unwrap_or(1);
        let fence = "`".repeat(length);
        let blank = |c: char| c == ' ';
        let padded = text.starts_with('`')
            || text.ends_with('`')
            || (text.starts_with(blank) && text.ends_with(blank) && !text.chars().all(blank));
        let pad = if padded { " " } else { "" };
        let _ = write!(self.out, "{fence}{pad}{text}{pad}{fence}");
    }

    /// Between dollars where GitHub and others read them; between dollars and
    /// backticks, GitHub's own way, where a sign could be taken for Markdown's.
    fn math(&mut self, formula: &str, next: Edge) {
        let formula = formula.trim().replace('\n', " ");
        let before = self.out.chars().next_back();
        let apart =
            !before.is_some_and(|c| c.is_alphanumeric() || c == '$') && matches!(next, Edge::Space | Edge::Sign);
        let escapes = formula.as_bytes().windows(2).any(|pair| pair[0] == b'\\' && pair[1].is_ascii_punctuation());
        if formula.contains(['`', '$']) || formula.is_empty() {
            self.code(&formula);
        } else if apart && !escapes && !formula.contains(['*', '<', '&', '~']) {
            let _ = write!(self.out, "${formula}$");
        } else {
            let _ = write!(self.out, "$`{formula}`$");
        }
    }

    fn link(&mut self, target: &Target, content: &[Inline]) {
        let address = self.writer.addresses.link(self.writer.own, target);
        if let ([Inline::Text(text)], Target::Url(url)) = (content, target)
            && *text == address
            && *text == *url
            && !text.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>'))
            && !text.starts_with("mailto:")
        {
            let _ = write!(self.out, "<{text}>");
            return;
        }
        let frame = Frame { in_link: true, after_sign: true, ..self.frame };
        let written = self.within(content, frame, Edge::Sign);
        let _ = write!(self.out, "[{written}]({})", destination(&address));
    }

    fn image(&mut self, image: &ImageUse) {
        let Some(address) = self.writer.addresses.image(self.writer.own, image) else {
            self.text(&image.alt, Edge::Sign);
            return;
        };
        if image.width.is_some() || image.height.is_some() {
            self.out.push_str(&html::image(self.writer, image));
            return;
        }
        let frame = Frame { in_link: true, after_sign: true, ..self.frame };
        let alt = self.within(&[Inline::Text(image.alt.clone())], frame, Edge::Sign);
        let _ = write!(self.out, "![{alt}]({})", destination(&address));
    }

    /// Two blanks, which every reader of Markdown knows. A line that begins with an
    /// element is not ended: alone on its line it would be a block of HTML.
    fn line_break(&mut self) {
        let line = &self.out[self.line_at..];
        if self.kind != Line::Paragraph || self.frame.after_sign || line.is_empty() || line.starts_with('<') {
            self.out.push_str("<br>");
        } else {
            self.out.truncate(self.out.trim_end_matches(' ').len());
            self.out.push_str("  \n");
            self.line_at = self.out.len();
        }
    }
}
