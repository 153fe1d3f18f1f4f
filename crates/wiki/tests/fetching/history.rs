//! Who wrote a wiki's pages, and when.

use std::path::Path;
use std::time::Instant;

use crate::folders::{folder, git, work_tree};
use crate::support::{Fetched, config, fetch_request};
use relieur_application::ports::FetchRequest;
use relieur_domain::WikiRef;
use relieur_testkit::{GitHub, WikiBuilder};
use relieur_wiki::{Limits, WikiReaderConfig};

const JANE: &str = "Jane Doe <jane@example.org>";
const OCTO: &str = "Octo Cat <583231+octocat@users.noreply.github.com>";
const BOT: &str = "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>";

/// What the history says of `path`: the day, the hour and the authors.
fn told(fetched: &Fetched, path: &str) -> Option<(String, Vec<String>)> {
    let file = fetched.snapshot().files.iter().find(|file| file.path == path).expect("a file of that path");
    let history = file.history.as_ref()?;
    Some((history.modified_at.format("%d %H:%M").to_string(), history.authors.clone()))
}

fn contributors(fetched: &Fetched) -> Vec<(&str, u64)> {
    fetched.snapshot().contributors.iter().map(|person| (person.name.as_str(), person.commits)).collect()
}

fn known(day: &str, authors: &[&str]) -> (String, Vec<String>) {
    (day.to_owned(), authors.iter().map(|author| (*author).to_owned()).collect())
}

/// The history of a bare repository with `wiki` in it.
async fn read(wiki: &WikiBuilder) -> Fetched {
    let place = folder();
    let bare = place.path().join("docs.git");
    wiki.write_bare(&bare).expect("a repository");
    read_at(&bare).await
}

async fn read_at(path: &Path) -> Fetched {
    let wiki = WikiRef::folder(path.display().to_string());
    fetch_request(WikiReaderConfig::default(), &FetchRequest { history: true, ..FetchRequest::new(wiki) }).await
}

fn text(topic: &str) -> String {
    (0..20).map(|line| format!("{topic}, line {line}\n")).collect()
}

/// Six commits, from 10:00 on.
fn edited() -> WikiBuilder {
    WikiBuilder::new()
        .author(JANE)
        .page("Home.md", "one")
        .page("Old-Name.md", text("anvils"))
        .commit("Created Home (markdown)")
        .author(OCTO)
        .page("Home.md", "two")
        .commit("Updated Home (markdown)")
        .page("Old-Name.md", text("anvils") + "more\n")
        .commit("Updated Old Name (markdown)")
        // As GitHub's editor does: a new name and a new text in one.
        .author(JANE)
        .remove("Old-Name.md")
        .page("New-Name.md", text("anvils") + "more\nand more\n")
        .commit("Updated New Name (markdown)")
        .author(BOT)
        .page("Home.md", "three")
        .commit("Bump")
        .author("Jane D. <JANE@example.org>")
        .page("Last.md", "last")
        .commit("Created Last (markdown)")
}

#[tokio::test]
async fn pages_have_authors_and_dates_through_renames() {
    let fetched = read(&edited()).await;
    // Whoever changed most comes first; of equals, who changed last.
    assert_eq!(told(&fetched, "New-Name.md"), Some(known("01 13:00", &["Jane D.", "Octo Cat"])));
    // The program's change counts as a change, not as an author.
    assert_eq!(told(&fetched, "Home.md"), Some(known("01 14:00", &["Octo Cat", "Jane D."])));
    assert_eq!(told(&fetched, "Last.md"), Some(known("01 15:00", &["Jane D."])));
    assert_eq!(contributors(&fetched), [("Jane D.", 3), ("Octo Cat", 2)]);
    assert!(fetched.warnings().is_empty(), "{:?}", fetched.warnings());
    let described = std::fs::read_to_string(fetched.folder.path().join("snapshot.json")).expect("a description");
    assert!(!described.to_lowercase().contains("jane@") && !described.contains("noreply"), "{described}");
}

