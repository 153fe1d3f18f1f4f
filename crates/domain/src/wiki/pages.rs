//! GitHub's rules for what is a page, how it is called and which page a name means.
//!
//! GitHub runs an old gollum: one flat, case-insensitive name space in which a
//! space, `/`, `<` and `>` equal a hyphen (gollum 1.3.1, `lib/gollum/page.rb`,
//! `cname`). Its web editor stores a typed hyphen as U+2010, so that is folded too.

use std::collections::HashMap;

/// The markups a wiki page can be written in (gollum's list and github/markup's).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Markup {
    /// GitHub Flavored Markdown.
    Markdown,
    /// AsciiDoc.
    AsciiDoc,
    /// reStructuredText.
    ReStructuredText,
    /// MediaWiki.
    MediaWiki,
    /// Textile.
    Textile,
    /// Org mode.
    Org,
    /// Creole.
    Creole,
    /// RDoc.
    RDoc,
    /// Perl's Plain Old Documentation.
    Pod,
    /// No markup at all. On GitHub such a file is an attachment; in a folder of
    /// documents it is a page.
    PlainText,
}

impl Markup {
    /// Splits a file name into the page's name and its markup; none for a file
    /// that is no page.
    pub fn split(file_name: &str) -> Option<(&str, Self)> {
        const ENDINGS: [(&str, Markup); 20] = [
            (".md", Markup::Markdown),
            (".mkd", Markup::Markdown),
            (".mkdn", Markup::Markdown),
            (".mdown", Markup::Markdown),
            (".markdown", Markup::Markdown),
            (".textile", Markup::Textile),
            (".rdoc", Markup::RDoc),
            (".org", Markup::Org),
            (".creole", Markup::Creole),
            (".rst.txt", Markup::ReStructuredText),
            (".rest.txt", Markup::ReStructuredText),
            (".rst", Markup::ReStructuredText),
            (".rest", Markup::ReStructuredText),
            (".asciidoc", Markup::AsciiDoc),
            (".adoc", Markup::AsciiDoc),
            (".asc", Markup::AsciiDoc),
            (".pod", Markup::Pod),
            (".mediawiki", Markup::MediaWiki),
            (".wiki", Markup::MediaWiki),
            (".mkd.txt", Markup::Markdown),
        ];
        ENDINGS.iter().find_map(|(ending, markup)| {
            let at = file_name.len().checked_sub(ending.len())?;
            let (stem, end) = (file_name.get(..at)?, file_name.get(at..)?);
            (!stem.is_empty() && end.eq_ignore_ascii_case(ending)).then_some((stem, *markup))
        })
    }
}

/// What a file of a wiki is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A page.
    Page(Markup),
    /// `_Sidebar`: navigation beside every page.
    Sidebar(Markup),
    /// `_Footer` or `_Header`: shown around every page, no page of its own.
    Frame(Markup),
    /// Anything else: an image, a download.
    Attachment,
    /// Hidden: a path with a part that begins with a dot.
    Hidden,
}

/// What the file at `path` is for.
pub fn role_of(path: &str) -> Role {
    if path.split('/').any(|part| part.starts_with('.')) {
        return Role::Hidden;
    }
    match Markup::split(file_name(path)) {
        None => Role::Attachment,
        Some((stem, markup)) => match stem.to_ascii_lowercase().as_str() {
            "_sidebar" => Role::Sidebar(markup),
            "_footer" | "_header" => Role::Frame(markup),
            _ => Role::Page(markup),
        },
    }
}

/// The title GitHub shows for a page called `name`: hyphens become spaces, the
/// hyphens that were typed (U+2010, U+2011) become hyphens.
pub fn title_of(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            '-' => ' ',
            '\u{2010}' | '\u{2011}' => '-',
            other => other,
        })
        .collect()
}

/// The form under which two names of one page are equal: gollum's `cname` in lower
/// case.
pub fn page_key(name: &str) -> String {
    name.trim()
        .chars()
        .map(|c| if matches!(c, ' ' | '/' | '<' | '>') { '-' } else { c })
        .flat_map(char::to_lowercase)
        .collect()
}

fn folded(key: &str) -> String {
    key.replace(['\u{2010}', '\u{2011}'], "-")
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A page of the wiki.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The file's path in the wiki.
    pub path: String,
    /// The file's name without its ending.
    pub name: String,
    /// What GitHub shows above it.
    pub title: String,
    /// How it is written.
    pub markup: Markup,
    /// An earlier page has the same name: links and URLs mean that one.
    pub shadowed: bool,
}

/// Every page of a wiki, found by name or by path.
#[derive(Debug, Clone, Default)]
pub struct PageIndex {
    pages: Vec<Page>,
    by_key: HashMap<String, usize>,
    by_folded_key: HashMap<String, usize>,
    by_path: HashMap<String, usize>,
}

