//! The fonts drawings are set in before their words become shapes.

use std::sync::{Arc, LazyLock};

use usvg::Options;
use usvg::fontdb::{Database, Family, Source};

/// Lets text in a drawing find a font.
pub fn provide(options: &mut Options<'_>) {
    options.fontdb = Arc::clone(&FONTS);
    FONTS.family_name(&Family::SansSerif).clone_into(&mut options.font_family);
}

/// The machine's fonts, and the ones the PDF is set in where it has none.
static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_system_fonts();
    for font in typst_assets::fonts() {
        fonts.load_font_source(Source::Binary(Arc::new(font)));
    }
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
    Arc::new(fonts)
});
