//! The paragraphs of a Pod: commands, text and what is verbatim.

/// One of them.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Paragraph<'a> {
    /// `=name text`, and the line as it is.
    Command {
        name: &'a str,
        text: &'a str,
    },
    Text(&'a str),
    /// Lines that begin with white space, without what the first begins with.
    Verbatim(String),
}

impl Paragraph<'_> {
    /// The paragraph as it is written, where it is no Pod.
    pub fn written(&self) -> &str {
        match self {
            Paragraph::Command { text, .. } | Paragraph::Text(text) => text,
            Paragraph::Verbatim(text) => text,
        }
    }
}

/// The name of the command a line begins with.
fn command(line: &str) -> Option<&str> {
    let rest = line.strip_prefix('=').filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    Some(&rest[..rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len())])
}

/// The Pod in `text`: from the first command on, and not after `=cut`. A text
/// without any command is taken for Pod as a whole, lest the page be empty.
pub(super) fn paragraphs(text: &str) -> Vec<Paragraph<'_>> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut reading = !text.lines().any(|line| command(line).is_some());
    let mut found: Vec<Paragraph<'_>> = Vec::new();
    // Where the paragraph begins and whether anything but an empty line is before.
    let mut start = None;
    let mut verbatim: Vec<&str> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let (from, to) = (at, at + line.len());
        at = to;
        let bare = line.trim_end();
        let name = command(line).filter(|name| start.is_none() || *name == "cut");
        if (name.is_some() || bare.is_empty())
            && let Some(start) = start.take()
        {
            end(&text[start..from], &mut found);
        }
        if let Some(name) = name {
            flush(&mut verbatim, &mut found);
            reading = name != "cut";
            start = reading.then_some(from);
        } else if !reading || start.is_some() {
        } else if bare.is_empty() {
            // Within a verbatim block empty lines count.
            if !verbatim.is_empty() {
                verbatim.push("");
            }
        } else if line.starts_with([' ', '\t']) || verbatim.last().is_some_and(|last| !last.is_empty()) {
            verbatim.push(bare);
        } else {
            flush(&mut verbatim, &mut found);
            start = Some(from);
        }
    }
    if let Some(start) = start {
        end(&text[start..], &mut found);
    }
    flush(&mut verbatim, &mut found);
    found
}

fn end<'a>(paragraph: &'a str, found: &mut Vec<Paragraph<'a>>) {
    let paragraph = paragraph.trim_end();
    found.push(match command(paragraph) {
        Some(name) => Paragraph::Command { name, text: paragraph[1 + name.len()..].trim_start() },
        None => Paragraph::Text(paragraph),
    });
}

/// GitHub takes the first line's indent from every line that has it.
fn flush(verbatim: &mut Vec<&str>, found: &mut Vec<Paragraph<'_>>) {
    let Some(first) = verbatim.first() else { return };
    let indent = &first[..first.len() - first.trim_start().len()];
    let lines: Vec<String> = verbatim.iter().map(|line| spaced(line.strip_prefix(indent).unwrap_or(line))).collect();
    found.push(Paragraph::Verbatim(lines.join("\n").trim_end().to_owned()));
    verbatim.clear();
}

/// Tabs go to columns of eight.
fn spaced(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut column = 0;
    for c in line.chars() {
        let width = if c == '\t' { 8 - column % 8 } else { 1 };
        column += width;
        if c == '\t' { out.extend(std::iter::repeat_n(' ', width)) } else { out.push(c) }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pod_is_between_a_command_and_cut() {
        let found = paragraphs("code\n=head1 A\nb\n\ntext\n=cut\n\ncode\n\n=pod\n\n  v\n\n   w\n\nx");
        let head = Paragraph::Command { name: "head1", text: "A\nb" };
        let pod = Paragraph::Command { name: "pod", text: "" };
        assert_eq!(
            found,
            [head, Paragraph::Text("text"), pod, Paragraph::Verbatim("v\n\n w".into()), Paragraph::Text("x")]
        );
        assert_eq!(paragraphs("just text"), [Paragraph::Text("just text")]);
    }
}
