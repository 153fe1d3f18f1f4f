//! Source: a page's bytes become text.
//!
//! Wikis hold pages in every encoding people once used. What is not UTF-8 is read
//! as well as can be, and the reader is told.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

/// A page's text, and how its places map back to the file's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SourceText {
    /// The text; free of NUL and of the characters that mark wiki links.
    pub text: String,
    /// Where the text begins in the file; none when places in the text are not
    /// places in the file.
    pub offset: Option<usize>,
    /// The encoding it was taken for, where it is not in Unicode.
    pub guessed: Option<&'static str>,
    /// Some bytes made no sense and were replaced.
    pub damaged: bool,
}

/// Stands before a wiki link's number; a noncharacter that no text may hold.
pub(crate) const MARK_OPEN: char = '\u{FDD0}';
/// Stands after a wiki link's number.
pub(crate) const MARK_CLOSE: char = '\u{FDD1}';

/// Reads UTF-8, with or without byte order mark, and UTF-16 with one; of any other
/// encoding guesses which it is, as browsers do.
pub(crate) fn decode(bytes: &[u8]) -> SourceText {
    if let Some(text) = utf16(bytes) {
        return SourceText { text: inert(text), offset: None, guessed: None, damaged: false };
    }
    let offset = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    match std::str::from_utf8(&bytes[offset..]) {
        Ok(text) => SourceText { text: inert(text.to_owned()), offset: Some(offset), guessed: None, damaged: false },
        Err(_) => guessed(&bytes[offset..]),
    }
}

fn guessed(bytes: &[u8]) -> SourceText {
    // A page that is UTF-8 but for a few bytes is a damaged page, not one in another
    // encoding.
    let lossy = String::from_utf8_lossy(bytes);
    let strange = lossy.matches(char::REPLACEMENT_CHARACTER).count();
    let foreign = lossy.chars().filter(|c| !c.is_ascii() && *c != char::REPLACEMENT_CHARACTER).count();
    if foreign > 4 * strange {
        return SourceText { text: inert(lossy.into_owned()), offset: None, guessed: Some("UTF-8"), damaged: true };
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    SourceText { text: inert(text.into_owned()), offset: None, guessed: Some(encoding.name()), damaged }
}

fn utf16(bytes: &[u8]) -> Option<String> {
    let from: fn([u8; 2]) -> u16 = match bytes {
        [0xFF, 0xFE, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let units = bytes[2..].chunks_exact(2).map(|pair| from([pair[0], pair[1]]));
    Some(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// Replaces the characters that would upset later stages by others of the same
/// length, so that places stay where they are.
fn inert(text: String) -> String {
    // One after the other, which is several times as fast as all at once.
    if !['\0', MARK_OPEN, MARK_CLOSE].into_iter().any(|odd| text.contains(odd)) {
        return text;
    }
    text.chars()
        .map(|c| match c {
            '\0' => ' ',
            MARK_OPEN | MARK_CLOSE => char::REPLACEMENT_CHARACTER,
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_no_text_but_counts_as_bytes() {
        let page = decode(b"\xEF\xBB\xBF# Title");
        assert_eq!((page.text.as_str(), page.offset, page.damaged), ("# Title", Some(3), false));
    }

    #[test]
    fn bytes_that_are_no_text_cost_themselves_only() {
        let page = decode(b"caf\xE9 au lait");
        assert_eq!((page.text.as_str(), page.guessed, page.damaged), ("café au lait", Some("windows-1252"), false));
        assert_eq!(page.offset, None);
        let page =
            decode("caf\u{e9} \u{e0} \u{e9}t\u{e9} \u{ee}le".bytes().chain([0xE9]).collect::<Vec<_>>().as_slice());
        assert_eq!((page.text.as_str(), page.guessed, page.damaged), ("café à été île\u{FFFD}", Some("UTF-8"), true));
    }

    #[test]
    fn old_encodings_are_guessed() {
        let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode("これは日本語で書かれた古いページです。");
        let page = decode(&bytes);
        assert_eq!((page.text.as_str(), page.guessed), ("これは日本語で書かれた古いページです。", Some("Shift_JIS")));
    }

    #[test]
    fn utf_16_is_read() {
        assert_eq!(decode(b"\xFF\xFEh\0i\0").text, "hi");
        assert_eq!(decode(b"\xFE\xFF\0h\0i").text, "hi");
    }

    #[test]
    fn places_stay_where_they_are() {
        let page = decode("a\0b\u{FDD0}c".as_bytes());
        assert_eq!(page.text, "a b\u{FFFD}c");
        assert_eq!(page.offset, Some(0));
    }
}
