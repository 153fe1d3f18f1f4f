//! Blocks of HTML among the text, and elements that are left alone.

use super::Reader;
use super::blocks::ends_paragraph;
use crate::html::escaped;
use crate::tags::{Tag, tag_at};

impl<'t> Reader<'t> {
    /// A block that begins with a tag.
    pub(super) fn element(&mut self, line: &'t str) -> bool {
        let start = line.trim_start();
        if !start.starts_with('<') {
            return false;
        }
        let at = self.at + line.len() - start.len();
        if start.starts_with("<!--") {
            let Some(end) = self.ends.comment.next(at) else { return false };
            self.at = end + "-->".len();
            return true;
        }
        let Some(tag) = tag_at(start) else { return false };
        let content = at + tag.length;
        if tag.is_any(&["notextile"]) && !tag.closing {
            let Some(end) = self.ends.verbatim.next(content) else { return false };
            let after = &self.text[end + "</notextile>".len()..];
            if !(after.is_empty() || after.starts_with('\n')) {
                return false;
            }
            let text = self.text[content..end].trim_start_matches('\n');
            self.push(format!("{text}\n"));
            self.at = end + "</notextile>".len();
            return true;
        }
        if tag.is_any(&["pre"]) && !tag.closing {
            let end = self.ends.pre.next(content).unwrap_or(self.text.len());
            self.push(listing(&tag, &self.text[content..end]));
            self.at = (end + "</pre>".len()).min(self.text.len());
            return true;
        }
        if !tag.is_block() {
            return false;
        }
        if start[tag.length..].trim().is_empty() {
            self.pass(line);
            self.push(format!("{}\n", &start[..tag.length]));
            return true;
        }
        // Text within: the author's element is the paragraph.
        let mut end = self.at + line.len();
        if !ends_element(line) {
            end = self.block_end(self.at, |line| ends_paragraph(line) && !is_closing(line));
            // The line that ends the element is the last of the block.
            let lines = self.text[self.at..end].split_inclusive('\n');
            end = lines
                .scan(self.at, |at, line| {
                    *at += line.len();
                    Some((*at - usize::from(line.ends_with('\n')), line))
                })
                .find(|(_, line)| ends_element(line))
                .map_or(end, |(end, _)| end);
        }
        let text = self.take(end);
        let html = self.inline(text.trim());
        self.push(format!("{html}\n"));
        true
    }
}

/// Whether a line's last tag ends a block.
fn ends_element(line: &str) -> bool {
    line.rfind('<').is_some_and(|at| is_closing(&line[at..]) && line.trim_end().ends_with('>'))
}

fn is_closing(line: &str) -> bool {
    tag_at(line.trim_start()).is_some_and(|tag| tag.closing && tag.is_block())
}

/// `<pre>`, perhaps with `<code>` in it.
pub(super) fn listing(tag: &Tag<'_>, content: &str) -> String {
    let trimmed = content.trim_start();
    let code = tag_at(trimmed).filter(|code| code.is_any(&["code"]) && !code.closing);
    let language = [Some(*tag), code].into_iter().flatten().find_map(|tag| {
        let language = tag.attribute("lang").or_else(|| tag.attribute("class"))?;
        language.split_whitespace().next().map(|word| word.trim_start_matches("language-").to_owned())
    });
    let text = match code {
        Some(code) => {
            let text = &trimmed[code.length..];
            text.trim_end().strip_suffix("</code>").unwrap_or(text)
        }
        None => content,
    };
    // HTML leaves out a first empty line.
    let text = escaped(text.strip_prefix('\n').unwrap_or(text));
    let language = language.map(|language| format!(" lang=\"{}\"", escaped(&language))).unwrap_or_default();
    format!("<pre{language}><code>{text}</code></pre>\n")
}
