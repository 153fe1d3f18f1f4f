//! SVG drawings: read, stripped of everything but shapes, and written anew.
//!
//! The reader (usvg, the one Typst draws with) resolves styles, turns text into
//! paths and knows neither scripts nor animation. Files and addresses a drawing
//! names are not followed. What usvg would expand without bound is measured first.

use std::sync::Arc;

use usvg::{ImageHrefResolver, ImageKind, Indent, Options, Tree, WriteOptions};

use super::{ImageProblem, PreparedImage, fonts, raster, sniff};
use crate::model::ImageFormat;

mod expansion;

/// Bytes of XML a drawing may have.
const MAX_XML_BYTES: usize = 16 * 1024 * 1024;

/// Bytes the normalised drawing may have.
const MAX_OUTPUT_BYTES: usize = 32 * 1024 * 1024;

/// CSS pixels on a side beyond which a size is taken for a mistake.
const MAX_SIZE: f32 = 100_000.0;

/// Reads the drawing and writes it anew.
pub(super) fn prepare(bytes: &[u8]) -> Result<PreparedImage, ImageProblem> {
    let xml = text(bytes)?;
    expansion::check(xml)?;
    let tree = Tree::from_str(xml, &options(xml)).map_err(|error| problem(&error))?;
    let (width, height) = (tree.size().width(), tree.size().height());
    if !(width.is_finite() && height.is_finite()) || width > MAX_SIZE || height > MAX_SIZE {
        return Err(ImageProblem::NoSize);
    }
    if !tree.root().has_children() {
        return Err(ImageProblem::NothingToShow);
    }
    let written = with_view_box(&tree.to_string(&write_options()), width, height);
    if written.len() > MAX_OUTPUT_BYTES {
        return Err(ImageProblem::TooComplex);
    }
    Ok(PreparedImage {
        format: ImageFormat::Svg,
        width: (width.ceil() as u32).max(1),
        height: (height.ceil() as u32).max(1),
        bytes: written.into_bytes().into(),
    })
}

fn text(bytes: &[u8]) -> Result<&str, ImageProblem> {
    if bytes.len() > MAX_XML_BYTES {
        return Err(ImageProblem::TooComplex);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ImageProblem::NotXml)?;
    Ok(text.trim_start_matches('\u{feff}').trim_start())
}

fn problem(error: &usvg::Error) -> ImageProblem {
    match error {
        usvg::Error::InvalidSize => ImageProblem::NoSize,
        usvg::Error::ElementsLimitReached => ImageProblem::TooComplex,
        usvg::Error::NotAnUtf8Str | usvg::Error::MalformedGZip | usvg::Error::ParsingFailed(_) => ImageProblem::NotXml,
    }
}

fn options(xml: &str) -> Options<'static> {
    let mut options = Options {
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, data, _| embedded_image(&data)),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    if xml.contains("text") {
        fonts::provide(&mut options);
    }
    options
}

/// A picture inside the drawing passes the checks of any other.
fn embedded_image(data: &[u8]) -> Option<ImageKind> {
    let sniff::Kind::Raster(format) = sniff::kind(data).ok()? else {
        return None;
    };
    let image = raster::prepare(format, data.to_vec()).ok()?;
    let bytes = Arc::new(image.bytes.to_vec());
    match image.format {
        ImageFormat::Png => Some(ImageKind::PNG(bytes)),
        ImageFormat::Jpeg => Some(ImageKind::JPEG(bytes)),
        ImageFormat::Gif => Some(ImageKind::GIF(bytes)),
        ImageFormat::Svg => None,
    }
}

fn write_options() -> WriteOptions {
    WriteOptions { indent: Indent::None, coordinates_precision: 4, ..WriteOptions::default() }
}

