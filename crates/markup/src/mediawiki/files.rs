//! `[[File:…]]`: images and their options.

use std::fmt::Write as _;

use crate::html::escaped;

/// The namespaces of images, in the languages of large wikis.
const NAMESPACES: [&str; 9] = ["file", "image", "media", "datei", "bild", "fichier", "archivo", "imagen", "файл"];

/// The file that a target such as `File:x.png` names.
pub(super) fn name_of(target: &str) -> Option<&str> {
    let (namespace, name) = target.split_once(':')?;
    let namespace = namespace.trim().to_lowercase();
    NAMESPACES.contains(&namespace.as_str()).then(|| name.trim())
}

/// What is said about an image.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Options<'t> {
    /// The text below or in place of it.
    pub caption: Option<&'t str>,
    alt: Option<&'t str>,
    link: Option<&'t str>,
    width: Option<u32>,
    height: Option<u32>,
    framed: bool,
}

impl<'t> Options<'t> {
    pub(super) fn of(parts: impl Iterator<Item = &'t str>) -> Self {
        const SILENT: [&str; 16] = [
            "border",
            "frameless",
            "left",
            "right",
            "center",
            "centre",
            "none",
            "upright",
            "baseline",
            "sub",
            "super",
            "top",
            "middle",
            "bottom",
            "text-top",
            "text-bottom",
        ];
        let mut options = Self::default();
        for part in parts.map(str::trim) {
            if matches!(part, "thumb" | "thumbnail" | "frame" | "framed" | "miniatur") {
                options.framed = true;
            } else if SILENT.contains(&part) || part.starts_with("upright=") || part.is_empty() {
            } else if let Some(size) = part.strip_suffix("px").filter(|size| is_size(size)) {
                let (width, height) = size.split_once('x').unwrap_or((size, ""));
                options.width = width.trim().parse().ok();
                options.height = height.trim().parse().ok();
            } else if let Some(alt) = part.strip_prefix("alt=") {
                options.alt = Some(alt.trim());
            } else if let Some(link) = part.strip_prefix("link=") {
                options.link = Some(link.trim()).filter(|link| !link.is_empty());
            } else {
                options.caption = Some(part);
            }
        }
        options
    }
}

fn is_size(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'x' | b' '))
}

/// Adds an image; `caption` is its caption as HTML.
pub(super) fn push_image(html: &mut String, name: &str, options: &Options<'_>, caption: Option<&str>) {
    let mut image = format!("<img src=\"{}\"", escaped(name));
    // Unframed, a caption is only what is said in the image's place.
    let alt = options.alt.or(options.caption.filter(|_| !options.framed)).unwrap_or_default();
    let _ = write!(image, " alt=\"{}\"", escaped(&plain(alt)));
    for (attribute, length) in [("width", options.width), ("height", options.height)] {
        image.extend(length.map(|length| format!(" {attribute}=\"{length}\"")));
    }
    image.push('>');
    match options.link {
        Some(link) => {
            let _ = write!(html, "<a href=\"{}\">{image}</a>", escaped(link));
        }
        None => html.push_str(&image),
    }
    if let Some(caption) = caption.filter(|_| options.framed) {
        let _ = write!(html, "<br>{caption}<br>");
    }
}

/// Without apostrophes that are markup.
fn plain(text: &str) -> String {
    text.replace("'''", "").replace("''", "")
}

#[cfg(test)]
mod tests {
    use super::super::to_html;

    #[test]
    fn images_have_sizes_captions_and_links() {
        assert_eq!(
            to_html("[[File:a b.png|thumb|200x100px|alt=x|see ''[http://c d]'']] [[Image:e.png|link=http://f|g]]"),
            "<p><img src=\"a b.png\" alt=\"x\" width=\"200\" height=\"100\"><br>see <i><a href=\"http://c\">d</a></i><br> \
             <a href=\"http://f\"><img src=\"e.png\" alt=\"g\"></a></p>\n"
        );
        assert_eq!(
            to_html("<gallery>\nFile:a.png|''b''\nc.png\n</gallery>"),
            "<p><img src=\"a.png\" alt=\"b\"><br><i>b</i></p>\n<p><img src=\"c.png\" alt=\"\"></p>\n"
        );
    }
}
