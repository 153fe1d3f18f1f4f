//! Judges nobody here wrote: EPUBCheck, qpdf, poppler, page-validation, as
//! `scripts/test-tools.sh` installs them. Where one is missing its check is skipped,
//! saying so; on a build server (`CI=true`) that is a failure.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Says that a check is skipped because `tool` is not here.
///
/// # Panics
///
/// On a build server, where nothing may be skipped.
pub fn missing(tool: &str) {
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{tool} is missing");
    eprintln!("skipped: {tool} is not installed; scripts/test-tools.sh installs it");
}

pub(crate) fn run(tool: &str, arguments: &[&str]) -> Option<std::process::Output> {
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

/// What page-validation finds and is none of ours: it reads the widths of letters in
/// CFF fonts with CIDs and of emoji made of pictures wrongly, and takes the last byte of
/// a stream for a part of the line's end after it when it looks like one.
const FALSE_FINDINGS: [&str; 3] =
    ["PDFUA1-FONT-GLYPH-WIDTH-001", "PDFA2A-TRUETYPE-GLYPH-WIDTH-001", "PDFA2A-STREAM-LENGTH-001"];

/// page-validation finds that the file is PDF/UA-1 and PDF/A-2a.
///
/// # Panics
///
/// When it does not, or when it is missing and must not be.
pub fn pdf_is_for_archives_and_screen_readers(path: &Path) {
    const SCRIPT: &str = "
import sys, page
for profile in ('ua1', '2a'):
    report = page.validate_pdf(sys.argv[1], profile=profile, limits=page.SafetyLimits.unlimited())
    for failure in report.failures:
        print(failure.rule_id, failure.message)
print('validated')
";
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools/page-validation");
    if !tools.join("page").exists() {
        return missing("page-validation");
    }
    let mut python = Command::new("python3");
    let output = python.env("PYTHONPATH", tools).args(["-c", SCRIPT]).arg(path).output().expect("python3 starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.ends_with("validated\n"), "page-validation: {}", String::from_utf8_lossy(&output.stderr));
    let found: Vec<&str> = said
        .lines()
        .filter(|line| *line != "validated" && !FALSE_FINDINGS.iter().any(|rule| line.starts_with(rule)))
        .collect();
    assert!(found.is_empty(), "page-validation: {found:#?}");
}

/// Every bookmark and every link inside the file leads to a page that is there, as qpdf
/// reads it. Gives the number of bookmarks and that of such links; none where qpdf is
/// not installed.
///
/// # Panics
///
/// When one leads nowhere, or when qpdf is missing and must not be.
pub fn pdf_links_land(path: &Path) -> Option<(usize, usize)> {
    let output = run("qpdf", &["--json=2", "--json-key=qpdf", &path.display().to_string()])?;
    let json: Value = serde_json::from_slice(&output.stdout).expect("qpdf writes JSON");
    let objects = json["qpdf"][1].as_object().expect("the objects of the file");
    let values: Vec<(&str, &Value)> = objects
        .iter()
        .map(|(name, object)| (name.trim_start_matches("obj:"), object))
        .map(|(name, object)| (name, object.get("value").unwrap_or(&object["stream"]["dict"])))
        .collect();
    let pages: HashSet<&str> =
        values.iter().filter(|(_, value)| value["/Type"] == "/Page").map(|(name, _)| *name).collect();
    let by_name: HashMap<&str, &Value> = values.iter().copied().collect();
    // A string is the name of a place: `u:` and what is written.
    let mut named: HashMap<&str, &Value> = HashMap::new();
    for (_, value) in &values {
        // A node of the tree of names by itself, or its root in the catalogue.
        let [own, root] = [&value["/Names"], &value["/Names"]["/Dests"]["/Names"]];
        for pairs in [own, root].into_iter().filter_map(Value::as_array) {
            named.extend(pairs.chunks_exact(2).filter_map(|pair| Some((pair[0].as_str()?, &pair[1]))));
        }
    }
    let lands = |place: &Value| {
        let mut place = place.clone();
        // A place is an array that begins with its page; there may be names on the way.
        for _ in 0..4 {
            place = match &place {
                Value::String(name) => match by_name.get(name.as_str()).or_else(|| named.get(name.as_str())) {
                    Some(next) => Value::clone(next),
                    None => return false,
                },
                Value::Object(fields) => fields["/D"].clone(),
                _ => break,
            };
        }
        place[0].as_str().is_some_and(|page| pages.contains(page))
    };
    let (mut bookmarks, mut links) = (0, 0);
    for (name, value) in &values {
        let action = match &value["/A"] {
            Value::String(name) => by_name.get(name.as_str()).copied().unwrap_or(&Value::Null),
            action => action,
        };
        let place = if action["/S"] == "/GoTo" { &action["/D"] } else { &value["/Dest"] };
        if place.is_null() {
            continue;
        }
        assert!(lands(place), "{name} leads nowhere: {value}");
        if value["/Subtype"] == "/Link" {
            links += 1;
        } else {
            bookmarks += 1;
        }
    }
    Some((bookmarks, links))
}

/// What pdftotext reads on each page, in the order in which it was written; without the
/// running heads and the numbers, which are `margin` points from the edges. None when it
/// is not installed.
///
/// # Panics
///
/// When it cannot read the file, or when it is missing and must not be.
pub fn pages_of_pdf(path: &Path, (width, height): (u32, u32), margin: u32) -> Option<Vec<String>> {
    let crop = [0, margin, width, height - 2 * margin].map(|points| points.to_string());
    let [x, y, w, h] = crop.each_ref().map(String::as_str);
    let path = path.display().to_string();
    let output = run("pdftotext", &["-raw", "-r", "72", "-x", x, "-y", y, "-W", w, "-H", h, &path, "-"])?;
    assert!(output.status.success(), "pdftotext: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Some(text.split_terminator('\u{c}').map(str::to_owned).collect())
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
