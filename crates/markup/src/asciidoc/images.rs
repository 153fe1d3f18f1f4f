//! Images, videos and sounds that are blocks.

use std::fmt::Write as _;

use super::Document;
use super::macros::{escaped_list, special_quotes};
use super::metadata::Metadata;

impl Document {
    /// The medium of a block macro.
    pub(super) fn medium(&mut self, name: &str, target: &str, inner: &str, metadata: &Metadata, out: &mut String) {
        let target = self.attributes.expand(&super::attributes::special_characters(target));
        let inner = self.attributes.expand_raw(inner);
        let list = escaped_list(&inner);
        if name != "image" {
            let source = special_quotes(&self.image_path(&target));
            let _ = writeln!(out, "<p><{name} src=\"{source}\" controls></{name}></p>");
            return self.figure_title(metadata, &list, false, out);
        }
        let mut list = list;
        if list.get("link").is_none()
            && let Some(link) = metadata.list.get("link")
        {
            list = escaped_list(&format!("{inner},link=\"{link}\""));
        }
        let html = self.image(&target, &list);
        let align = list.get("align").or_else(|| metadata.list.get("align"));
        match align.filter(|align| matches!(*align, "left" | "center" | "right")) {
            Some(align) => {
                let _ = writeln!(out, "<p align=\"{align}\">{html}</p>");
            }
            None => {
                let _ = writeln!(out, "<p>{html}</p>");
            }
        }
        self.figure_title(metadata, &list, true, out);
    }

    /// The title under a medium; an image's is numbered.
    fn figure_title(
        &mut self,
        metadata: &Metadata,
        list: &super::attrlist::AttributeList,
        numbered: bool,
        out: &mut String,
    ) {
        let Some(title) = metadata.title.as_deref().or_else(|| list.get("title")) else { return };
        let html = self.inline(title);
        let caption = if numbered {
            self.caption("figure-caption", metadata.list.get("caption").or_else(|| list.get("caption")))
        } else {
            String::new()
        };
        let _ = writeln!(out, "<div>{caption}{html}</div>");
    }

    /// What stands before a title, such as `Figure 1. `; `given` replaces it.
    pub(super) fn caption(&mut self, attribute: &str, given: Option<&str>) -> String {
        if let Some(given) = given {
            return special_quotes(given);
        }
        match self.attributes.get(attribute).map(str::to_owned) {
            Some(word) if !word.is_empty() => format!("{word} {}. ", self.caption_number(&word)),
            _ => String::new(),
        }
    }
}
