//! How wide text is, in the font drawings are set in.
//!
//! A drawing is laid out before its words become shapes. A guess at their width that
//! is too small clips labels, one that is too large makes boxes gape, so the widths are
//! taken from the very font the words will be set in.

use std::sync::LazyLock;

use relieur_book::images::fonts;
use ttf_parser::Face;
use unicode_width::UnicodeWidthChar;
use usvg::Options;
use usvg::fontdb::{Family, Query, Weight};

/// Characters kept in a table: Latin, Greek, Cyrillic.
const TABLE: usize = 0x500;

/// Advances in ems, by character.
struct Widths {
    regular: Vec<f32>,
    bold: Vec<f32>,
}

static WIDTHS: LazyLock<Widths> = LazyLock::new(|| {
    let mut options = Options::default();
    fonts::provide(&mut options);
    let advances = |weight: Weight| {
        let family = options.font_family.as_str();
        let query = Query { families: &[Family::Name(family), Family::SansSerif], weight, ..Query::default() };
        options
            .fontdb
            .query(&query)
            .and_then(|id| options.fontdb.with_face_data(id, table))
            .unwrap_or_else(|| (0..TABLE).map(estimate).collect())
    };
    Widths { regular: advances(Weight::NORMAL), bold: advances(Weight::BOLD) }
});

fn table(data: &[u8], index: u32) -> Vec<f32> {
    let Ok(face) = Face::parse(data, index) else {
        return (0..TABLE).map(estimate).collect();
    };
    let em = f32::from(face.units_per_em()).max(1.0);
    let advance = |code: usize| {
        let glyph = char::from_u32(code as u32).and_then(|sign| face.glyph_index(sign))?;
        face.glyph_hor_advance(glyph).map(|units| f32::from(units) / em)
    };
    (0..TABLE).map(|code| advance(code).unwrap_or_else(|| estimate(code))).collect()
}

/// For what another font will have to show.
fn estimate(code: usize) -> f32 {
    match char::from_u32(code as u32).and_then(char::width) {
        Some(0) | None => 0.0,
        Some(1) => 0.6,
        Some(_) => 1.0,
    }
}

/// The width of `text` in a size of one pixel.
pub(crate) fn width_in_ems(text: &str, bold: bool) -> f64 {
    let widths = if bold { &WIDTHS.bold } else { &WIDTHS.regular };
    let advance = |sign: char| {
        let code = sign as usize;
        f64::from(widths.get(code).copied().unwrap_or_else(|| estimate(code)))
    };
    text.chars().map(advance).sum()
}

/// `text` as it may stand in XML, in an element or an attribute.
pub(crate) fn escaped(text: &str) -> String {
    let sound: String =
        text.chars().filter(|sign| !sign.is_control() && !matches!(sign, '\u{fffe}' | '\u{ffff}')).collect();
    quick_xml::escape::escape(sound.as_str()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_letters_are_wider_than_narrow_ones() {
        assert!(width_in_ems("WWW", false) > 2.0 * width_in_ems("iii", false));
        assert!(width_in_ems("Heading", true) >= width_in_ems("Heading", false));
    }

    #[test]
    fn letters_of_other_scripts_take_their_cells() {
        assert!((width_in_ems("手册", false) - 2.0).abs() < 0.01);
        assert!(width_in_ems("\u{200d}", false) < 0.01);
    }

    #[test]
    fn nothing_escapes_from_a_label() {
        assert_eq!(escaped("<b>\"&\u{0}"), "&lt;b&gt;&quot;&amp;");
    }
}
