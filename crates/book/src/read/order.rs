//! Order: which page comes when, and the tree of contents.

use std::collections::{BTreeMap, HashSet};

use relieur_domain::options::PageOrder;
use relieur_domain::wiki::pages::title_of;

use super::names::{Wiki, folder_of};
use super::sidebar::Entry;
use crate::model::ContentsEntry;

/// The reading order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Order {
    /// For each chapter, its page.
    pub pages: Vec<usize>,
    /// The tree of contents; names every chapter once, in order.
    pub contents: Vec<ContentsEntry>,
}

/// The group for pages the side bar does not name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OtherPages<'a>(pub &'a str);

/// Orders the pages that are bound: the home page, those of the side bar, where that is
/// `wanted`, then all others.
pub(crate) fn order(
    wiki: &Wiki<'_>,
    wanted: PageOrder,
    sidebar: Vec<Entry>,
    titles: &[String],
    others: OtherPages<'_>,
) -> Order {
    let mut tree = if wanted == PageOrder::SideBar { once_each(sidebar) } else { Vec::new() };
    let listed = pages_in(&tree);
    let home = wiki.index.home().filter(|home| !wiki.is_left_out(*home));
    if let Some(home) = home {
        put_first(&mut tree, home, &titles[home]);
    }
    let in_tree: HashSet<usize> = listed.iter().copied().chain(home).collect();
    let mut rest: Vec<usize> =
        (0..titles.len()).filter(|page| !in_tree.contains(page) && !wiki.is_left_out(*page)).collect();
    let path = |page: &usize| wiki.index.pages()[*page].path.as_str();
    rest.sort_by_key(|page| (path(page).to_lowercase(), *page));
    let has_sidebar = listed.iter().any(|page| Some(*page) != home);
    if has_sidebar && !rest.is_empty() {
        let children = rest.into_iter().map(|page| leaf(page, &titles[page])).collect();
        tree.push(Entry { label: others.0.to_owned(), page: None, inside: false, children });
    } else if wanted == PageOrder::Alphabetical {
        rest.sort_by_cached_key(|page| (titles[*page].to_lowercase(), *page));
        tree.extend(rest.into_iter().map(|page| leaf(page, &titles[page])));
    } else {
        tree.extend(by_folder(&rest, "", wiki, titles));
    }
    let mut pages = Vec::with_capacity(titles.len());
    let contents = numbered(tree, &mut pages);
    Order { pages, contents }
}

fn leaf(page: usize, title: &str) -> Entry {
    Entry { label: title.to_owned(), page: Some(page), inside: false, children: Vec::new() }
}

fn pages_in(entries: &[Entry]) -> Vec<usize> {
    entries.iter().flat_map(|entry| entry.page.into_iter().chain(pages_in(&entry.children))).collect()
}

/// A page named more than once counts where it is first named as a whole.
fn once_each(entries: Vec<Entry>) -> Vec<Entry> {
    let mut whole = HashSet::new();
    collect_whole(&entries, &mut whole);
    keep_first(entries, &whole, &mut HashSet::new())
}

fn collect_whole(entries: &[Entry], whole: &mut HashSet<usize>) {
    for entry in entries {
        whole.extend(entry.page.filter(|_| !entry.inside));
        collect_whole(&entry.children, whole);
    }
}

fn keep_first(entries: Vec<Entry>, whole: &HashSet<usize>, seen: &mut HashSet<usize>) -> Vec<Entry> {
    let mut kept = Vec::new();
    for entry in entries {
        let counts = entry.page.is_some_and(|page| (!entry.inside || !whole.contains(&page)) && seen.insert(page));
        let children = keep_first(entry.children, whole, seen);
        if counts || (entry.page.is_none() && !children.is_empty()) {
            kept.push(Entry { children, ..entry });
        } else if entry.inside {
            kept.extend(children);
        } else if !children.is_empty() {
            kept.push(Entry { page: None, children, ..entry });
        }
    }
    kept
}

/// The home page comes first. Where the side bar has it deeper, its entry stays as a
/// group for what stands under it.
fn put_first(tree: &mut Vec<Entry>, home: usize, title: &str) {
    if tree.first().is_some_and(|first| first.page == Some(home)) {
        return;
    }
    take_out(tree, home);
    tree.insert(0, leaf(home, title));
}

/// Takes a page out of the tree, and groups that only held it; whether it was there.
fn take_out(entries: &mut Vec<Entry>, page: usize) -> bool {
    for (number, entry) in entries.iter_mut().enumerate() {
        let found = entry.page == Some(page);
        if found {
            entry.page = None;
        }
        if found || take_out(&mut entry.children, page) {
            if entry.children.is_empty() && entry.page.is_none() {
                entries.remove(number);
            }
            return true;
        }
    }
    false
}

