//! reStructuredText, Pod and RDoc as GitHub's own tests have them: source and HTML
//! side by side.

#[path = "support/outline.rs"]
mod outline;

use outline::{corpus, outline};
use relieur_domain::wiki::pages::Markup;

/// Compares a page's outline with that of GitHub's HTML after `settle`, which takes
/// from GitHub's what is left out on purpose.
fn compare(markup: Markup, name: &str, settle: impl Fn(String) -> String) {
    let Some(folder) = corpus("github-markup") else { return };
    let source = std::fs::read_to_string(folder.join(name)).expect("the source");
    let expected = std::fs::read_to_string(folder.join(format!("{name}.html"))).expect("GitHub's HTML");
    let html = relieur_markup::to_html(markup, &source).expect("a reader");
    assert_same(&outline(&html), &settle(outline(&expected)));
}

/// Says which lines differ, not all of both.
fn assert_same(found: &str, expected: &str) {
    let (found, expected): (Vec<&str>, Vec<&str>) = (found.lines().collect(), expected.lines().collect());
    let first = found.iter().zip(&expected).position(|(found, expected)| found != expected);
    let first = first.unwrap_or(found.len().min(expected.len()));
    assert!(
        found == expected,
        "from line {}:\nfound    {:#?}\nexpected {:#?}",
        first + 1,
        found.iter().skip(first).take(3).collect::<Vec<_>>(),
        expected.iter().skip(first).take(3).collect::<Vec<_>>(),
    );
}

/// Titles without their links back to the table of contents, which a book has
/// elsewhere, and white space in links as a browser shows it.
fn without_links_back(outline: &str) -> String {
    let lines = outline.lines().map(|line| {
        let back = line.rfind("](#").filter(|at| {
            let target = line[at + 3..].trim_end_matches(')');
            target == "top" || target.strip_prefix("id").is_some_and(|id| id.bytes().all(|byte| byte.is_ascii_digit()))
        });
        let line = match (back, line.split_once(": [")) {
            (Some(end), Some((label, _))) => format!("{label}: {}", &line[label.len() + 3..end]),
            _ => line.to_owned(),
        };
        line.replace("[ ![", "[![").replace(") ](", ")](")
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn restructured_text_reads_like_on_github() {
    compare(Markup::ReStructuredText, "README.rst.txt", |outline| without_links_back(&outline));
    compare(Markup::ReStructuredText, "README.toc.rst", |outline| without_links_back(&outline));
    compare(Markup::ReStructuredText, "README.directives.rst", |outline| without_links_back(&outline));
    compare(Markup::ReStructuredText, "README.rst", |outline| {
        // Style sheets are taken out of the page after it was read.
        without_links_back(&outline) + "\np: p {color:blue;}"
    });
}

#[test]
fn a_long_page_in_restructured_text_reads_like_on_github() {
    compare(Markup::ReStructuredText, "README.long.rst", |outline| {
        // GitHub has a block for each line of a line block.
        let lines = "p: [Pekka Klärck](https://github.com/pekkaklarck)\np: Robot Framework";
        let block = "p: [Pekka Klärck](https://github.com/pekkaklarck) / Robot Framework";
        let outline = without_links_back(&outline);
        assert!(outline.contains(lines));
        outline.replace(lines, block)
    });
}

#[test]
fn pod_reads_like_on_github() {
    compare(Markup::Pod, "README.pod", |outline| outline);
}

#[test]
fn rdoc_reads_like_on_github() {
    compare(Markup::RDoc, "README.rdoc", |outline| {
        // GitHub loses the address of links to files.
        let lost = "This is a relative link. So is this: rawr.html";
        assert!(outline.contains(lost));
        outline.replace(lost, "This is a [relative link](rawr.html). So is this: [rawr.html](rawr.html)")
    });
}
