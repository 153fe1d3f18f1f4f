//! GitHub's own samples: our HTML says the same as GitHub's.

#[path = "support/outline.rs"]
mod support;

use pretty::assert_same;
use relieur_domain::wiki::pages::Markup;
use support::{corpus, outline};

/// Departures that are meant: what GitHub's HTML says, what it should say here.
type Changes<'a> = &'a [(&'a str, &'a str)];

fn compare(name: &str, markup: Markup, changes: Changes<'_>) {
    let Some(folder) = corpus("github-markup") else { return };
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a sample");
    let ours = relieur_markup::to_html(markup, &read(name)).expect("a reader");
    let mut theirs = read(&format!("{name}.html"));
    for (from, to) in changes {
        assert!(theirs.contains(from), "{from}");
        theirs = theirs.replace(from, to);
    }
    assert_same(&outline(&ours), &outline(&theirs));
}

mod pretty {
    /// Compares two outlines and shows the first lines that differ.
    pub fn assert_same(ours: &str, theirs: &str) {
        assert!(!theirs.is_empty());
        for (number, (ours, theirs)) in ours.lines().zip(theirs.lines()).enumerate() {
            assert_eq!(ours, theirs, "line {}", number + 1);
        }
        assert_eq!(ours.lines().count(), theirs.lines().count());
    }
}

#[test]
fn creole_reads_as_on_github() {
    compare("README.creole", Markup::Creole, &[]);
}

#[test]
fn textile_reads_as_on_github() {
    compare("README.textile", Markup::Textile, &[]);
}

#[test]
fn mediawiki_reads_as_on_github() {
    let contents = "<table id=\"toc\" summary=\"Contents\"><tr><td>\n<div id=\"toctitle\"><h2>Table of Contents</h2></div>\n\
        <ul>\n<li>\n<a href=\"#Red_Bridge_JRuby_Embed\">Red Bridge (JRuby Embed)</a><ul><li><a href=\"#Features_of_Red_Bridge\">\
        Features of Red Bridge</a></li></ul>\n</li>\n<li><a href=\"#Previous_Embedding_JRuby_Page\">Previous Embedding JRuby \
        Page</a></li>\n<li><a href=\"#References\">References</a></li>\n</ul>\n</td></tr></table>";
    compare(
        "README.mediawiki",
        Markup::MediaWiki,
        &[
            // A book has a table of contents of its own.
            (contents, ""),
            // The sample was made without a wiki: links to pages lead nowhere there.
            ("<a>» JRuby", "<a href=\"Home\">» JRuby"),
            ("<a>legacy API", "<a href=\"DirectJRubyEmbedding\">legacy API"),
            ("<a>legacy embedding", "<a href=\"JavaIntegration\">legacy embedding"),
            // References are footnotes, at the end of the page.
            ("[<a href=\"#cite_note-1\">1</a>]", "<a href=\"#fn-1\">1</a>"),
            ("<p><ol><li id=\"cite_note-1\">", "<section><ol><li>"),
            ("<b><a href=\"#cite_ref-1-0\">^</a> </b>", ""),
        ],
    );
}
