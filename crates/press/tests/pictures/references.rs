//! The pictures somebody has looked at, in `reference/`.

use std::fs;
use std::path::{Path, PathBuf};

use image::RgbImage;
use relieur_testkit::judges;

use crate::books::Page;
use crate::compare::difference;
use crate::fonts::edition;
use crate::palette;

/// Where they are kept.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures/reference")
}

fn file_name(title: &str, format: &str) -> String {
    format!("{}.{format}.png", title.to_lowercase().replace(' ', "-"))
}

/// The reference picture of a page.
pub fn reference(title: &str, format: &str) -> RgbImage {
    let path = folder().join(file_name(title, format));
    image::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).into_rgb8()
}

/// Each page looks as in its reference; with `RELIEUR_BLESS` they become the references.
pub fn match_all(format: &str, pages: &[Page]) {
    if std::env::var_os("RELIEUR_BLESS").is_some() {
        for (title, picture) in pages {
            palette::write(picture, &folder().join(file_name(title, format)));
        }
        fs::write(folder().join("fonts.txt"), edition()).expect("a file");
        return;
    }
    let complaints: Vec<String> =
        pages.iter().filter_map(|(title, picture)| complaint(title, format, picture)).collect();
    if complaints.is_empty() {
        return;
    }
    if fs::read_to_string(folder().join("fonts.txt")).expect("the list of fonts") != edition() {
        eprintln!("{complaints:#?}");
        return judges::missing("the edition of the Noto fonts that the reference pictures were made with");
    }
    panic!(
        "Look at both, and take the new ones for references with RELIEUR_BLESS=1 if they are right: {complaints:#?}"
    );
}

/// What is wrong with the page; its picture is kept then.
fn complaint(title: &str, format: &str, picture: &RgbImage) -> Option<String> {
    let found = difference(&reference(title, format), picture)?;
    let shelf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    fs::create_dir_all(&shelf).expect("a folder");
    let kept = shelf.join(file_name(title, format));
    picture.save(&kept).expect("a picture");
    Some(format!("{} is not as in reference/: {found}", kept.display()))
}
