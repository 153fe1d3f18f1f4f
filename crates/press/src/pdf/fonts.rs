//! The fonts of this machine, found once per process, and how wide their letters are.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};

use typst::layout::Abs;
use typst::text::{FontBook, FontStretch, FontStyle, FontVariant, FontVariations, FontWeight};
use typst::utils::hash128;
use typst_kit::fonts::FontStore;

/// The face the text is set in; it comes with the program.
pub(super) const SERIF: &str = "Libertinus Serif";
/// Faces without serifs for the text, best first. None comes with the program.
const SANS: [&str; 9] = [
    "Noto Sans",
    "Source Sans 3",
    "Open Sans",
    "Liberation Sans",
    "DejaVu Sans",
    "Segoe UI",
    "Helvetica Neue",
    "Helvetica",
    "Arial",
];
/// The face listings are set in; it comes with the program.
pub(super) const MONO: &str = "DejaVu Sans Mono";

/// What is asked for, in order, when the book's own face lacks a letter. Colour emoji
/// come before the symbol fonts, which hold black-and-white ones.
const FALLBACKS: [&str; 11] = [
    "Noto Serif",
    "Noto Color Emoji",
    "Apple Color Emoji",
    "Segoe UI Emoji",
    "Noto Sans Math",
    "Noto Sans Symbols",
    "Noto Sans Symbols 2",
    "Noto Naskh Arabic",
    "Noto Serif Hebrew",
    "Noto Serif Devanagari",
    "Noto Serif Thai",
];

/// What is asked for last: faces that come with the program. Left to itself, the engine
/// would ask the font most like the book's that lists a letter, glyph or not, and no other.
const LAST: [&str; 4] = [MONO, SERIF, "New Computer Modern", "New Computer Modern Math"];

/// What is asked for before [`FALLBACKS`] when the text is set without serifs.
const SANS_FALLBACKS: [&str; 5] =
    ["Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Thai"];

/// The fonts of this machine.
pub(super) struct Fonts {
    store: FontStore,
    /// Letters that some font says it has.
    covered: Vec<u64>,
    /// Which of these, so far, a font really has.
    drawn: Mutex<HashMap<char, bool>>,
    /// The large faces of the first book's language, by their numbers.
    large: OnceLock<Vec<usize>>,
    serif: Advances,
    sans: Option<(&'static str, Advances)>,
    mono: Advances,
}

/// Advance widths of one face in em, for the letters of most texts.
struct Advances {
    low: Vec<f32>,
}

/// Which face a run of text is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// Running text.
    Serif,
    /// Running text without serifs.
    Sans,
    /// Code.
    Mono,
}

/// Letters below this are measured, the others are guessed by their kind.
const MEASURED: u32 = 0x0530;

static SHARED: LazyLock<Fonts> = LazyLock::new(|| Fonts::new(true));

