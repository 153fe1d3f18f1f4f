//! A field list at the beginning of a page says who wrote it and when
//! (docutils, `transforms.frontmatter.DocInfo`).

use super::references::plain;
use super::tree::{Block, Field, Inline, Page};

/// Fields with a label of their own.
const FIELDS: [(&str, &str); 9] = [
    ("author", "Author:"),
    ("authors", "Authors:"),
    ("organization", "Organization:"),
    ("contact", "Contact:"),
    ("version", "Version:"),
    ("revision", "Revision:"),
    ("status", "Status:"),
    ("date", "Date:"),
    ("copyright", "Copyright:"),
];
/// Fields that are parts of the text.
const TOPICS: [(&str, &str); 2] = [("dedication", "Dedication"), ("abstract", "Abstract")];

/// Gives the fields the labels GitHub shows.
pub(super) fn settle(page: &mut Page) {
    let titles = page.titles;
    let mut headings = 0;
    let first = page.blocks.iter().position(|block| match block {
        Block::Heading { .. } => {
            headings += 1;
            headings > titles
        }
        Block::Targets(_) | Block::Raw(_) => false,
        _ => true,
    });
    let Some(at) = first else { return };
    let Some(Block::Fields(fields)) = page.blocks.get_mut(at) else { return };
    if !fields.iter().all(|field| field.heads) {
        return;
    }
    let mut topics = Vec::new();
    let mut kept = Vec::new();
    for mut field in std::mem::take(fields) {
        let name = plain(&field.name).trim_end_matches(':').to_lowercase();
        if let Some((_, title)) = TOPICS.iter().find(|(topic, _)| *topic == name) {
            topics.push(Block::Paragraph(vec![Inline::Text((*title).into())]));
            topics.extend(field.body);
            continue;
        }
        label(&mut field, &name);
        kept.push(field);
    }
    *fields = kept;
    let nothing_left = fields.is_empty();
    let rest = page.blocks.split_off(at + 1);
    if nothing_left {
        page.blocks.truncate(at);
    }
    page.blocks.extend(topics);
    page.blocks.extend(rest);
}

fn label(field: &mut Field, name: &str) {
    let [Block::Paragraph(content)] = field.body.as_mut_slice() else { return };
    if name == "address" {
        field.name = vec![Inline::Text("Address:".into())];
        field.body = vec![Block::Literal { language: None, content: std::mem::take(content) }];
    } else if let Some((_, label)) = FIELDS.iter().find(|(known, _)| *known == name) {
        if let [Inline::Text(text)] = content.as_mut_slice() {
            *text = without_keyword(text);
        }
        field.name = vec![Inline::Text((*label).into())];
    }
}

/// `$Date: 2024 $`, which version control systems once filled in, without its shell.
fn without_keyword(text: &str) -> String {
    let inner = text.strip_prefix('$').and_then(|rest| rest.strip_suffix('$')).and_then(|inner| inner.split_once(':'));
    match inner {
        Some((word, value)) if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            value.trim().to_owned()
        }
        _ => text.to_owned(),
    }
}