#[tokio::test]
async fn the_whole_history_comes_over_git_when_it_is_wanted() {
    let github = GitHub::start().await.expect("a server");
    github.add_wiki("acme/docs", &edited()).expect("added");
    let config = config(&github);
    let wiki = WikiRef::parse("acme/docs", &config.github).expect("a wiki");
    let without = fetch_request(config.clone(), &FetchRequest::new(wiki.clone())).await;
    assert!(without.snapshot().contributors.is_empty());
    assert!(without.snapshot().files.iter().all(|file| file.history.is_none()));
    let with = fetch_request(config.clone(), &FetchRequest { history: true, ..FetchRequest::new(wiki.clone()) }).await;
    assert_eq!(contributors(&with), [("Jane D.", 3), ("Octo Cat", 2)]);
    assert_eq!(told(&with, "New-Name.md"), Some(known("01 13:00", &["Jane D.", "Octo Cat"])));
    assert_eq!(with.snapshot().commit, without.snapshot().commit);
}

#[tokio::test]
async fn a_history_beyond_the_limits_is_left_out_and_the_wiki_is_not() {
    let github = GitHub::start().await.expect("a server");
    let mut wiki = WikiBuilder::new();
    let mut state = 1_u32;
    for number in 0..40 {
        // Noise (xorshift), which does not compress.
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            (state >> 16) as u8
        };
        let noise: Vec<u8> = (0..20_000).map(|_| next()).collect();
        wiki = wiki.file("noise.bin", noise).page("Home.md", format!("{number}")).commit("Update");
    }
    github.add_wiki("acme/docs", &wiki).expect("added");
    let limits = Limits { total_bytes: 100_000, ..Limits::default() };
    let config = WikiReaderConfig { limits, ..config(&github) };
    let wiki = WikiRef::parse("acme/docs", &config.github).expect("a wiki");
    let fetched = fetch_request(config, &FetchRequest { history: true, ..FetchRequest::new(wiki) }).await;
    assert_eq!(fetched.bytes("Home.md"), b"39");
    assert_eq!(fetched.warnings(), [("history", "")]);
    assert!(fetched.snapshot().contributors.is_empty());
}

#[tokio::test]
async fn names_that_are_swapped_and_files_that_come_back_are_told_apart() {
    let wiki = WikiBuilder::new()
        .author(JANE)
        .page("A.md", text("apples"))
        .page("B.md", text("bears"))
        .page("C.md", text("cats"))
        .commit("Create")
        .author(OCTO)
        .page("C.md", text("cats") + "Octo\n")
        .commit("Update C")
        .remove("C.md")
        .commit("Remove C")
        .author("Third <third@example.org>")
        .rename("A.md", "T.md")
        .rename("B.md", "A.md")
        .rename("T.md", "B.md")
        .page("docs/D.md", text("dogs"))
        .commit("Swap")
        .author(JANE)
        .page("C.md", "something else")
        .rename("docs/D.md", "pets/D.md")
        .commit("Create C again");
    let fetched = read(&wiki).await;
    // As git sees a swap: both were changed.
    assert_eq!(told(&fetched, "A.md"), Some(known("01 13:00", &["Third", "Jane Doe"])));
    assert_eq!(told(&fetched, "B.md"), Some(known("01 13:00", &["Third", "Jane Doe"])));
    assert_eq!(told(&fetched, "C.md"), Some(known("01 14:00", &["Jane Doe"])));
    assert_eq!(told(&fetched, "pets/D.md"), Some(known("01 14:00", &["Jane Doe", "Third"])));
}

#[tokio::test]
async fn the_mailmap_of_the_wiki_joins_people() {
    let wiki = WikiBuilder::new()
        .author("jd <jd@old.example>")
        .page("Home.md", "one")
        .commit("a")
        .author(JANE)
        .page("Home.md", "two")
        .commit("b")
        .page(".mailmap", "Jane van Doe <jane@example.org>\nJane van Doe <jane@example.org> <jd@old.example>\n")
        .commit("c");
    let fetched = read(&wiki).await;
    assert_eq!(contributors(&fetched), [("Jane van Doe", 3)]);
    assert_eq!(told(&fetched, "Home.md"), Some(known("01 11:00", &["Jane van Doe"])));
}

