//! Names in the archive: safe on every system, unique in any case, and stable.

use std::collections::{HashMap, HashSet};

use percent_encoding::percent_decode_str;
use relieur_book::read::Brought;
use relieur_domain::wiki::pages::{Markup, Role, role_of};
use url::Url;

/// For each file of the wiki, where it is in the archive.
#[derive(Debug, Default)]
pub(crate) struct Names {
    by_path: HashMap<String, String>,
    by_url: HashMap<String, String>,
    converted: HashMap<String, String>,
    taken: HashSet<String>,
}

/// Where attachments are.
const ATTACHMENTS: &str = "assets";

impl Names {
    /// Names every file that belongs in the archive, in the order of their paths.
    pub fn new<'a>(paths: impl IntoIterator<Item = &'a str>) -> Self {
        let mut paths: Vec<&str> = paths.into_iter().collect();
        paths.sort_unstable();
        let mut names = Self::default();
        for path in paths {
            let wanted = match role_of(path) {
                Role::Hidden => continue,
                Role::Attachment => {
                    format!("{ATTACHMENTS}/{}", safe_path(path.strip_prefix("assets/").unwrap_or(path)))
                }
                Role::Page(_) | Role::Sidebar(_) | Role::Frame(_) => safe_path(path),
            };
            let name = names.free(&wanted);
            names.by_path.insert(path.to_owned(), name);
        }
        names
    }

    /// A name no file has, in any case: `wanted`, or with a number before its ending.
    pub fn free(&mut self, wanted: &str) -> String {
        let (stem, ending) = split_ending(wanted);
        let mut number = 1;
        let mut name = wanted.to_owned();
        while !self.taken.insert(name.to_lowercase()) {
            number += 1;
            name = format!("{stem}-{number}{ending}");
        }
        name
    }

    /// Names an image that was brought from another server: by its host and its own
    /// name there, so that people recognise it.
    pub fn add_brought(&mut self, image: &Brought) {
        let parsed = Url::parse(&image.url).ok();
        let host = parsed.as_ref().and_then(Url::host_str).unwrap_or("elsewhere");
        let last =
            parsed.as_ref().and_then(|url| url.path_segments()?.rfind(|part| !part.is_empty())).unwrap_or("image");
        let decoded = percent_decode_str(last).decode_utf8_lossy().replace('/', "-");
        let (stem, ending) = split_ending(&decoded);
        let known = ["png", "jpg", "jpeg", "gif", "svg", "webp", "bmp", "ico", "tif", "tiff"];
        let is_known = known.iter().any(|known| ending.trim_start_matches('.').eq_ignore_ascii_case(known));
        let (stem, ending) = if is_known {
            (stem, ending.to_owned())
        } else {
            (decoded.as_str(), format!(".{}", image.format.extension()))
        };
        let part = safe_part(&format!("{stem}{ending}"));
        let name = self.free(&format!("{ATTACHMENTS}/{}/{part}", safe_part(host)));
        self.by_url.insert(image.url.clone(), name);
    }

    /// Where the image with this address on another server is.
    pub fn of_brought(&self, url: &str) -> Option<&str> {
        self.by_url.get(url).map(String::as_str)
    }

    /// Names what a page in another markup is converted to: as its source, but ending
    /// in `.md`; where that is taken, with `.md` after the source's ending.
    pub fn add_converted(&mut self, path: &str) {
        let Some(source) = self.by_path.get(path) else { return };
        let file_at = source.rfind('/').map_or(0, |slash| slash + 1);
        let stem = Markup::split(&source[file_at..]).map_or(&source[file_at..], |(stem, _)| stem);
        let short = format!("{}{stem}.md", &source[..file_at]);
        let wanted = if self.has(&short) { format!("{source}.md") } else { short };
        let name = self.free(&wanted);
        self.converted.insert(path.to_owned(), name);
    }

    /// What the page was converted to, where it was.
    pub fn converted(&self, path: &str) -> Option<&str> {
        self.converted.get(path).map(String::as_str)
    }

    /// The file to read the page in: what it was converted to, or else its own.
    pub fn readable(&self, path: &str) -> Option<&str> {
        self.converted(path).or_else(|| self.of(path))
    }

    /// Where the wiki's file is.
    pub fn of(&self, path: &str) -> Option<&str> {
        self.by_path.get(path).map(String::as_str)
    }

    /// Whether a file has this name, in any case.
    pub fn has(&self, name: &str) -> bool {
        self.taken.contains(&name.to_lowercase())
    }
}

