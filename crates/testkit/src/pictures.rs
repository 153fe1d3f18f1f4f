//! Pictures of pages as poppler and Chromium draw them; where one of these is missing
//! the check is skipped, see [`judges`](crate::judges).

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::judges::{missing, run};

/// The bookmarks of the first level in the file, each with its page, counted from 1; none
/// when qpdf is not installed.
///
/// # Panics
///
/// When it cannot read the file, or when it is missing and must not be.
pub fn chapters_of_pdf(path: &Path) -> Option<Vec<(String, u64)>> {
    let output = run("qpdf", &["--json", "--json-key=outlines", &path.display().to_string()])?;
    let said: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("qpdf: {error}: {}", String::from_utf8_lossy(&output.stderr)));
    let outlines = said["outlines"].as_array().into_iter().flatten();
    let chapter =
        |outline: &Value| Some((outline["title"].as_str()?.to_owned(), outline["destpageposfrom1"].as_u64()?));
    Some(outlines.filter_map(chapter).collect())
}

/// A page of the file as a PNG image, as poppler draws it; none when it is not installed.
///
/// # Panics
///
/// When it cannot draw the page, or when it is missing and must not be.
pub fn of_pdf(path: &Path, page: u64, dots_per_inch: u32) -> Option<Vec<u8>> {
    let (page, resolution) = (page.to_string(), dots_per_inch.to_string());
    let file = path.display().to_string();
    let output = run("pdftoppm", &["-png", "-r", &resolution, "-f", &page, "-l", &page, &file])?;
    assert!(output.status.success(), "pdftoppm: {}", String::from_utf8_lossy(&output.stderr));
    Some(output.stdout)
}

/// A page of an unpacked EPUB as a PNG image: what Chromium shows of it on a screen of so
/// many pixels across and down, with the fonts of a configuration of fontconfig. None when
/// it is not installed.
///
/// # Panics
///
/// When it cannot draw the page, or when it is missing and must not be.
pub fn of_page(path: &Path, (width, height): (u32, u32), fonts: &Path) -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().expect("a folder");
    let picture = folder.path().join("page.png");
    let named = std::env::var("CHROMIUM").ok();
    let programs = named.as_deref().map_or(vec!["chromium", "google-chrome"], |program| vec![program]);
    let start = |program: &&str| {
        let mut chromium = Command::new(program);
        chromium.env("FONTCONFIG_FILE", fonts);
        chromium.args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"]);
        // As exact as on a screen of more dots, so that all machines draw the same.
        chromium.args(["--force-device-scale-factor=1", "--font-render-hinting=none", "--timeout=20000"]);
        chromium.arg(format!("--window-size={width},{height}"));
        chromium.arg(format!("--user-data-dir={}", folder.path().join("profile").display()));
        chromium.arg(format!("--screenshot={}", picture.display()));
        chromium.arg(format!("file://{}", path.display()));
        chromium.output().ok()
    };
    let Some(output) = programs.iter().find_map(start) else {
        missing("chromium");
        return None;
    };
    let drawn = std::fs::read(picture);
    Some(drawn.unwrap_or_else(|error| panic!("chromium: {error}: {}", String::from_utf8_lossy(&output.stderr))))
}