#[tokio::test]
async fn work_on_a_merged_branch_counts_and_the_merge_does_not() {
    let place = work_tree();
    let side = |arguments: &[&str]| git(place.path(), arguments);
    side(&["checkout", "--quiet", "-b", "side"]);
    std::fs::write(place.path().join("Side.md"), "aside").expect("written");
    side(&["add", "Side.md"]);
    side(&["commit", "--quiet", "--message", "Side", "--author", JANE]);
    side(&["checkout", "--quiet", "-"]);
    std::fs::write(place.path().join("Home.md"), "changed").expect("written");
    side(&["commit", "--quiet", "--all", "--message", "Home", "--author", "Trunk <t@example.org>"]);
    side(&["merge", "--quiet", "--no-ff", "--message", "Merge", "side"]);
    let fetched = read_at(place.path()).await;
    let mut people = contributors(&fetched);
    people.sort_unstable();
    assert_eq!(people, [("A", 1), ("Jane Doe", 1), ("Trunk", 1)]);
    assert_eq!(told(&fetched, "Side.md").map(|(_, authors)| authors), Some(vec!["Jane Doe".to_owned()]));
}

#[tokio::test]
async fn a_work_tree_has_the_history_of_what_is_unchanged_in_it() {
    let place = work_tree();
    std::fs::write(place.path().join("Home.md"), "changed").expect("written");
    let fetched = read_at(place.path()).await;
    assert_eq!(told(&fetched, "Home.md"), None);
    assert_eq!(told(&fetched, "Next-Page.md").map(|(_, authors)| authors), Some(vec!["A".to_owned()]));
    assert_eq!(contributors(&fetched), [("A", 1)]);
}

#[tokio::test]
async fn a_shallow_clone_does_not_make_up_what_it_does_not_know() {
    let place = folder();
    let bare = place.path().join("docs.git");
    edited().write_bare(&bare).expect("a repository");
    let address = format!("file://{}", bare.display());
    git(place.path(), &["clone", "--quiet", "--bare", "--depth", "2", &address, "shallow.git"]);
    let fetched = read_at(&place.path().join("shallow.git")).await;
    assert_eq!(told(&fetched, "Last.md"), Some(known("01 15:00", &["Jane D."])));
    assert_eq!(told(&fetched, "New-Name.md"), None);
    assert_eq!(fetched.warnings(), [("history", "")]);
}

#[tokio::test]
async fn a_long_history_of_a_large_wiki_is_read_whole() {
    let mut wiki = WikiBuilder::new();
    for number in 0..1_500 {
        wiki = wiki.page(&format!("Page-{number}.md"), format!("page {number}\n"));
    }
    wiki = wiki.commit("Create");
    for number in 0..1_500 {
        let author = format!("Author {} <a{}@example.org>", number % 50, number % 50);
        wiki = wiki.author(&author).page(&format!("Page-{}.md", number % 700), format!("edit {number}\n"));
        wiki = wiki.commit("Update");
    }
    let fetched = read(&wiki).await;
    assert_eq!(fetched.snapshot().files.iter().filter(|file| file.history.is_some()).count(), 1_500);
    assert_eq!(fetched.snapshot().contributors.len(), 51);
}

/// A real wiki, where its repository is at hand.
#[tokio::test]
async fn a_real_history_is_read_whole() {
    let Some(corpora) = std::env::var_os("RELIEUR_CORPORA") else {
        eprintln!("skipped: RELIEUR_CORPORA is not set");
        return;
    };
    let begun = Instant::now();
    let fetched = read_at(&Path::new(&corpora).join("lotr-bare")).await;
    let (files, people) = (&fetched.snapshot().files, &fetched.snapshot().contributors);
    let known = files.iter().filter(|file| file.history.is_some()).count();
    eprintln!("{known} of {} files, {} people, {:?}", files.len(), people.len(), begun.elapsed());
    assert_eq!(known, files.len());
    assert!(!people.is_empty());
    assert!(people.iter().all(|person| !person.name.contains('@')));
}
