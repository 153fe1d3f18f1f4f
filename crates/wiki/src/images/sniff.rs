//! What a file is, by its first bytes: what a host or a file name says is not
//! believed. Signatures from the WHATWG's "MIME Sniffing" and the formats' own
//! specifications.

/// How many bytes tell most of what is no image.
pub(crate) const ENOUGH: usize = 4_096;

/// The kinds of images that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ImageKind {
    Png,
    Jpeg,
    Gif,
    WebP,
    Bmp,
    Ico,
    Tiff,
    Avif,
    Svg,
}

impl ImageKind {
    /// The usual ending of a file name.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Gif => "gif",
            Self::WebP => "webp",
            Self::Bmp => "bmp",
            Self::Ico => "ico",
            Self::Tiff => "tiff",
            Self::Avif => "avif",
            Self::Svg => "svg",
        }
    }
}

/// The kind of image that begins with `bytes`; none when it is no image.
pub(crate) fn kind_of(bytes: &[u8]) -> Option<ImageKind> {
    let kind = match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => ImageKind::Png,
        [0xff, 0xd8, 0xff, ..] => ImageKind::Jpeg,
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => ImageKind::Gif,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => ImageKind::WebP,
        [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => ImageKind::Tiff,
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', b'f' | b's', ..] => ImageKind::Avif,
        // An icon's directory: its type, a count of at least 1, and a byte that is 0.
        [0, 0, 1, 0, count, 0, _, _, _, 0, ..] if *count > 0 => ImageKind::Ico,
        [b'B', b'M', ..] if has_bitmap_header(bytes) => ImageKind::Bmp,
        _ if is_svg(bytes) => ImageKind::Svg,
        _ => return None,
    };
    Some(kind)
}

/// Whether more bytes cannot make an image of what begins with `bytes`, of which
/// there are at least [`ENOUGH`].
pub(crate) fn is_hopeless(bytes: &[u8]) -> bool {
    let Some(markup) = trimmed(bytes).strip_prefix(b"<") else { return kind_of(bytes).is_none() };
    begins_with(markup, b"html") || begins_with(markup, b"!doctype html")
}

/// `BM` begins many a text; a bitmap goes on with a header of a known size.
fn has_bitmap_header(bytes: &[u8]) -> bool {
    let Some(size) = bytes.get(14..18).and_then(|size| size.try_into().ok()) else { return false };
    matches!(u32::from_le_bytes(size), 12 | 16 | 40 | 52 | 56 | 64 | 108 | 124)
}

/// Whether the root element is `svg`, with or without a prefix. What may stand before
/// it is passed over: declaration, instructions, comments, document type.
fn is_svg(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    loop {
        rest = trimmed(rest);
        let after = if let Some(comment) = rest.strip_prefix(b"<!--") {
            after(comment, b"-->")
        } else if let Some(instruction) = rest.strip_prefix(b"<?") {
            after(instruction, b"?>")
        } else if begins_with(rest, b"<!doctype") {
            after_doctype(rest)
        } else {
            return rest.strip_prefix(b"<").is_some_and(is_svg_name);
        };
        match after {
            Some(next) => rest = next,
            None => return false,
        }
    }
}

fn is_svg_name(bytes: &[u8]) -> bool {
    let end = bytes.iter().position(|c| c.is_ascii_whitespace() || matches!(c, b'>' | b'/'));
    let name = &bytes[..end.unwrap_or(0)];
    name.rsplit(|c| *c == b':').next() == Some(b"svg")
}

/// What follows a document type, whose own declarations stand in brackets.
fn after_doctype(bytes: &[u8]) -> Option<&[u8]> {
    let end = bytes.iter().position(|c| matches!(c, b'[' | b'>'))?;
    if bytes[end] == b'>' { Some(&bytes[end + 1..]) } else { after(after(bytes, b"]")?, b">") }
}

fn after<'b>(bytes: &'b [u8], end: &[u8]) -> Option<&'b [u8]> {
    let at = bytes.windows(end.len()).position(|window| window == end)?;
    Some(&bytes[at + end.len()..])
}

fn trimmed(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start()
}

fn begins_with(bytes: &[u8], word: &[u8]) -> bool {
    bytes.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_known_by_their_first_bytes() {
        let known: [(&[u8], ImageKind); 10] = [
            (b"\x89PNG\r\n\x1a\n....", ImageKind::Png),
            (b"\xff\xd8\xff\xe0", ImageKind::Jpeg),
            (b"GIF89a..", ImageKind::Gif),
            (b"RIFF\x10\0\0\0WEBPVP8 ", ImageKind::WebP),
            (b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", ImageKind::Bmp),
            (b"\0\0\x01\0\x01\0\x10\x10\0\0\x01\0", ImageKind::Ico),
            (b"II*\0\x08\0", ImageKind::Tiff),
            (b"MM\0*\0\0", ImageKind::Tiff),
            (b"\0\0\0\x1cftypavif\0\0", ImageKind::Avif),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", ImageKind::Svg),
        ];
        for (bytes, kind) in known {
            assert_eq!(kind_of(bytes), Some(kind));
        }
    }

    #[test]
    fn a_drawing_may_begin_with_a_lot_else() {
        for text in [
            "\u{feff}<?xml version=\"1.0\"?>\n<!-- Made with <svg> --><svg>",
            "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/\">\n<svg\nwidth=\"1\">",
            "<!DOCTYPE svg [ <!ENTITY ns \"http://www.w3.org/2000/svg\"> ]><svg>",
            "  <svg:svg xmlns:svg=\"x\">",
            "<?xml-stylesheet href=\"a.css\"?><svg/>",
        ] {
            assert_eq!(kind_of(text.as_bytes()), Some(ImageKind::Svg), "{text}");
        }
    }

    #[test]
    fn pages_and_texts_are_no_images() {
        for text in [
            "<!doctype html><html><body><svg></svg>",
            "<html><svg>",
            "BM is a company",
            "<svgx>",
            "<!-- <svg> never closed",
            "<!DOCTYPE svg [ <svg>",
            "{\"message\":\"Not Found\"}",
            "",
            "<svg",
        ] {
            assert_eq!(kind_of(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_page_is_given_up_before_it_ended() {
        assert!(is_hopeless(b"\n<!DOCTYPE html>"));
        assert!(is_hopeless(b"plain text"));
        assert!(!is_hopeless(b"<!-- a long comment"));
        assert!(!is_hopeless(b"\x89PNG\r\n\x1a\n"));
    }
}