impl PageIndex {
    /// Takes the pages among `paths`, in that order: of two with one name the
    /// first wins.
    pub fn new<'a>(paths: impl IntoIterator<Item = &'a str>) -> Self {
        Self::of(paths, |path| {
            let Role::Page(markup) = role_of(path) else { return None };
            Markup::split(file_name(path)).map(|(name, _)| (name, markup))
        })
    }

    /// The same for a wiki that is not on GitHub, where plain text files are pages too.
    pub fn with_plain_text<'a>(paths: impl IntoIterator<Item = &'a str>) -> Self {
        Self::of(paths, |path| match role_of(path) {
            Role::Page(markup) => Markup::split(file_name(path)).map(|(name, _)| (name, markup)),
            Role::Attachment => {
                let (name, ending) = file_name(path).rsplit_once('.')?;
                (!name.is_empty() && ending.eq_ignore_ascii_case("txt")).then_some((name, Markup::PlainText))
            }
            Role::Sidebar(_) | Role::Frame(_) | Role::Hidden => None,
        })
    }

    fn of<'a>(paths: impl IntoIterator<Item = &'a str>, page: impl Fn(&'a str) -> Option<(&'a str, Markup)>) -> Self {
        let mut index = Self::default();
        for path in paths {
            let Some((name, markup)) = page(path) else { continue };
            let number = index.pages.len();
            let key = page_key(name);
            let shadowed = index.by_key.contains_key(&key);
            index.by_path.entry(path.to_lowercase()).or_insert(number);
            index.by_folded_key.entry(folded(&key)).or_insert(number);
            index.by_key.entry(key).or_insert(number);
            index.pages.push(Page {
                path: path.to_owned(),
                name: name.to_owned(),
                title: title_of(name),
                markup,
                shadowed,
            });
        }
        index
    }

    /// All pages, shadowed ones too.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// The page called `name`: exactly, with hyphens folded, or by the last part of
    /// a path, with or without the ending of a markup.
    pub fn by_name(&self, name: &str) -> Option<usize> {
        let look = |name: &str| {
            let key = page_key(name);
            self.by_key.get(&key).or_else(|| self.by_folded_key.get(&folded(&key))).copied()
        };
        let without_ending = |name: &str| Markup::split(name).and_then(|(stem, _)| look(stem));
        if name.trim().is_empty() {
            return None;
        }
        look(name).or_else(|| without_ending(name)).or_else(|| {
            let last = file_name(name.trim_end_matches('/'));
            if last == name || last.is_empty() { None } else { look(last).or_else(|| without_ending(last)) }
        })
    }

    /// The page in the file at `path`, in any case.
    pub fn by_path(&self, path: &str) -> Option<usize> {
        self.by_path.get(&path.to_lowercase()).copied()
    }

    /// The page a wiki opens with: `Home`; in a folder of documents `index` or
    /// `README` at its top.
    pub fn home(&self) -> Option<usize> {
        self.by_key.get("home").copied().or_else(|| {
            ["index", "readme"].iter().find_map(|name| {
                self.pages.iter().position(|page| !page.path.contains('/') && page_key(&page.name) == *name)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_tell_pages_from_attachments() {
        assert_eq!(role_of("Home.md"), Role::Page(Markup::Markdown));
        assert_eq!(role_of("a/b/Spec.rst.txt"), Role::Page(Markup::ReStructuredText));
        assert_eq!(role_of("docs/_Sidebar.asciidoc"), Role::Sidebar(Markup::AsciiDoc));
        assert_eq!(role_of("_Footer.md"), Role::Frame(Markup::Markdown));
        assert_eq!(role_of("_Returns-error.md"), Role::Page(Markup::Markdown));
        assert_eq!(role_of("images/a.png"), Role::Attachment);
        assert_eq!(role_of(".git/config.md"), Role::Hidden);
        assert_eq!(role_of("é.MD"), Role::Page(Markup::Markdown));
    }

    #[test]
    fn names_mean_pages_by_githubs_rules() {
        let index =
            PageIndex::new(["Home.md", "guide/Getting-Started.md", "Roadmap\u{2010}2021.md", "Which-Client?.md"]);
        assert_eq!(index.by_name("getting started"), Some(1));
        assert_eq!(index.by_name("Getting/Started"), Some(1));
        assert_eq!(index.by_name("guide/Getting-Started.md"), Some(1));
        assert_eq!(index.by_name("Roadmap-2021"), Some(2));
        assert_eq!(index.by_name("Which Client?"), Some(3));
        assert_eq!(index.by_name("Nowhere"), None);
        assert_eq!(index.by_name(""), None);
        assert_eq!(index.home(), Some(0));
        assert_eq!(index.pages()[2].title, "Roadmap-2021");
    }

    #[test]
    fn plain_text_is_a_page_where_it_is_no_attachment() {
        let paths = ["Home.md", "notes.txt", ".txt", "a.rst.txt", "x.png", "_Sidebar.md"];
        assert_eq!(PageIndex::new(paths).pages().len(), 2);
        let index = PageIndex::with_plain_text(paths);
        let pages: Vec<_> = index.pages().iter().map(|page| (page.name.as_str(), page.markup)).collect();
        assert_eq!(pages, [("Home", Markup::Markdown), ("notes", Markup::PlainText), ("a", Markup::ReStructuredText)]);
    }

    #[test]
    fn the_first_of_two_with_one_name_wins_and_both_are_pages() {
        let index = PageIndex::new(["a/Setup.md", "b/setup.md"]);
        assert_eq!(index.by_name("Setup"), Some(0));
        assert!(index.pages()[1].shadowed);
        assert_eq!(index.by_path("b/Setup.md"), Some(1));
    }
}