impl Fonts {
    /// The fonts that come with the program and those installed here. Found on first
    /// use and kept: a scan takes time, and the engine remembers fonts by number.
    pub(super) fn shared() -> &'static Self {
        &SHARED
    }

    /// The faces of `language` that take long to read: of Chinese, Japanese and Korean, in
    /// running text and in headings.
    fn large(&self, language: &str, face: Face) -> &[usize] {
        self.large.get_or_init(|| {
            let is_large = matches!(language.split('-').next(), Some("zh" | "ja" | "ko"));
            let family = self.han_family(language, face).filter(|_| is_large).map(str::to_lowercase);
            let variant = |weight| FontVariant::new(FontStyle::Normal, weight, FontStretch::NORMAL);
            let weights = [FontWeight::REGULAR, FontWeight::BOLD].into_iter();
            let faces = weights.filter_map(|weight| self.store.book().select(family.as_deref()?, variant(weight)));
            faces.collect()
        })
    }

    /// Reads the faces of a book in `language` that take long to read, and works out their
    /// hashes: the engine does that when it meets them, one core waiting for the other.
    pub(super) fn get_ready(&self, language: &str, face: Face) {
        let faces = self.large(language, face);
        let fonts: Vec<_> = faces.iter().filter_map(|&face| self.store.font(face)).collect();
        for font in &fonts {
            hash128(font);
        }
    }

    fn new(system: bool) -> Self {
        let mut store = FontStore::new();
        store.extend(typst_kit::fonts::embedded());
        if system {
            store.extend(typst_kit::fonts::system());
        }
        let covered = coverage(store.book());
        let serif = Advances::of(&store, SERIF);
        let sans = SANS
            .into_iter()
            .find(|family| store.book().contains_family(&family.to_lowercase()))
            .map(|family| (family, Advances::of(&store, family)));
        let mono = Advances::of(&store, MONO);
        Self { store, covered, drawn: Mutex::default(), large: OnceLock::new(), serif, sans, mono }
    }

    /// Only the fonts that come with the program, as on a machine that has none.
    #[cfg(test)]
    pub(super) fn embedded() -> &'static Self {
        static EMBEDDED: LazyLock<Fonts> = LazyLock::new(|| Fonts::new(false));
        &EMBEDDED
    }

    /// The fonts as the engine takes them.
    pub(super) fn store(&self) -> &FontStore {
        &self.store
    }

    /// Whether some font can draw `letter`.
    pub(super) fn has(&self, letter: char) -> bool {
        let code = letter as usize;
        let covered = self.covered.get(code / 64).is_some_and(|word| word & (1 << (code % 64)) != 0);
        if !covered || (letter as u32) < MEASURED {
            return covered;
        }
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        *drawn.entry(letter).or_insert_with(|| self.draws(letter))
    }

    /// Whether a font has a glyph for `letter`. Fonts list their letters in ranges, and
    /// some letters of a range may have none.
    fn draws(&self, letter: char) -> bool {
        // Those first that are read in any case.
        let large = self.large.get().map(Vec::as_slice).unwrap_or_default().iter().copied();
        let all = (0..).map_while(|index| Some((index, self.store.book().info(index)?)));
        let first = large.filter_map(|index| Some((index, self.store.book().info(index)?)));
        first
            .chain(all)
            .filter(|(_, font)| font.coverage.contains(letter as u32))
            .filter_map(|(index, _)| self.store.font(index))
            .map(|font| font.instantiate(FontVariant::default(), Abs::pt(10.0), &FontVariations::default()))
            .any(|font| font.ttf().glyph_index(letter).is_some_and(|glyph| glyph.0 != 0))
    }

    /// Whether one single font can draw all of `letters`, as a cluster needs.
    pub(super) fn has_together(&self, letters: &[char]) -> bool {
        let book = self.store.book();
        (0..)
            .map_while(|index| book.info(index))
            .any(|font| letters.iter().all(|&letter| font.coverage.contains(letter as u32)))
    }

    /// Whether there is a face without serifs for running text.
    pub(super) fn has_sans(&self) -> bool {
        self.sans.is_some()
    }

    /// The faces for running text in `language`, first choice first; only those that
    /// are there.
    pub(super) fn text_families(&self, language: &str, face: Face) -> Vec<&'static str> {
        let Some((family, _)) = self.sans.as_ref().filter(|_| face == Face::Sans) else {
            let han = han_families(language, false);
            return self.present([SERIF].into_iter().chain(FALLBACKS).chain(han).chain(LAST));
        };
        let sans = [*family].into_iter().chain(SANS_FALLBACKS);
        // Han letters without serifs are the mono faces' second choice.
        let han = han_families(language, true).filter(|family| !family.contains("Mono"));
        self.present(sans.chain([SERIF]).chain(FALLBACKS).chain(han).chain(han_families(language, false)).chain(LAST))
    }

    /// The face for Chinese, Japanese and Korean letters in text in `language`: the first
    /// of those that [`text_families`](Self::text_families) or
    /// [`code_families`](Self::code_families) has for them.
    pub(super) fn han_family(&self, language: &str, face: Face) -> Option<&'static str> {
        let is_square = |family: &&str| face == Face::Mono || !family.contains("Mono");
        let own = han_families(language, face != Face::Serif).filter(is_square);
        let other = (face == Face::Sans).then(|| han_families(language, false)).into_iter().flatten();
        own.chain(other).find(|family| self.store.book().contains_family(&family.to_lowercase()))
    }

    /// The faces for listings in `language`.
    pub(super) fn code_families(&self, language: &str) -> Vec<&'static str> {
        self.present(
            [MONO, "Noto Sans Mono", "Noto Color Emoji", "Noto Sans Symbols 2"]
                .into_iter()
                .chain(han_families(language, true))
                .chain(LAST),
        )
    }

    fn present(&self, wanted: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
        wanted.filter(|family| self.store.book().contains_family(&family.to_lowercase())).collect()
    }

    /// How wide `text` is, in em. Kerning and ligatures are left out, so this is a
    /// little more than it takes.
    pub(super) fn width(&self, text: &str, face: Face) -> f64 {
        text.chars().map(|letter| self.advance(letter, face)).sum()
    }

    /// How wide one letter is, in em.
    pub(super) fn advance(&self, letter: char, face: Face) -> f64 {
        let advances = match face {
            Face::Serif => &self.serif,
            Face::Sans => self.sans.as_ref().map_or(&self.serif, |(_, advances)| advances),
            Face::Mono => &self.mono,
        };
        if let Some(&width) = advances.low.get(letter as usize) {
            return f64::from(width);
        }
        match letter as u32 {
            0x200B..=0x200F | 0x2060..=0x2064 | 0xFE00..=0xFE0F | 0x0300..=0x036F => 0.0,
            0x1100..=0x115F
            | 0x2E80..=0xA4CF
            | 0xAC00..=0xD7A3
            | 0xF900..=0xFAFF
            | 0xFE30..=0xFE4F
            | 0xFF00..=0xFF60
            | 0x20000..=0x3FFFF => 1.0,
            0x1F000..=0x1FAFF => 1.3,
            _ => 0.7,
        }
    }
}

