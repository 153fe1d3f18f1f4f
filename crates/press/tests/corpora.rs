//! Books of real wikis, before judges nobody here wrote. `RELIEUR_CORPORA` names the
//! folder that holds the wikis.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use relieur_application::ports::{BindRequest, Binding};
use relieur_book::read::unillustrated;
use relieur_domain::ExportOptions;
use relieur_domain::wiki::{FetchStrategy, SnapshotFile, WikiRef, WikiSnapshot};
use relieur_press::press::bind;
use relieur_testkit::judges;

/// Paper in points, and how far running heads and page numbers reach into it.
const A4: (u32, u32) = (595, 842);
const LANDSCAPE: (u32, u32) = (842, 595);
const MARGIN: u32 = 62;

#[test]
fn a_wiki_of_much_code() {
    judge("typescript-wiki", 77);
}

#[test]
fn a_wiki_of_many_images_and_diagrams() {
    judge("oppia-docs", 150);
}

#[test]
fn a_chinese_wiki() {
    judge("moviepilot-wiki", 26);
}

#[test]
fn a_wiki_of_formulas() {
    judge("oi-math", 113);
}

#[test]
fn a_wiki_in_every_markup() {
    judge("github-markup", 16);
}

fn judge(name: &str, pages: u64) {
    let Some(corpora) = std::env::var_os("RELIEUR_CORPORA") else {
        eprintln!("skipped: RELIEUR_CORPORA names no folder of sample wikis");
        return;
    };
    let wiki = Path::new(&corpora).join(name);
    if !wiki.exists() {
        eprintln!("skipped: {name} is not there");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let binding = bound(&wiki, folder.path());
    assert_eq!(binding.pages, pages);
    let [_archive, pdf, epub] = [0, 1, 2].map(|index| binding.files[index].path.as_path());
    judges::epub_is_sound(epub);
    judges::pdf_is_sound(pdf);
    if let Some((bookmarks, links)) = judges::pdf_links_land(pdf) {
        assert!(bookmarks as u64 > pages, "{bookmarks} bookmarks");
        // A link over two lines is two; the contents have one for each chapter.
        assert!(
            links as u64 >= binding.links.internal + pages,
            "{links} links, {} in the wiki",
            binding.links.internal
        );
    }
    every_word_is_on_its_pages(pdf, epub);
}

fn bound(wiki: &Path, folder: &Path) -> Binding {
    let mut files = Vec::new();
    collect(wiki, "", folder, &mut files);
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let snapshot = WikiSnapshot {
        wiki: WikiRef::Folder { path: "wiki".into() },
        commit: Some("0123456789abcdef0123456789abcdef01234567".into()),
        committed_at: chrono::DateTime::from_timestamp(1_760_000_001, 0),
        strategy: FetchStrategy::Folder,
        files,
        contributors: Vec::new(),
        repository: None,
        warnings: Vec::new(),
    };
    fs::write(folder.join(WikiSnapshot::FILE_NAME), serde_json::to_vec(&snapshot).expect("JSON")).expect("a file");
    let output = folder.join("books");
    fs::create_dir(&output).expect("a folder");
    let options = ExportOptions::default();
    let request = BindRequest { snapshot: folder.to_owned(), options, output, stem: "wiki".into() };
    bind(&request, &unillustrated, &(Arc::new(|_| {}) as _)).expect("three books")
}

fn collect(folder: &Path, prefix: &str, stage: &Path, files: &mut Vec<SnapshotFile>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), stage, files);
        } else {
            let stored = files.len().to_string();
            let bytes = fs::copy(entry.path(), stage.join(&stored)).expect("a copy");
            files.push(SnapshotFile { path, stored, bytes, history: None });
        }
    }
}