fn split_ending(name: &str) -> (&str, &str) {
    let file_at = name.rfind('/').map_or(0, |slash| slash + 1);
    match name[file_at..].rfind('.') {
        Some(dot) if dot > 0 => name.split_at(file_at + dot),
        _ => (name, ""),
    }
}

/// Longer parts do not fit on every file system (255 bytes, and room for a number).
const MAX_PART_BYTES: usize = 200;

fn safe_path(path: &str) -> String {
    let parts: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(safe_part).collect();
    if parts.is_empty() { "_".into() } else { parts.join("/") }
}

/// One part of a path that Windows, macOS and Linux all take: none of Windows' signs
/// and device names, no dot or space at its end, no `..`.
fn safe_part(part: &str) -> String {
    let mut safe: String = part
        .chars()
        .map(|c| match c {
            '<' | '>' | ':' | '"' | '\\' | '|' | '?' | '*' | '\u{2010}' | '\u{2011}' => '-',
            c if c.is_control() => '-',
            // Signs that turn text around would disguise a name's ending.
            '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' => '-',
            c => c,
        })
        .collect();
    if safe.len() > MAX_PART_BYTES {
        let (stem, ending) = split_ending(&safe);
        let ending = if ending.len() <= 20 { ending.to_owned() } else { String::new() };
        let mut end = (MAX_PART_BYTES - ending.len()).min(stem.len());
        while !stem.is_char_boundary(end) {
            end -= 1;
        }
        safe = format!("{}{ending}", &stem[..end]);
    }
    let trimmed = safe.trim_start().trim_end_matches(['.', ' ']);
    let mut safe = if trimmed.is_empty() { "_".to_owned() } else { trimmed.to_owned() };
    let stem = safe.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = |device: &str| {
        stem.strip_prefix(device).is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
    };
    if matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || numbered("COM")
        || numbered("LPT")
    {
        safe.insert(0, '_');
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_everywhere() {
        for (path, name) in [
            ("Home.md", "Home.md"),
            ("a/Which-Client?.md", "a/Which-Client-.md"),
            ("Roadmap\u{2010}2021.md", "Roadmap-2021.md"),
            ("con.md", "_con.md"),
            ("COM1", "assets/_COM1"),
            ("a/../../etc/x.png", ""),
            ("a\\..\\x.png", "assets/a-..-x.png"),
            ("img/trailing. ", "assets/img/trailing"),
            ("MS-DOS:1.0.png", "assets/MS-DOS-1.0.png"),
            ("assets/x.png", "assets/x.png"),
            ("[中文]-页.md", "[中文]-页.md"),
            (".git/x", ""),
        ] {
            let names = Names::new([path]);
            assert_eq!(names.of(path).unwrap_or_default(), name, "{path}");
        }
        let long = format!("{}.md", "é".repeat(300));
        let names = Names::new([long.as_str()]);
        let name = names.of(&long).unwrap_or_default();
        assert!(name.len() <= MAX_PART_BYTES && name.ends_with("é.md"), "{name}");
    }

    #[test]
    fn converted_pages_stand_beside_their_sources() {
        let paths = ["docs/Set-Up.rst.txt", "docs/set-up.org", "A.mediawiki", "a.md", "B?.pod"];
        let mut names = Names::new(paths);
        paths.iter().filter(|path| **path != "a.md").for_each(|path| names.add_converted(path));
        let found: Vec<_> = paths.iter().map(|path| names.readable(path).unwrap_or_default()).collect();
        assert_eq!(found, ["docs/Set-Up.md", "docs/set-up.org.md", "A.mediawiki.md", "a.md", "B-.md"]);
        assert_eq!((names.of("A.mediawiki"), names.converted("a.md")), (Some("A.mediawiki"), None));
    }

    #[test]
    fn no_two_names_are_equal_in_any_case() {
        let names = Names::new(["a?.md", "a:.md", "A-.md", "x.png", "assets/X.png"]);
        assert_eq!(names.of("A-.md"), Some("A-.md"));
        assert_eq!(names.of("a:.md"), Some("a--2.md"));
        assert_eq!(names.of("a?.md"), Some("a--3.md"));
        assert_eq!(names.of("assets/X.png"), Some("assets/X.png"));
        assert_eq!(names.of("x.png"), Some("assets/x-2.png"));
    }
}
