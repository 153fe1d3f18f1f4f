//! The archive's table of contents, for people (`README.md`) and programs (`wiki.json`).

use std::fmt::Write as _;

use relieur_book::model::{Book, ContentsEntry};
use relieur_book::read::Reading;
use relieur_domain::Timestamp;
use relieur_domain::report::{ImageReport, LinkReport, Warning};
use relieur_domain::wiki::WikiSnapshot;
use serde::Serialize;

use super::names::Names;
use super::splice::relative;

/// The table of contents as Markdown, in reading order.
pub(crate) fn table(book: &Book, names: &Names, own: &str) -> String {
    let mut text = format!("# {}\n\n", line(&book.title));
    let french = book.language == "fr";
    if let Some(source) = &book.source {
        let from = if french { "Archive du wiki" } else { "Archive of the wiki" };
        let _ = writeln!(text, "{from} <{source}>.");
    }
    let revision = [book.commit.as_deref().map(|commit| format!("`{}`", commit.get(..12).unwrap_or(commit)))];
    let date = [book.date.map(|date| date.format("%Y-%m-%d").to_string())];
    let facts: Vec<String> = revision.into_iter().chain(date).flatten().collect();
    if !facts.is_empty() {
        let _ = writeln!(text, "{} {}", if french { "Révision :" } else { "Revision:" }, facts.join(", "));
    }
    if book.chapters.iter().any(|chapter| names.converted(&chapter.path).is_some()) {
        text.push_str(if french {
            "\nLes pages écrites dans un autre balisage sont converties en Markdown\u{a0}; leur source est à côté.\n"
        } else {
            "\nPages written in another markup are converted to Markdown; their source stands beside them.\n"
        });
    }
    let _ = write!(text, "\n## {}\n\n", if french { "Table des matières" } else { "Contents" });
    entries(&book.contents, book, names, own, 0, &mut text);
    text
}

fn entries(entries_here: &[ContentsEntry], book: &Book, names: &Names, own: &str, depth: usize, text: &mut String) {
    for entry in entries_here {
        let file = entry.chapter.and_then(|chapter| names.readable(&book.chapters[chapter].path));
        let label = line(&entry.label);
        let indent = "  ".repeat(depth);
        // Writing into a string does not fail.
        let _ = match file {
            Some(file) => writeln!(text, "{indent}- [{label}]({})", relative(own, file)),
            None => writeln!(text, "{indent}- {label}"),
        };
        entries(&entry.children, book, names, own, depth + 1, text);
    }
}

fn line(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(c, '[' | ']' | '\\' | '`' | '*' | '_' | '<' | '#' | '|' | '~' | '$') {
            out.push('\\');
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    if out.trim().is_empty() { "—".into() } else { out }
}

#[derive(Serialize)]
struct Description<'a> {
    wiki: String,
    title: &'a str,
    commit: Option<&'a str>,
    date: Option<String>,
    language: &'a str,
    #[serde(rename = "description", skip_serializing_if = "Option::is_none")]
    about: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    contributors: &'a [String],
    pages: Vec<Page<'a>>,
    contents: Vec<Node<'a>>,
    report: Report<'a>,
}

#[derive(Serialize)]
struct Page<'a> {
    path: &'a str,
    title: &'a str,
    file: Option<&'a str>,
    /// The page as it was written, where `file` is a conversion.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<String>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    authors: &'a [String],
}

#[derive(Serialize)]
struct Node<'a> {
    label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    children: Vec<Node<'a>>,
}

#[derive(Serialize)]
struct Report<'a> {
    links: &'a LinkReport,
    images: &'a ImageReport,
    warnings: &'a [Warning],
}

/// The archive's description as JSON.
pub(crate) fn description(reading: &Reading, snapshot: &WikiSnapshot, names: &Names) -> String {
    let book = &reading.book;
    let description = Description {
        // Where a folder was on somebody's machine does not belong into what they pass on.
        wiki: book.source.clone().unwrap_or_else(|| snapshot.wiki.file_stem()),
        title: &book.title,
        commit: book.commit.as_deref(),
        date: book.date.map(moment),
        language: &book.language,
        about: book.description.as_deref(),
        contributors: &book.contributors,
        pages: book
            .chapters
            .iter()
            .map(|chapter| Page {
                path: &chapter.path,
                title: &chapter.title,
                file: names.readable(&chapter.path),
                source: names.converted(&chapter.path).and_then(|_| names.of(&chapter.path)),
                changed: chapter.revision.as_ref().map(|revision| moment(revision.date)),
                authors: chapter.revision.as_ref().map_or(&[], |revision| &revision.authors),
            })
            .collect(),
        contents: nodes(&book.contents, book, names),
        report: Report { links: &reading.links, images: &reading.images, warnings: &reading.warnings },
    };
    let mut json = serde_json::to_string_pretty(&description).expect("text, numbers and lists always become JSON");
    json.push('\n');
    json
}

fn moment(date: Timestamp) -> String {
    date.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn nodes<'a>(entries: &'a [ContentsEntry], book: &'a Book, names: &'a Names) -> Vec<Node<'a>> {
    entries
        .iter()
        .map(|entry| Node {
            label: &entry.label,
            file: entry.chapter.and_then(|chapter| names.readable(&book.chapters[chapter].path)),
            children: nodes(&entry.children, book, names),
        })
        .collect()
}