/// The writer gives a width and a height but no view box, and without one a drawing
/// is cropped, not scaled, when shown smaller.
fn with_view_box(svg: &str, width: f32, height: f32) -> String {
    svg.replacen("<svg ", &format!("<svg viewBox=\"0 0 {width} {height}\" "), 1)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::super::prepare;
    use super::*;

    fn drawing(body: &str) -> Vec<u8> {
        format!("<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='80' height='40.5'>{body}</svg>")
            .into_bytes()
    }

    fn written(body: &str) -> String {
        let image = prepare("a.svg", drawing(body)).expect("a sound drawing");
        String::from_utf8(image.bytes.to_vec()).expect("UTF-8")
    }

    fn refused(body: &str) -> ImageProblem {
        prepare("a.svg", drawing(body)).expect_err("refused")
    }

    #[test]
    fn a_drawing_keeps_its_shapes_and_scales() {
        let image = prepare("a.svg", drawing("<rect width='9' height='9'/>")).expect("sound");
        assert_eq!((image.format, image.width, image.height), (ImageFormat::Svg, 80, 41));
        let text = String::from_utf8(image.bytes.to_vec()).expect("UTF-8");
        assert!(text.starts_with("<svg viewBox=\"0 0 80 40.5\" "), "{text}");
        assert!(text.contains("<path"), "{text}");
    }

    #[test]
    fn words_become_shapes_so_that_no_reader_needs_the_font() {
        let svg = written("<text x='2' y='20' font-family='No Such Font'>Hi &lt;there&gt;</text>");
        assert!(!svg.contains("<text"), "{svg}");
        assert!(svg.contains("<path"), "{svg}");
    }

    #[test]
    fn scripts_events_and_addresses_do_not_survive() {
        let svg = written(
            "<script>alert(1)</script><a href='javascript:alert(1)'><rect onclick='alert(1)' width='5' height='5'/></a>\
             <image href='/etc/passwd' width='5' height='5'/><image href='https://example.org/x.png' width='5' height='5'/>\
             <foreignObject width='5' height='5'><body xmlns='http://www.w3.org/1999/xhtml'>x</body></foreignObject>",
        );
        for gone in ["alert", "passwd", "example.org", "foreignObject", "body", "<image"] {
            assert!(!svg.contains(gone), "{gone} in {svg}");
        }
    }

    #[test]
    fn a_drawing_of_nothing_or_without_size_is_refused() {
        assert_eq!(refused("<foreignObject width='5' height='5'/>"), ImageProblem::NothingToShow);
        let flat = b"<svg xmlns='http://www.w3.org/2000/svg' width='0' height='10'><rect width='5' height='5'/></svg>";
        assert_eq!(prepare("a.svg", flat.to_vec()), Err(ImageProblem::NoSize));
    }

    #[test]
    fn a_drawing_that_is_broken_or_breaks_off_is_refused() {
        assert_eq!(refused("<g></rect>"), ImageProblem::NotXml);
        let mut bytes = drawing("<g><rect width='5' height='5'/></g>");
        bytes.truncate(bytes.len() - 10);
        assert_eq!(prepare("a.svg", bytes), Err(ImageProblem::CutShort));
    }

    #[test]
    fn a_billion_laughs_are_refused() {
        let mut bomb = String::from("<!DOCTYPE svg [<!ENTITY a0 'haha'>");
        for level in 1..10 {
            let ten = format!("&a{};", level - 1).repeat(10);
            write!(bomb, "<!ENTITY a{level} '{ten}'>").expect("text");
        }
        bomb.push_str("]><svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text>&a9;</text></svg>");
        assert_eq!(prepare("a.svg", bomb.into_bytes()), Err(ImageProblem::TooComplex));
    }

    #[test]
    fn short_entities_as_drawing_programs_write_them_are_fine() {
        let svg = "<!DOCTYPE svg [<!ENTITY red '#ff0000'>]><svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>\
                   <rect width='5' height='5' fill='&red;'/></svg>";
        let image = prepare("a.svg", svg.into()).expect("sound");
        assert!(String::from_utf8_lossy(&image.bytes).contains("#ff0000"));
    }

    #[test]
    fn copies_of_copies_are_counted_before_they_are_made() {
        let mut bomb = String::from("<defs><rect id='a0' width='5' height='5'/>");
        for level in 1..12 {
            let copies = format!("<use xlink:href='#a{}'/>", level - 1).repeat(10);
            write!(bomb, "<g id='a{level}'>{copies}</g>").expect("text");
        }
        bomb.push_str("</defs><use href='#a11'/>");
        assert_eq!(refused(&bomb), ImageProblem::TooComplex);
        let fine = written("<defs><rect id='r' width='5' height='5'/></defs><use href='#r'/><use x='9' href='#r'/>");
        assert_eq!(fine.matches("<path").count(), 2);
    }

    #[test]
    fn elements_in_a_circle_or_too_deep_are_refused() {
        assert_eq!(refused("<g id='a'><use href='#a'/></g>"), ImageProblem::TooComplex);
        assert_eq!(
            refused(&format!("{}<rect width='5' height='5'/>{}", "<g>".repeat(50_000), "</g>".repeat(50_000))),
            ImageProblem::TooComplex
        );
        let deep = format!("{}<rect width='5' height='5'/>{}", "<g opacity='.9'>".repeat(190), "</g>".repeat(190));
        assert!(written(&deep).contains("<path"));
    }
}
