//! Judges nobody here wrote: EPUBCheck, qpdf, pdftotext, as `scripts/test-tools.sh`
//! installs them. Where one is missing its check is skipped, saying so; on a build
//! server (`CI=true`) that is a failure.

use std::path::{Path, PathBuf};
use std::process::Command;

fn missing(tool: &str) {
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{tool} is missing");
    eprintln!("skipped: {tool} is not installed; scripts/test-tools.sh installs it");
}

fn run(tool: &str, arguments: &[&str]) -> Option<std::process::Output> {
    let output = Command::new(tool).args(arguments).output().ok();
    if output.is_none() {
        missing(tool);
    }
    output
}

/// qpdf finds nothing wrong with the file.
///
/// # Panics
///
/// When it does, or when it is missing and must not be.
pub fn pdf_is_sound(path: &Path) {
    let Some(output) = run("qpdf", &["--check", &path.display().to_string()]) else { return };
    assert!(output.status.success(), "qpdf: {}", String::from_utf8_lossy(&output.stdout));
}

/// What pdftotext reads in the file; none when it is not installed.
///
/// # Panics
///
/// When it cannot read the file, or when it is missing and must not be.
pub fn text_of_pdf(path: &Path) -> Option<String> {
    let output = run("pdftotext", &[&path.display().to_string(), "-"])?;
    assert!(output.status.success(), "pdftotext: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// EPUBCheck 5.3 reports 0 fatals, 0 errors and 0 warnings.
///
/// # Panics
///
/// When it reports any, or when it is missing and must not be.
pub fn epub_is_sound(path: &Path) {
    let Some(jar) = epubcheck() else { return missing("epubcheck") };
    let Some(output) = run("java", &["-jar", &jar.display().to_string(), &path.display().to_string()]) else { return };
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("0 fatals / 0 errors / 0 warnings"), "EPUBCheck: {said}");
}

fn epubcheck() -> Option<PathBuf> {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools/epubcheck");
    let mut folders = vec![tools];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).ok()?.flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name == "epubcheck.jar") {
                return Some(path);
            }
        }
    }
    None
}
