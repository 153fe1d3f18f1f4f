//! The fonts drawings are set in before their words become shapes.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use usvg::Options;
use usvg::fontdb::{Database, FaceInfo, Family, Source, Stretch};

/// Bytes a font file may have that is held in memory; those of Latin have half a million.
const MOST_HELD: u64 = 2 << 20;

/// Lets text in a drawing find a font.
pub fn provide(options: &mut Options<'_>) {
    options.fontdb = Arc::clone(&FONTS);
    FONTS.family_name(&Family::SansSerif).clone_into(&mut options.font_family);
}

/// Whether the program's own fonts have every letter of `text`.
pub fn own_suffice(text: &str) -> bool {
    // Libertinus Serif has all of Latin.
    text.chars().all(|letter| matches!(letter, ' '..='~' | '\u{a0}'..='\u{24f}'))
}

/// Lets text in a drawing find the program's own fonts, which are the same everywhere and
/// found at once.
pub fn provide_own(options: &mut Options<'_>) {
    static OWN: LazyLock<Arc<Database>> = LazyLock::new(|| {
        let mut fonts = Database::new();
        load_own(&mut fonts);
        fonts.set_serif_family("Libertinus Serif");
        Arc::new(fonts)
    });
    options.fontdb = Arc::clone(&OWN);
}

fn load_own(fonts: &mut Database) {
    for font in typst_assets::fonts() {
        fonts.load_font_source(Source::Binary(Arc::new(font)));
    }
}

/// The machine's fonts, and the ones the PDF is set in where it has none.
static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_system_fonts();
    load_own(&mut fonts);
    let installed = |wanted: &[&'static str]| {
        wanted
            .iter()
            .copied()
            .find(|name| fonts.faces().any(|face| face.families.iter().any(|(family, _)| family == name)))
    };
    let serif = installed(&["Times New Roman", "Liberation Serif", "DejaVu Serif"]).unwrap_or("Libertinus Serif");
    let sans = installed(&["Arial", "Liberation Sans", "Noto Sans", "DejaVu Sans"]).unwrap_or("Libertinus Serif");
    let mono = installed(&["Courier New", "Liberation Mono"]).unwrap_or("DejaVu Sans Mono");
    fonts.set_serif_family(serif);
    fonts.set_sans_serif_family(sans);
    fonts.set_monospace_family(mono);
    fonts.set_cursive_family(serif);
    fonts.set_fantasy_family(sans);
    hold(&mut fonts, &[serif, sans, mono]);
    Arc::new(fonts)
});

/// Holds in memory the faces most text is set in: a face in a file is opened anew for
/// every word and every letter.
fn hold(fonts: &mut Database, families: &[&str]) {
    let path = |face: &FaceInfo| match &face.source {
        Source::File(path) => Some(path.clone()),
        _ => None,
    };
    let is_usual = |face: &FaceInfo| {
        let is_family = face.families.iter().any(|(family, _)| families.contains(&family.as_str()));
        is_family && face.stretch == Stretch::Normal && matches!(face.weight.0, 400 | 700)
    };
    let usual: BTreeSet<PathBuf> = fonts.faces().filter(|face| is_usual(face)).filter_map(path).collect();
    for file in usual {
        let is_small = |file: &Path| fs::metadata(file).is_ok_and(|metadata| metadata.len() <= MOST_HELD);
        let Some(bytes) = is_small(&file).then(|| fs::read(&file).ok()).flatten() else { continue };
        let faces: Vec<_> =
            fonts.faces().filter(|face| path(face).as_ref() == Some(&file)).map(|face| face.id).collect();
        for face in faces {
            fonts.remove_face(face);
        }
        fonts.load_font_source(Source::Binary(Arc::new(bytes)));
    }
}

#[cfg(test)]
mod tests {
    use usvg::{Node, Tree};

    use super::*;

    /// Whether one of our own fonts has the letter: what none has is their glyph 0, a box.
    fn draws(letter: char) -> bool {
        let mut options = Options::default();
        provide_own(&mut options);
        let svg = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>\
             <text font-family='Libertinus Serif'>&#{};</text></svg>",
            u32::from(letter)
        );
        let tree = Tree::from_str(&svg, &options).expect("a drawing");
        let [Node::Text(text)] = tree.root().children() else { return false };
        let mut glyphs = text.layouted().iter().flat_map(|span| &span.positioned_glyphs).peekable();
        glyphs.peek().is_some() && glyphs.all(|glyph| glyph.id.0 != 0)
    }

    #[test]
    fn our_own_fonts_have_the_letters_they_are_said_to_have() {
        let blank = ['\u{20}', '\u{a0}', '\u{ad}'];
        for letter in ('\u{20}'..='\u{24f}').chain(['…']) {
            if own_suffice(&letter.to_string()) && !blank.contains(&letter) {
                assert!(draws(letter), "{letter:?}");
            }
        }
        assert!(own_suffice("Überblick über Čeština"));
        assert!(!own_suffice("文档") && !own_suffice("שלום"));
        assert!(!draws('文'));
    }
}