/// Folders as groups; a folder's `README` or `index` stands for the folder.
fn by_folder(pages: &[usize], folder: &str, wiki: &Wiki<'_>, titles: &[String]) -> Vec<Entry> {
    let mut here = Vec::new();
    let mut below: BTreeMap<String, (String, Vec<usize>)> = BTreeMap::new();
    for &page in pages {
        let path = wiki.index.pages()[page].path.as_str();
        let inner = path[folder.len()..].trim_start_matches('/');
        match inner.split_once('/') {
            None => here.push(leaf(page, &titles[page])),
            Some((name, _)) => {
                let end = path.len() - inner.len() + name.len();
                let group = below.entry(name.to_lowercase()).or_insert_with(|| (path[..end].to_owned(), Vec::new()));
                group.1.push(page);
            }
        }
    }
    for (path, inner) in below.into_values() {
        let (exact, odd): (Vec<usize>, Vec<usize>) =
            inner.into_iter().partition(|page| wiki.index.pages()[*page].path.starts_with(&format!("{path}/")));
        let mut children = by_folder(&exact, &path, wiki, titles);
        // Folders that differ only in case are one group; what is deeper in them is listed flat.
        children.extend(odd.into_iter().map(|page| leaf(page, &titles[page])));
        let own = children.iter().position(|entry| {
            entry.page.is_some_and(|page| {
                let page = &wiki.index.pages()[page];
                folder_of(&page.path) == path && matches!(page.name.to_lowercase().as_str(), "readme" | "index")
            })
        });
        let group = if let Some(own) = own.map(|own| children.remove(own)) {
            Entry { children, ..own }
        } else {
            let name = path.rsplit('/').next().unwrap_or(&path);
            Entry { label: title_of(name), page: None, inside: false, children }
        };
        here.push(group);
    }
    here
}

fn numbered(entries: Vec<Entry>, pages: &mut Vec<usize>) -> Vec<ContentsEntry> {
    entries
        .into_iter()
        .map(|entry| {
            let chapter = entry.page.map(|page| {
                pages.push(page);
                pages.len() - 1
            });
            ContentsEntry { label: entry.label, chapter, children: numbered(entry.children, pages) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use relieur_domain::options::{PageSelection, Patterns};

    use super::*;
    use crate::read::sample::snapshot_of;

    fn entry(label: &str, page: Option<usize>, children: Vec<Entry>) -> Entry {
        Entry { label: label.into(), page, inside: false, children }
    }

    fn ordered(paths: &[&str], sidebar: Vec<Entry>) -> (Vec<usize>, String) {
        let snapshot = snapshot_of(paths);
        let wiki = Wiki::new(&snapshot);
        ordered_as(PageOrder::SideBar, &wiki, sidebar)
    }

    fn ordered_as(wanted: PageOrder, wiki: &Wiki<'_>, sidebar: Vec<Entry>) -> (Vec<usize>, String) {
        let titles: Vec<String> = wiki.index.pages().iter().map(|page| page.title.clone()).collect();
        let order = order(wiki, wanted, sidebar, &titles, OtherPages("Other pages"));
        let mut text = String::new();
        show(&order.contents, 0, &mut text);
        (order.pages, text)
    }

    fn show(entries: &[ContentsEntry], depth: usize, text: &mut String) {
        for entry in entries {
            writeln!(text, "{}{}", " ".repeat(depth), entry.label).expect("a string takes text");
            show(&entry.children, depth + 1, text);
        }
    }

    #[test]
    fn home_comes_first_then_the_side_bar_then_the_rest() {
        let sidebar = vec![
            entry("Guides", None, vec![entry("Bee", Some(1), vec![]), entry("Home", Some(3), vec![])]),
            entry("Bee again", Some(1), vec![]),
        ];
        let (pages, text) = ordered(&["A.md", "B.md", "C.md", "Home.md"], sidebar);
        assert_eq!(pages, [3, 1, 0, 2]);
        assert_eq!(text, "Home\nGuides\n Bee\nOther pages\n A\n C\n");
    }

    #[test]
    fn the_side_bar_counts_only_where_its_order_is_wanted() {
        let snapshot = snapshot_of(&["guide/Zoo.md", "Apple.md", "Home.md", "guide/banana.md", "Cherry.md"]);
        let wiki = Wiki::new(&snapshot);
        let sidebar = || vec![entry("Cherry first", Some(4), vec![])];
        let shown = |wanted| ordered_as(wanted, &wiki, sidebar()).1;
        assert_eq!(shown(PageOrder::SideBar), "Home\nCherry first\nOther pages\n Apple\n banana\n Zoo\n");
        assert_eq!(shown(PageOrder::Alphabetical), "Home\nApple\nbanana\nCherry\nZoo\n");
        assert_eq!(shown(PageOrder::Path), "Home\nApple\nCherry\nguide\n banana\n Zoo\n");
    }

    #[test]
    fn what_is_left_out_is_nowhere_not_even_the_home_page() {
        let snapshot = snapshot_of(&["A.md", "B.md", "Home.md"]);
        let mut wiki = Wiki::new(&snapshot);
        wiki.choose(&PageSelection { exclude: Patterns::of_lines("Home\nB").expect("patterns"), ..Default::default() });
        assert_eq!(ordered_as(PageOrder::SideBar, &wiki, vec![]), (vec![0], "A\n".to_owned()));
    }

    #[test]
    fn an_entry_for_a_part_of_a_page_gives_way_to_the_page() {
        let mut part = entry("B", Some(1), vec![entry("A", Some(0), vec![])]);
        part.inside = true;
        let (pages, text) = ordered(&["A.md", "B.md"], vec![part, entry("Bee", Some(1), vec![])]);
        assert_eq!((pages, text.as_str()), (vec![0, 1], "A\nBee\n"));
    }

    #[test]
    fn without_a_side_bar_folders_are_groups() {
        let (pages, text) =
            ordered(&["Home.md", "guide/README.md", "guide/a.md", "guide/deep/x.md", "z-last/y.md", "zoo.md"], vec![]);
        assert_eq!(text, "Home\nzoo\nREADME\n a\n deep\n  x\nz last\n y\n");
        let mut all = pages;
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn every_page_is_there_once_whatever_the_side_bar_says() {
        let sidebar = vec![entry("A", Some(0), vec![entry("A", Some(0), vec![entry("B", Some(1), vec![])])])];
        let (pages, _) = ordered(&["A.md", "B.md", "a/A.md", "A/b.md"], sidebar);
        let mut all = pages;
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3]);
    }
}