impl Advances {
    fn of(store: &FontStore, family: &str) -> Self {
        let face = store
            .book()
            .select(&family.to_lowercase(), FontVariant::default())
            .and_then(|index| store.font(index))
            .map(|font| font.instantiate(FontVariant::default(), Abs::pt(10.0), &FontVariations::default()));
        let width = |code: u32| {
            let face = face.as_ref()?;
            let glyph = face.ttf().glyph_index(char::from_u32(code)?)?;
            Some(face.x_advance(glyph.0)?.get() as f32)
        };
        Self { low: (0..MEASURED).map(|code| width(code).unwrap_or(0.6)).collect() }
    }
}

/// Every letter some font of the book has, as a bit set.
fn coverage(book: &FontBook) -> Vec<u64> {
    let mut covered = vec![0_u64; 0x11_0000 / 64];
    for font in (0..).map_while(|index| book.info(index)) {
        for code in font.coverage.iter() {
            if let Some(word) = covered.get_mut(code as usize / 64) {
                *word |= 1 << (code % 64);
            }
        }
    }
    covered
}

/// Han letters look different by country: the language's own form comes first.
fn han_families(language: &str, mono: bool) -> impl Iterator<Item = &'static str> {
    const SERIF_FORMS: [[&str; 3]; 4] = [
        ["Noto Serif CJK SC", "Noto Sans CJK SC", "Source Han Serif SC"],
        ["Noto Serif CJK TC", "Noto Sans CJK TC", "Source Han Serif TC"],
        ["Noto Serif CJK JP", "Noto Sans CJK JP", "Source Han Serif"],
        ["Noto Serif CJK KR", "Noto Sans CJK KR", "Source Han Serif K"],
    ];
    const MONO_FORMS: [[&str; 3]; 4] = [
        ["Noto Sans Mono CJK SC", "Noto Sans CJK SC", "Source Han Sans SC"],
        ["Noto Sans Mono CJK TC", "Noto Sans CJK TC", "Source Han Sans TC"],
        ["Noto Sans Mono CJK JP", "Noto Sans CJK JP", "Source Han Sans"],
        ["Noto Sans Mono CJK KR", "Noto Sans CJK KR", "Source Han Sans K"],
    ];
    let tag = language.to_ascii_lowercase();
    let first = match tag.split('-').next().unwrap_or_default() {
        "ja" => 2,
        "ko" => 3,
        "zh" if ["hant", "tw", "hk", "mo"].iter().any(|form| tag.contains(form)) => 1,
        _ => 0,
    };
    let forms = if mono { MONO_FORMS } else { SERIF_FORMS };
    (0..4).flat_map(move |step| forms[(first + step) % 4])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_faces_of_the_book_come_with_the_program() {
        let fonts = Fonts::embedded();
        assert_eq!(fonts.text_families("en", Face::Serif)[0], SERIF);
        assert!(!fonts.has_sans());
        assert_eq!(fonts.text_families("en", Face::Sans), fonts.text_families("en", Face::Serif));
        assert_eq!(fonts.code_families("en")[0], MONO);
        assert!(fonts.has('é') && fonts.has('├') && fonts.has('\u{25A1}'));
        assert!(!fonts.has('漢'));
    }

    #[test]
    fn letters_have_their_true_widths() {
        let fonts = Fonts::embedded();
        assert!(fonts.width("mmmm", Face::Serif) > 2.0 * fonts.width("iiii", Face::Serif));
        assert!((fonts.width("im", Face::Mono) - 1.204).abs() < 0.01);
    }

    #[test]
    fn japanese_prefers_japanese_forms() {
        assert_eq!(han_families("ja-JP", false).next(), Some("Noto Serif CJK JP"));
        assert_eq!(han_families("zh-Hant", false).next(), Some("Noto Serif CJK TC"));
        assert_eq!(han_families("en", true).next(), Some("Noto Sans Mono CJK SC"));
    }
}
