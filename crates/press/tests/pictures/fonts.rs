//! The fonts the pictures are drawn with: the Noto fonts as `scripts/fonts.sh` installs
//! them, one for formulas and no others, so that they look the same on every machine
//! that has these.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use relieur_testkit::judges;

/// Where Debian and Ubuntu put them.
const FOLDERS: [&str; 2] = ["/usr/share/fonts/truetype/noto", "/usr/share/fonts/opentype/noto"];

/// For formulas, with signs that grow; the Noto font has none in some editions.
const FORMULAS: &str = "/usr/share/fonts/truetype/dejavu/DejaVuMathTeXGyre.ttf";

/// What the ten pages are set in.
const FACES: [&str; 9] = [
    FORMULAS,
    "NotoColorEmoji.ttf",
    "NotoNaskhArabic-Regular.ttf",
    "NotoSans-Regular.ttf",
    "NotoSansCJK-Regular.ttc",
    "NotoSansMath-Regular.ttf",
    "NotoSansMono-Regular.ttf",
    "NotoSerif-Regular.ttf",
    "NotoSerifCJK-Regular.ttc",
];

/// A configuration for the press and for Chromium that knows only some fonts.
pub struct Fonts {
    folder: tempfile::TempDir,
}

impl Fonts {
    /// The Noto fonts; none where they are not installed.
    pub fn noto() -> Option<Self> {
        if let Some(face) = FACES.iter().find(|face| installed(face).is_none()) {
            judges::missing(face);
            return None;
        }
        let families = [
            ("Times New Roman", "Noto Serif"),
            ("serif", "Noto Serif"),
            ("sans-serif", "Noto Sans"),
            ("monospace", "Noto Sans Mono"),
        ];
        let fonts = Self::configured(&FOLDERS.map(PathBuf::from), &families);
        // Of its folder nothing else is wanted.
        fs::copy(FORMULAS, fonts.folder.path().join("own/formulas.ttf")).expect("a copy");
        Some(fonts)
    }

    /// No fonts at all, as on a small server.
    pub fn none() -> Self {
        Self::configured(&[], &[])
    }

    fn configured(folders: &[PathBuf], families: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut said =
            String::from("<?xml version=\"1.0\"?>\n<!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">\n<fontconfig>\n");
        // Where none is named, all folders of the machine are searched.
        let own = folder.path().join("own");
        fs::create_dir(&own).expect("a folder");
        for fonts in folders.iter().chain([&own]) {
            writeln!(said, "<dir>{}</dir>", fonts.display()).expect("text");
        }
        writeln!(said, "<cachedir>{}</cachedir>", folder.path().join("cache").display()).expect("text");
        for (asked, given) in families {
            writeln!(
                said,
                "<alias binding=\"same\"><family>{asked}</family><prefer><family>{given}</family></prefer></alias>"
            )
            .expect("text");
        }
        said.push_str("</fontconfig>\n");
        fs::write(folder.path().join("fonts.conf"), said).expect("a file");
        Self { folder }
    }

    /// For `FONTCONFIG_FILE`.
    pub fn configuration(&self) -> PathBuf {
        self.folder.path().join("fonts.conf")
    }
}

/// The fonts of this machine, so that another edition of them can be told: a line for
/// each with its name and length in bytes.
pub fn edition() -> String {
    FACES.iter().map(|face| format!("{face} {}\n", installed(face).unwrap_or_default())).collect()
}

/// How long the font is.
fn installed(face: &str) -> Option<u64> {
    FOLDERS.iter().find_map(|folder| Some(fs::metadata(Path::new(folder).join(face)).ok()?.len()))
}
