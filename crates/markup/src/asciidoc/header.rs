//! The document header: title, author, revision and attributes.

use super::Document;
use super::attributes::{entry, special_characters};
use super::sections::{self, Placement, Title};

impl Document {
    /// Reads the header and writes the title; gives the line the body begins at.
    pub(super) fn header(&mut self, lines: &[&str], out: &mut String) -> usize {
        let mut at = 0;
        at = self.entries(lines, at, true);
        let title = match sections::title(&lines[at..]) {
            Some(title) if title.level == 0 => title,
            _ => {
                if self.placement() == Some(Placement::Top) {
                    self.leave_contents(out);
                }
                return at;
            }
        };
        at += title.lines;
        if title.lines == 2 {
            // Asciidoctor: a page whose title is underlined is written the old way.
            self.attributes.set("compat-mode", "");
        }
        at = self.author_and_revision(lines, at);
        at = self.entries(lines, at, false);
        self.write_title(&title, out);
        at
    }

    /// Comments and attribute entries; before the title also blank lines.
    fn entries(&mut self, lines: &[&str], mut at: usize, before_title: bool) -> usize {
        while let Some(line) = lines.get(at) {
            if line.starts_with("////") && line.bytes().all(|byte| byte == b'/') {
                let end = lines[at + 1..].iter().position(|other| other == line);
                at = end.map_or(lines.len(), |length| at + length + 2);
            } else if line.starts_with("//") && !line.starts_with("///") || line.is_empty() && before_title {
                at += 1;
            } else if let Some((name, value)) = entry(line) {
                let (value, used) = continued(value, &lines[at + 1..]);
                self.attributes.enter(name, &value);
                at += 1 + used;
            } else {
                break;
            }
        }
        at
    }

    fn author_and_revision(&mut self, lines: &[&str], mut at: usize) -> usize {
        let is_text = |line: &&str| !line.is_empty() && entry(line).is_none() && !line.starts_with("//");
        let Some(author) = lines.get(at).copied().filter(is_text) else { return at };
        at += 1;
        let first = author.split(';').next().unwrap_or_default().trim();
        let (name, email) =
            first.split_once('<').map_or((first, ""), |(name, email)| (name.trim(), email.trim_end_matches('>')));
        self.attributes.set("author", &special_characters(&name.replace('_', " ")));
        if !email.is_empty() {
            self.attributes.set("email", &special_characters(email));
        }
        for (part, name) in name.split_whitespace().zip(["firstname", "lastname"]) {
            self.attributes.set(name, &special_characters(&part.replace('_', " ")));
        }
        let Some(revision) = lines.get(at).copied().filter(is_text) else { return at };
        at += 1;
        let (before, remark) =
            revision.split_once(": ").map_or((revision, ""), |(before, remark)| (before, remark.trim()));
        let (number, date) = match before.split_once(',') {
            Some((number, date)) => (number.trim(), date.trim()),
            None if before.starts_with(['v', 'V']) => (before.trim(), ""),
            None => ("", before.trim()),
        };
        let number = number.trim_start_matches(|c: char| !c.is_ascii_digit());
        for (name, value) in [("revnumber", number), ("revdate", date), ("revremark", remark)] {
            if !value.is_empty() {
                self.attributes.set(name, &special_characters(value));
            }
        }
        at
    }

    fn write_title(&mut self, title: &Title<'_>, out: &mut String) {
        let html = self.inline(title.text);
        self.attributes.set("doctitle", &super::without_marks(&html));
        let is_hidden = self.attributes.is_set("notitle") || !self.attributes.is_set("showtitle");
        if !is_hidden {
            out.push_str("<h1>");
            out.push_str(&html);
            out.push_str("</h1>\n");
        }
        if self.placement() == Some(Placement::Top) {
            self.leave_contents(out);
        }
    }
}

/// A value that goes on after ` \` (or, in the old way, ` +`) at the end of its line,
/// and how many further lines it took.
pub(super) fn continued(first: &str, further: &[&str]) -> (String, usize) {
    let mut value = first.to_owned();
    let mut used = 0;
    while let Some(mark) = [" \\", " +"].iter().find(|mark| value.ends_with(**mark)) {
        let Some(line) = further.get(used).filter(|line| !line.is_empty()) else { break };
        value.truncate(value.len() - mark.len());
        // A kept ` +` is a line break within the value.
        let breaks = value.ends_with(" +") && *mark == " \\";
        value.push(if breaks { '\n' } else { ' ' });
        value.push_str(line.trim());
        used += 1;
    }
    (value, used)
}
