//! AsciiDoc and Org beside what GitHub makes of them.

#[path = "support/outline.rs"]
mod outline;

use std::path::Path;

use outline::{corpus, outline};
use relieur_domain::wiki::pages::Markup;
use relieur_markup::to_html;

/// A page of the corpus, and GitHub's HTML of it.
fn pair(folder: &Path, name: &str) -> (String, String) {
    let read = |path| std::fs::read_to_string(path).expect("a file of the corpus");
    (read(folder.join(name)), read(folder.join(format!("{name}.html"))))
}

#[test]
fn asciidoc_says_what_it_says_on_github() {
    let Some(folder) = corpus("github-markup") else { return };
    for name in ["README.asciidoc", "README.hidetitle.asciidoc", "README.toc.asciidoc"] {
        let (text, theirs) = pair(&folder, name);
        // The reader is not told the name of the page's file.
        let text = text.replace("{docname}", "README");
        let theirs = theirs
            // Their sample has lost the target, which GitHub itself keeps.
            .replace("<a>another document</a>", "<a href=\"another-document.asciidoc\">another document</a>")
            // Boxes and alerts are GitHub's newer forms of the same.
            .replace("&#10063;", "[ ]")
            .replace("&#10003;", "[x]")
            .replace("<table>\n<tr>\n<td>\n<div>Note</div>\n</td>\n<td>", "<p>Note</p><p>")
            .replace("</td>\n</tr>\n</table>", "</p>");
        let ours = to_html(Markup::AsciiDoc, &text).expect("a reader");
        assert_eq!(outline(&ours), outline(&theirs), "{name}");
    }
}

#[test]
fn asciidoc_gives_sections_the_ids_github_gives_them() {
    let Some(folder) = corpus("github-markup") else { return };
    for name in ["README.asciidoc", "README.toc.asciidoc"] {
        let (text, theirs) = pair(&folder, name);
        let ours = to_html(Markup::AsciiDoc, &text).expect("a reader");
        let ids = |html: &str| -> Vec<String> {
            let headings = html.split("<h").skip(1).filter(|heading| heading.starts_with(|c: char| c.is_ascii_digit()));
            headings.map(|heading| heading.split('>').next().unwrap_or_default().to_owned()).collect()
        };
        assert!(!ids(&ours).is_empty());
        assert_eq!(ids(&ours), ids(&theirs), "{name}");
    }
}

#[test]
fn org_says_what_it_says_on_github() {
    let Some(folder) = corpus("github-markup") else { return };
    let (text, theirs) = pair(&folder, "README.org");
    // In a list their listing ends with the list's indentation.
    let theirs = theirs.replace("    </pre>", "</pre>");
    let ours = to_html(Markup::Org, &text).expect("a reader");
    assert_eq!(outline(&ours), outline(&theirs));
}
