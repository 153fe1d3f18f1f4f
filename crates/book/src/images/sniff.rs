//! What a file is, told by its first bytes.

use image::ImageFormat;

use super::ImageProblem;

/// What to do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Pixels.
    Raster(ImageFormat),
    /// An SVG drawing.
    Svg,
}

/// Tells what `bytes` are.
pub(super) fn kind(bytes: &[u8]) -> Result<Kind, ImageProblem> {
    if bytes.is_empty() {
        return Err(ImageProblem::Empty);
    }
    if let Some(format) = raster(bytes) {
        return Ok(Kind::Raster(format));
    }
    if let Some(name) = unsupported(bytes) {
        return Err(ImageProblem::UnsupportedFormat(name));
    }
    text(bytes)
}

fn raster(bytes: &[u8]) -> Option<ImageFormat> {
    let format = match bytes {
        [0x89, b'P', b'N', b'G', ..] => ImageFormat::Png,
        [0xff, 0xd8, 0xff, ..] => ImageFormat::Jpeg,
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => ImageFormat::Gif,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => ImageFormat::WebP,
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => ImageFormat::Bmp,
        [0, 0, 1, 0, count, 0, ..] if *count > 0 => ImageFormat::Ico,
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => ImageFormat::Tiff,
        _ => return None,
    };
    Some(format)
}

/// Formats people do upload and nothing here can read.
fn unsupported(bytes: &[u8]) -> Option<&'static str> {
    let name = match bytes {
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', b'f' | b's', ..] => "AVIF",
        [_, _, _, _, b'f', b't', b'y', b'p', b'h', b'e', b'i' | b'v', ..]
        | [_, _, _, _, b'f', b't', b'y', b'p', b'm', b'i', b'f', b'1', ..] => "HEIC",
        [0xff, 0x0a, ..] | [0, 0, 0, 0x0c, b'J', b'X', b'L', ..] => "JPEG XL",
        [0, 0, 0, 0x0c, b'j', b'P', ..] => "JPEG 2000",
        [0x1f, 0x8b, ..] => "compressed",
        [b'8', b'B', b'P', b'S', ..] => "Photoshop",
        [b'%', b'P', b'D', b'F', ..] => "PDF",
        [b'%', b'!', b'P', b'S', ..] => "PostScript",
        _ => return None,
    };
    Some(name)
}

fn text(bytes: &[u8]) -> Result<Kind, ImageProblem> {
    let beginning = String::from_utf8_lossy(&bytes[..bytes.len().min(64 * 1024)]).to_ascii_lowercase();
    let beginning = beginning.trim_start_matches('\u{feff}').trim_start();
    if beginning.starts_with("version https://git-lfs.github.com") {
        return Err(ImageProblem::LfsPointer);
    }
    let Some(element) = first_element(beginning) else {
        return Err(ImageProblem::NotAnImage);
    };
    match element {
        "html" | "head" | "body" => Err(ImageProblem::WebPage),
        _ if element == "svg" || element.ends_with(":svg") => Ok(Kind::Svg),
        _ => Err(ImageProblem::NotAnImage),
    }
}

/// The name of the first element of a text that begins as markup does. The
/// declaration of a web page counts as `html`.
fn first_element(mut text: &str) -> Option<&str> {
    loop {
        text = text.trim_start();
        let rest = text.strip_prefix('<')?;
        text = if let Some(comment) = rest.strip_prefix("!--") {
            &comment[comment.find("-->")? + 3..]
        } else if rest.starts_with("!doctype html") {
            return Some("html");
        } else if rest.starts_with("!doctype") {
            after_doctype(rest)?
        } else if rest.starts_with('?') {
            &rest[rest.find("?>")? + 2..]
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || c == '>' || c == '/')?;
            return Some(&rest[..end]);
        };
    }
}

/// What follows a document type, which may hold declarations in brackets.
fn after_doctype(text: &str) -> Option<&str> {
    let bracket = text.find('[').filter(|bracket| text.find('>').is_none_or(|end| *bracket < end));
    let from = match bracket {
        Some(bracket) => bracket + text[bracket..].find(']')?,
        None => 0,
    };
    Some(&text[from + text[from..].find('>')? + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_is_recognised_behind_its_declarations() {
        let plain = b"<svg xmlns='http://www.w3.org/2000/svg'/>";
        let long = b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- made by > hand -->\n<!DOCTYPE svg [ <!ENTITY a 'b'> ]>\n<svg:svg xmlns:svg='x'/>";
        assert_eq!(kind(plain), Ok(Kind::Svg));
        assert_eq!(kind(long), Ok(Kind::Svg));
    }

    #[test]
    fn what_is_no_image_is_called_by_its_name() {
        let problem = |bytes: &[u8]| kind(bytes).expect_err("not an image").to_string();
        assert_eq!(problem(b""), "the file is empty");
        assert_eq!(
            problem(b"\n<!DOCTYPE html>\n<html><body>404</body></html>"),
            "the file is a web page, not an image"
        );
        assert_eq!(
            problem(b"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html/>"),
            "the file is a web page, not an image"
        );
        assert!(problem(b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n").contains("Git LFS"));
        assert_eq!(problem(b"\0\0\0\x1cftypavif...."), "AVIF images are not supported");
        assert_eq!(problem(b"hello"), "the file is not an image");
    }
}