/// Every word of a chapter of the EPUB is on the chapter's pages in the PDF, which the
/// EPUB lists.
fn every_word_is_on_its_pages(pdf: &Path, epub: &Path) {
    let Some(upright) = judges::pages_of_pdf(pdf, A4, MARGIN) else { return };
    let turned = judges::pages_of_pdf(pdf, LANDSCAPE, MARGIN).unwrap_or_default();
    let mut epub = Epub::open(epub);
    let list = epub.page_list();
    let before = upright.len() - list.len();
    let mut printed: BTreeMap<&str, [String; 2]> = BTreeMap::new();
    for (index, (_, chapter)) in list.iter().enumerate() {
        for (pages, chapter) in [&upright, &turned].into_iter().zip(printed.entry(chapter).or_default()) {
            chapter.push_str(&letters(pages.get(before + index).map_or("", String::as_str)));
        }
    }
    let mut words = 0;
    for (chapter, printed) in &printed {
        let text = epub.text(chapter);
        let mut torn = 0;
        let missing: Vec<&str> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| {
                words += 1;
                !is_written_from_right_to_left(word)
                    && !printed.iter().any(|pages| is_in(pages, &letters(word), &mut torn))
            })
            .collect();
        assert!(torn <= 4, "{chapter}: {torn} words are in two pieces");
        assert!(missing.is_empty(), "{chapter}: {missing:?} of {printed:?}");
    }
    assert!(words > 1_000, "only {words} words");
}

/// Whether a word is on the pages; if not in one piece then in two, as where the notes
/// at the foot of a page come between, which are counted.
fn is_in(pages: &str, word: &str, torn: &mut usize) -> bool {
    if pages.contains(word) {
        return true;
    }
    let is_ideographic = word.chars().any(|c| c >= '\u{2e80}');
    // Words that are hyphenated are in two pieces of some length.
    let (shortest, least) = if is_ideographic { (2, 1) } else { (7, 2) };
    let in_two = word.chars().count() >= shortest
        && word.char_indices().skip(least).any(|(at, _)| pages.contains(&word[..at]) && pages.contains(&word[at..]));
    *torn += usize::from(in_two);
    in_two
}

/// The letters and digits of a text: what is left where lines were broken, words
/// hyphenated and signs set with space.
fn letters(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    text.nfkc().filter(|c| c.is_alphanumeric()).collect()
}

/// Such words may be read in the order in which their letters stand on the paper.
fn is_written_from_right_to_left(word: &str) -> bool {
    word.chars().any(|c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'))
}

struct Epub(zip::ZipArchive<fs::File>);

impl Epub {
    fn open(path: &Path) -> Self {
        Self(zip::ZipArchive::new(fs::File::open(path).expect("the file")).expect("a zip"))
    }

    fn read(&mut self, name: &str) -> String {
        std::io::read_to_string(self.0.by_name(&format!("EPUB/{name}")).expect("the file")).expect("UTF-8")
    }

    /// The number of each page of the PDF and the file of the chapter it begins in.
    fn page_list(&mut self) -> Vec<(String, String)> {
        let nav = self.read("nav.xhtml");
        let (_, list) = nav.split_once("epub:type=\"page-list\"").expect("a list of pages");
        let pages = list.split("<a href=\"").skip(1).map(|link| {
            let (chapter, rest) = link.split_once("#page_").expect("a page");
            (rest.split('"').next().expect("a number").to_owned(), chapter.to_owned())
        });
        pages.collect()
    }

    /// What is written in a page, without formulas, whose letters the PDF sets apart.
    fn text(&mut self, name: &str) -> String {
        let page = self.read(name);
        let (_, body) = page.split_once("<body").expect("a body");
        let mut text = String::new();
        let mut in_formula = false;
        for part in body.split('<').skip(1) {
            let (tag, after) = part.split_once('>').expect("the end of a tag");
            in_formula = (in_formula || tag.starts_with("math")) && !tag.starts_with("/math");
            if tag.starts_with("span class=\"math") || tag.starts_with("/math") {
                text.push(' ');
            }
            if !in_formula {
                // An element within a word does not end it.
                if !matches!(
                    tag.trim_start_matches('/').split(' ').next(),
                    Some("span" | "em" | "strong" | "a" | "code" | "mark")
                ) {
                    text.push(' ');
                }
                text.push_str(after);
            }
        }
        for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")] {
            text = text.replace(entity, character);
        }
        text
    }
}
