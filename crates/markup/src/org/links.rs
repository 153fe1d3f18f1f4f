//! Links, images, and the targets within a page.

use std::collections::HashSet;

use super::Page;
use crate::html::escaped;
use crate::scan::{Slots, Step, before, is_word, rewrite, window};
use crate::urls;

/// No `<<target>>` is longer; in bytes.
const MAX_TARGET: usize = 200;

/// The names of a page's `<<targets>>`, in lower case.
pub(super) fn targets(text: &str) -> HashSet<String> {
    let places = text.match_indices("<<").map(|(at, _)| at);
    places.filter_map(|at| target(text, at)).map(|(name, _)| name.to_lowercase()).collect()
}

/// The name of the target at `at`, and where it ends; radio targets have three marks.
fn target(text: &str, at: usize) -> Option<(&str, usize)> {
    let near = window(text, at, MAX_TARGET);
    let rest = near.strip_prefix("<<<").or_else(|| near.strip_prefix("<<"))?;
    let marks = near.len() - rest.len();
    let end = rest.find(['<', '>', '\n'])?;
    let name = &rest[..end];
    let closes = rest[end..].starts_with(&">>>"[..marks]);
    (closes && !name.is_empty() && name.trim() == name).then_some((name, at + 2 * marks + end))
}

impl Page {
    /// `text` with its links and targets put aside; what links are called stays.
    pub(super) fn linked(&self, text: &str, slots: &mut Slots) -> String {
        let text = rewrite(text, &["[["], |at, _| self.bracket_link(text, at, slots));
        let text = rewrite(&text, &["<"], |at, _| angle(&text, at, slots));
        rewrite(&text, &["http://", "https://", "ftp://"], |at, settled| {
            if at > settled && before(&text, at).is_some_and(|c| is_word(c) || c == '/') {
                return Step::Pass;
            }
            let Some(length) = urls::address_at(&text[at..]) else { return Step::Pass };
            let url = escaped(&text[at..at + length]);
            Step::Replace { start: at, end: at + length, with: slots.put(&format!("<a href=\"{url}\">{url}</a>")) }
        })
    }

    /// `[[link]]` and `[[link][text]]`.
    fn bracket_link(&self, text: &str, at: usize, slots: &mut Slots) -> Step {
        let inner = at + 2;
        let Some(end) = text[inner..].find(['[', ']']).map(|length| inner + length) else { return Step::Stop };
        let written = text[inner..end].trim();
        if written.is_empty() || !text[end..].starts_with(']') {
            return Step::Pass;
        }
        let (label, end) = if text[end..].starts_with("]]") {
            (None, end + 2)
        } else {
            let Some(label) = text[end..].strip_prefix("][").map(|_| end + 2) else { return Step::Pass };
            let Some(close) = text[label..].find(['[', ']']).map(|length| label + length) else { return Step::Pass };
            if close == label || !text[close..].starts_with("]]") {
                return Step::Pass;
            }
            (Some(&text[label..close]), close + 2)
        };
        let written = slots.filled(written).replace('\n', " ");
        let (href, shown) = self.href(&written);
        let with = match label.map(|label| (label, path_of(label))) {
            None if is_image(&href) => {
                let href = escaped(&href);
                slots.put(&format!("<img src=\"{href}\" alt=\"{href}\">"))
            }
            None => slots.put(&format!("<a href=\"{}\">{}</a>", escaped(&href), escaped(&shown))),
            Some((_, path)) if is_image(&path) && !path.contains(char::is_whitespace) => {
                let path = escaped(&path);
                slots.put(&format!("<a href=\"{}\"><img src=\"{path}\" alt=\"{path}\"></a>", escaped(&href)))
            }
            Some((label, _)) => {
                let open = slots.put(&format!("<a href=\"{}\">", escaped(&href)));
                format!("{open}{label}{}", slots.put("</a>"))
            }
        };
        Step::Replace { start: at, end, with }
    }

    /// Where a link leads, and how it reads without a text of its own.
    fn href(&self, written: &str) -> (String, String) {
        let abbreviations = &self.settings.abbreviations;
        if let Some(url) = abbreviations.get(written) {
            return (url.clone(), written.to_owned());
        }
        if let Some((name, rest)) = written.split_once(':')
            && let Some(url) = abbreviations.get(name)
        {
            let url = if url.contains("%s") { url.replacen("%s", rest, 1) } else { format!("{url}{rest}") };
            return (url, written.to_owned());
        }
        if let Some(heading) = written.strip_prefix('*') {
            return (format!("#{}", slug(heading)), heading.trim().to_owned());
        }
        if self.targets.contains(&written.to_lowercase()) {
            return (format!("#{}", slug(written)), written.to_owned());
        }
        let path = path_of(written);
        (path.clone(), path)
    }
}

/// `file:path::search` as the path.
fn path_of(written: &str) -> String {
    let rest = ["file:", "file+emacs:", "file+sys:"].iter().find_map(|scheme| written.strip_prefix(scheme));
    match rest {
        Some(path) => {
            let path = path.split_once("::").map_or(path, |(path, _)| path);
            // `file:///a/b` is a path of the author's machine either way.
            path.to_owned()
        }
        None => written.to_owned(),
    }
}

/// `<http://…>`, `<<target>>`.
fn angle(text: &str, at: usize, slots: &mut Slots) -> Step {
    if let Some((name, end)) = target(text, at) {
        let is_radio = text[at..].starts_with("<<<");
        let anchor = slots.put(&format!("<a id=\"{}\"></a>", escaped(&slug(name))));
        // The text of a radio target is part of the page.
        let with = if is_radio { format!("{anchor}{name}") } else { anchor };
        return Step::Replace { start: at, end, with };
    }
    let near = window(text, at + 1, 2000);
    let Some(end) = near.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | ']' | '\0')) else {
        return Step::Pass;
    };
    let url = &near[..end];
    let is_link = near[end..].starts_with('>')
        && url.split_once(':').is_some_and(|(scheme, rest)| {
            !rest.is_empty()
                && !scheme.is_empty()
                && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        });
    if !is_link {
        return Step::Pass;
    }
    let url = escaped(url);
    Step::Replace { start: at, end: at + end + 2, with: slots.put(&format!("<a href=\"{url}\">{url}</a>")) }
}

/// The endings org-ruby takes for images (`org_image_file_regexp`).
fn is_image(path: &str) -> bool {
    const ENDINGS: [&str; 15] = [
        ".gif", ".jpg", ".jpeg", ".pbm", ".pgm", ".png", ".pnm", ".ppm", ".svg", ".svgz", ".tif", ".tiff", ".xbm",
        ".xpm", ".webp",
    ];
    let path = path.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    ENDINGS.iter().any(|ending| path.ends_with(ending))
}

/// The anchor of a heading or target, in GitHub's form.
fn slug(text: &str) -> String {
    let kept = text.trim().chars().filter(|c| is_word(*c) || matches!(c, '-' | ' '));
    kept.map(|c| if c == ' ' { '-' } else { c }).flat_map(char::to_lowercase).collect()
}
