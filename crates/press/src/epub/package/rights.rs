//! Rights: what the wiki's own page about its licence says, in one line.

use relieur_book::model::{Block, Book, Chapter, Inline, plain_text};

/// The names of a page about the licence, in lower case.
const NAMES: [&str; 5] = ["license", "licence", "copying", "copyright", "copyrights"];

/// More than this is no line for a library's card.
const LONGEST: usize = 160;

/// Only the beginning of a page says what its licence is called.
const READ_BYTES: usize = 2_000;

/// Words that only the text of one licence, or its name, holds, in lower case; all of
/// a row must be there. A row that follows from another stands below it.
const LICENCES: [(&str, &[&str]); 24] = [
    ("GNU Affero General Public License v3.0", &["affero general public license"]),
    ("GNU Lesser General Public License v2.1", &["lesser general public license", "version 2.1"]),
    ("GNU Lesser General Public License v3.0", &["lesser general public license"]),
    ("GNU Free Documentation License", &["gnu free documentation license"]),
    ("GNU General Public License v2.0", &["gnu general public license", "version 2"]),
    ("GNU General Public License v3.0", &["gnu general public license", "version 3"]),
    ("GNU General Public License", &["gnu general public license"]),
    ("Apache License 2.0", &["apache license", "2.0"]),
    ("Mozilla Public License 2.0", &["mozilla public license", "2.0"]),
    ("Eclipse Public License 2.0", &["eclipse public license", "2.0"]),
    ("Boost Software License 1.0", &["boost software license"]),
    ("BSD 3-Clause License", &["bsd 3-clause"]),
    ("BSD 2-Clause License", &["bsd 2-clause"]),
    ("CC BY-NC-SA 4.0", &["attribution-noncommercial-sharealike 4.0"]),
    ("CC BY-NC-ND 4.0", &["attribution-noncommercial-noderivatives 4.0"]),
    ("CC BY-NC 4.0", &["attribution-noncommercial 4.0"]),
    ("CC BY-SA 4.0", &["attribution-sharealike 4.0"]),
    ("CC BY-SA 3.0", &["attribution-sharealike 3.0"]),
    ("CC BY 4.0", &["attribution 4.0"]),
    ("CC0 1.0", &["cc0 1.0"]),
    ("The Unlicense", &["released into the public domain", "unlicense"]),
    ("ISC License", &["isc license"]),
    ("MIT License", &["mit license"]),
    ("MIT License", &["permission is hereby granted, free of charge", "to deal in the software without restriction"]),
];

/// The name of the licence, where the page names exactly one, or else the page's first
/// line.
pub(super) fn of(book: &Book) -> Option<String> {
    let page = book.chapters.iter().find(|chapter| is_about_rights(chapter))?;
    let mut lines = Vec::new();
    let mut left = READ_BYTES;
    collect(&page.blocks, &mut lines, &mut left);
    recognised(&lines.join(" ")).map(str::to_owned).or_else(|| first(&lines))
}

fn is_about_rights(chapter: &Chapter) -> bool {
    let file = chapter.path.rsplit('/').next().unwrap_or_default();
    let stem = file.split('.').next().unwrap_or_default();
    [stem, chapter.title.as_str()].iter().any(|name| NAMES.contains(&name.trim().to_lowercase().as_str()))
}

/// What a page says, a line for each paragraph and heading, until `left` bytes are read.
fn collect(blocks: &[Block], lines: &mut Vec<String>, left: &mut usize) {
    for block in blocks {
        if *left == 0 {
            return;
        }
        let mut push = |text: String| {
            *left = left.saturating_sub(text.len().max(1));
            lines.push(text);
        };
        match block {
            Block::Heading { content, .. } | Block::Paragraph(content) => {
                content.split(|inline| matches!(inline, Inline::LineBreak)).for_each(|line| push(plain_text(line)));
            }
            Block::Code { text, .. } => {
                // Licences are often pasted as they are, wrapped and indented.
                for part in text.split("\n\n").take(20) {
                    push(part.split_whitespace().collect::<Vec<_>>().join(" "));
                }
            }
            Block::Quote(blocks)
            | Block::Aligned { blocks, .. }
            | Block::Alert { blocks, .. }
            | Block::Foreign { blocks, .. } => {
                collect(blocks, lines, left);
            }
            Block::List(list) => list.items.iter().for_each(|item| collect(&item.blocks, lines, left)),
            _ => {}
        }
    }
}

/// A page that names several licences says which is for what; that is not for us to tell.
fn recognised(text: &str) -> Option<&'static str> {
    let mut rest = text.to_lowercase();
    let mut found = Vec::new();
    for (name, words) in LICENCES {
        if words.iter().all(|word| rest.contains(word)) {
            if !found.contains(&name) {
                found.push(name);
            }
            // The words that were read are not read again for another.
            rest = rest.replace(words[0], "");
        }
    }
    match found.as_slice() {
        [one] => Some(one),
        _ => None,
    }
}

fn first(lines: &[String]) -> Option<String> {
    let line = lines.iter().find(|line| line.chars().any(char::is_alphanumeric))?;
    if line.chars().count() <= LONGEST {
        return Some(line.clone());
    }
    let short: String = line.chars().take(LONGEST).collect();
    let end = short.rfind(' ').unwrap_or(short.len());
    Some(format!("{}…", &short[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(vec![Inline::Text(text.into())])
    }

    fn said(blocks: &[Block]) -> Option<String> {
        let mut lines = Vec::new();
        collect(blocks, &mut lines, &mut READ_BYTES.clone());
        recognised(&lines.join(" ")).map(str::to_owned).or_else(|| first(&lines))
    }

    #[test]
    fn a_licence_is_known_by_its_name_or_its_words() {
        assert_eq!(said(&[paragraph("This wiki is under the MIT License.")]).as_deref(), Some("MIT License"));
        let text = "Copyright (c) 2020 A\n\nPermission is hereby granted, free of charge, to any\nperson to deal in\nthe Software without restriction\n";
        assert_eq!(said(&[Block::Code { language: None, text: text.into() }]).as_deref(), Some("MIT License"));
        let text = "GNU GENERAL PUBLIC LICENSE Version 2, June 1991";
        assert_eq!(said(&[paragraph(text)]).as_deref(), Some("GNU General Public License v2.0"));
        let text = "Creative Commons Attribution-ShareAlike 4.0 International";
        assert_eq!(said(&[paragraph(text)]).as_deref(), Some("CC BY-SA 4.0"));
    }

    #[test]
    fn what_is_not_known_is_quoted_and_kept_short() {
        let lines = [paragraph("© 2019 The authors"), paragraph("All rights reserved.")];
        assert_eq!(said(&lines).as_deref(), Some("© 2019 The authors"));
        let two = [paragraph("Code: MIT License. Text: Creative Commons Attribution 4.0.")];
        assert_eq!(said(&two).as_deref(), Some("Code: MIT License. Text: Creative Commons Attribution 4.0."));
        let long = said(&[paragraph(&"word ".repeat(100))]).expect("a line");
        assert!(long.ends_with("word…") && long.chars().count() <= LONGEST + 1, "{long}");
        assert_eq!(said(&[Block::Rule, paragraph("—")]), None);
    }
}
