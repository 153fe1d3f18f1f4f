use proptest::prelude::*;

use super::to_html;

/// The HTML without line ends, which mean nothing where these tests look.
fn line(text: &str) -> String {
    to_html(text).replace('\n', "")
}

#[test]
fn a_lone_first_title_is_the_pages() {
    assert_eq!(
        line("Title\n=====\nSub\n---\n\nA\n~\nB\n~\n"),
        "<h1 id=\"title\">Title</h1><h2 id=\"sub\">Sub</h2><h2 id=\"a\">A</h2><h2 id=\"b\">B</h2>"
    );
    assert_eq!(line("A\n=\nB\n=\nC\n-\n"), "<h2 id=\"a\">A</h2><h2 id=\"b\">B</h2><h3 id=\"c\">C</h3>");
    assert_eq!(line("x\n\n===\n A\n===\n"), "<p>x</p><h2 id=\"a\">A</h2>");
}

#[test]
fn references_find_their_targets_wherever_they_are() {
    let html = line(
        "a_ `b c`_ `d <http://d.org>`_ d_ e__ `f <a_>`_ gone_ A_\n\n__ e.html\n.. _a: http://a.org\n.. _b c: a_\n",
    );
    let expected = "<p><a href=\"http://a.org\">a</a> <a href=\"http://a.org\">b c</a> <a href=\"http://d.org\">d</a> \
        <a href=\"http://d.org\">d</a> <a href=\"e.html\">e</a> <a href=\"http://a.org\">f</a> gone_ \
        <a href=\"http://a.org\">A</a></p>";
    assert_eq!(html, expected);
    assert_eq!(
        line(".. _x:\n.. _y:\n\npara x_ y_"),
        "<a id=\"x\"></a><a id=\"y\"></a><p>para <a href=\"#x\">x</a> <a href=\"#y\">y</a></p>"
    );
    assert_eq!(line(".. _x:\n.. _y: http://y.org\n\nx_"), "<a id=\"x\"></a><p><a href=\"http://y.org\">x</a></p>");
    assert_eq!(line("a_\n\n.. _a: b_\n.. _b: a_\n"), "<p>a_</p>");
    assert_eq!(line("My title\n========\n\n`my  Title`_\n\nB\n-\n").matches("<a href=\"#my-title\">").count(), 1);
}

#[test]
fn a_target_of_its_own_wins_over_a_title() {
    let html = line("A\n=\n\nB\n=\n\nA_ b_\n\n.. _a: http://a.org\n");
    assert!(html.contains("<p><a href=\"http://a.org\">A</a> <a href=\"#b\">b</a></p>"), "{html}");
    // The first heading may be left out of a book, its targets may not.
    assert_eq!(line(".. _x:\n\nA\n=\n\nx_"), "<h1 id=\"a\">A</h1><a id=\"x\"></a><p><a href=\"#x\">x</a></p>");
}

#[test]
fn the_first_field_list_is_about_the_page() {
    assert_eq!(
        line("A\n=\n\n:author: Me\n:date: $Date: 2024 $\n:abstract: Short\n:x: y\n\npara"),
        "<h1 id=\"a\">A</h1><table><tbody><tr><th>Author:</th><td>Me</td></tr><tr><th>Date:</th><td>2024</td></tr>\
         <tr><th>x:</th><td>y</td></tr></tbody></table><p>Abstract</p><p>Short</p><p>para</p>"
    );
}

#[test]
fn contents_list_the_sections_below() {
    let html = line(
        "A\n=\n\n.. sectnum::\n.. contents:: All\n   :depth: 1\n\nB `c`_\n-----\n\n.. contents::\n   :local:\n\nD\n~\n\n.. _c: x\n",
    );
    let all = "<div><p id=\"all\">All</p><ul><li><a href=\"#b-c\">1\u{A0}\u{A0}\u{A0}B c</a></li></ul></div>";
    let local = "<div><ul><li><a href=\"#d\">1.1\u{A0}\u{A0}\u{A0}D</a></li></ul></div>";
    assert!(html.contains(all) && html.contains(local), "{html}");
}

#[test]
fn footnotes_come_to_the_end_when_referred_to() {
    let html = line(
        "a [#]_ b [1]_ c [#n]_ d [*]_ e [C]_ f [7]_\n\n.. [1] one\n.. [#n] named\n.. [#] auto\n.. [*] star\n.. [9] alone\n.. [C] cited\n",
    );
    assert!(
        html.contains("a <sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1\" data-footnote-ref>1</a></sup> b"),
        "{html}"
    );
    assert!(
        html.contains(
            "<li id=\"fn-1\"><p>auto</p></li><li id=\"fn-2\"><p>one</p></li><li id=\"fn-3\"><p>named</p></li>"
        ),
        "{html}"
    );
    assert!(html.contains("e <a href=\"#c\">[C]</a> f [7]_"), "{html}");
    assert!(html.contains("<tr><td>[9]</td><td>alone</td></tr>"), "{html}");
    assert!(html.contains("<tr><td><a id=\"c\"></a>[C]</td><td>cited</td></tr>"), "{html}");
}

#[test]
fn substitutions_may_be_images_and_end() {
    let html = line(
        "|a| |b|_ |c|\n\n.. |a| replace:: *x* |b|\n.. |b| image:: b.png\n.. |c| replace:: |c| |c|\n.. _b: http://b.org\n",
    );
    assert!(html.starts_with("<p><em>x</em> <img alt=\"b\" src=\"b.png\"> <a href=\"http://b.org\"><img"), "{html}");
    let bomb: String =
        (0..40).map(|n| format!(".. |a{n}| replace:: {}\n", format!("|a{}| ", n + 1).repeat(20))).collect();
    assert!(to_html(&format!("|a0|\n\n{bomb}")).len() < 2_000_000);
}

#[test]
fn admonitions_are_alerts() {
    assert_eq!(
        line(".. DANGER:: Do *not*\n   do it\n"),
        "<div class=\"markdown-alert markdown-alert-caution\"><p class=\"markdown-alert-title\">Danger</p><p>Do <em>not</em>do it</p></div>"
    );
}

#[test]
fn code_and_math_keep_what_is_written() {
    assert_eq!(
        line(".. code-block:: rust\n   :linenos:\n\n   a < b\n"),
        "<pre lang=\"rust\"><code>a &lt; b</code></pre>"
    );
    assert_eq!(line("x::\n\n  *a*\n\ny"), "<p>x:</p><pre><code>*a*</code></pre><p>y</p>");
    assert_eq!(line("``*a\\``"), "<p><code>*a\\</code></p>");
    assert_eq!(line(":math:`a\\_b<c`"), "<p><span data-math-style=\"inline\">a\\_b&lt;c</span></p>");
    assert_eq!(
        line(".. math:: x\n\n.. math::\n\n   y\n"),
        "<p><span data-math-style=\"display\">x</span></p><p><span data-math-style=\"display\">y</span></p>"
    );
}

#[test]
fn what_is_unknown_or_broken_is_shown_as_written() {
    assert_eq!(line(".. unknown:: x\n   y\n"), "<pre><code>.. unknown:: x   y</code></pre>");
    assert_eq!(line(":ref:`x <y>`"), "<p>:ref:`x &lt;y&gt;`</p>");
    assert_eq!(line("+---+\n| a |\n+--+\n"), "<pre><code>+---+| a |+--+</code></pre>");
    assert_eq!(line("=== ===\na   b\n"), "<pre><code>=== ===a   b</code></pre>");
    assert_eq!(line("**a *b `c |d _`e [1 :x:`y"), "<p>**a *b `c |d _`e [1 :x:`y</p>");
    assert_eq!(
        line(".. include:: /etc/passwd\n.. csv-table::\n   :file: x\n.. raw:: html\n   :file: x\n.. comment\n"),
        ""
    );
}

#[test]
fn tables_have_heads_and_spans() {
    let grid = "+---+---+\n| a | b |\n+===+===+\n| c     |\n+---+---+\n| d | e |\n+   +---+\n| f | g |\n+---+---+\n";
    let expected = "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td colspan=\"2\">c</td></tr>\
        <tr><td rowspan=\"2\"><p>d</p><p>f</p></td><td>e</td></tr><tr><td>g</td></tr></tbody></table>";
    assert_eq!(line(grid), expected);
    let simple = "===  ===\n  a\n--------\nb    c\n===  ===\nd    e f\n\n     g\n===  ===\n";
    let expected = "<table><thead><tr><th colspan=\"2\">a</th></tr><tr><th>b</th><th>c</th></tr></thead>\
        <tbody><tr><td>d</td><td><p>e f</p><p>g</p></td></tr></tbody></table>";
    assert_eq!(line(simple), expected);
    let list = ".. list-table:: T\n   :header-rows: 1\n\n   * - a\n     - b\n   * - c\n     -\n";
    let expected = "<table><caption>T</caption><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>c</td><td></td></tr></tbody></table>";
    assert_eq!(line(list), expected);
}

#[test]
fn wiki_links_are_words_and_do_not_break_tables() {
    let mark = "⟦\u{FDD0}12\u{FDD1}⟧";
    assert_eq!(
        line(&format!("*{mark}* ``{mark}`` a{mark}b")),
        format!("<p><em>{mark}</em> <code>{mark}</code> a{mark}b</p>")
    );
    let grid = format!(
        "+----------------+---+\n| {mark} | b |\n+----------------+---+\n| c              | d |\n+----------------+---+\n"
    );
    assert!(
        line(&grid).contains(&format!("<tr><td>{mark}</td><td>b</td></tr><tr><td>c</td><td>d</td></tr>")),
        "{}",
        line(&grid)
    );
    let simple = format!("==============  ===\n{mark}    b\nc               d\n==============  ===\n");
    assert!(
        line(&simple).contains(&format!("<tr><td>{mark}</td><td>b</td></tr><tr><td>c</td><td>d</td></tr>")),
        "{}",
        line(&simple)
    );
}

#[test]
fn github_switches_unknown_directives() {
    assert_eq!(
        line(".. github display off\n\n.. x:: y\n\n.. github display\n\n   shown\n"),
        "<pre><code>shown</code></pre>"
    );
}

/// Each opening token alone, many times over: more than linear work would not end.
#[test]
fn repeated_tokens_end() {
    let tokens = [
        "*a ",
        "**a ",
        "``a ",
        "`a ",
        "|a ",
        "_`a ",
        "[a",
        "[1]_ ",
        "a_ ",
        "a__ ",
        ":a:`b ",
        "`a <b ",
        "`a`_ ",
        "`a`x ",
        "http:",
        "a@",
        "- ",
        "1. ",
        "* a\n\n",
        "a\n b\n",
        ":a: ",
        "-a  ",
        ">>> ",
        "| a\n",
        ".. _a:\n",
        ".. |a| ",
        ".. [a] ",
        ".. a::\n",
        ".. contents::\n\n",
        "a\n=\n\n",
        "=\n",
        "====\n",
        "=== ===\n",
        "=== ===\n\n",
        "+-+\n",
        "+-",
        "| ",
        "::\n\n",
        "\\",
        "a\n\n  -- b\n\n",
        "__ ",
        "..\n\n",
        " a\n\n",
    ];
    for token in tokens {
        let html = to_html(&token.repeat(200_000 / token.len()));
        assert!(html.len() < 20_000_000, "{token:?} came to {}", html.len());
    }
    let steps: String = (0..600).map(|depth| format!("{}- a\n\n", "  ".repeat(depth))).collect();
    assert!(to_html(&steps).len() < 20_000_000);
    let wide = "= ".repeat(50_000) + "\n" + &"a\n".repeat(50_000) + &"= ".repeat(50_000) + "\n";
    assert!(to_html(&wide).len() < 2_000_000);
    let maze =
        "+-".repeat(200) + "+\n" + &("|".to_owned() + &" ".repeat(399) + "|\n" + &"+-".repeat(200) + "+\n").repeat(200);
    assert!(to_html(&maze).len() < 2_000_000);
}

proptest! {
    #[test]
    fn any_text_gives_balanced_html(parts in proptest::collection::vec(prop::sample::select(vec![
        "*", "**", "`", "``", "_", "__", "|", "[1]_", "[#]_", "[#a]", "[*]_", ":a:", ":sub:", "<", ">", "\\", "::", "http://x.org", "@",
        "- ", "1. ", "(a) ", ".. ", ".. _a:", ".. |a| replace:: ", ".. [1] ", ".. [#] ", ".. note:: ", ".. image:: x", ".. figure:: x\n\n ",
        ".. list-table::\n\n ", ".. csv-table::\n\n ", ".. contents::", ".. sectnum::", ".. code::\n\n", "+--+--+\n", "| a| b|\n", "+==+==+\n",
        "== ==\n", "-- --\n", "====\n", "----\n", ">>> ", "| ", "  ", "   ", "\n", "\n\n", "\t", "a", "word", "é", "中", "⟦\u{FDD0}1\u{FDD1}⟧",
    ]), 0..80)) {
        let html = to_html(&parts.concat());
        for name in ["ul", "ol", "dl", "li", "dd", "dt", "blockquote", "div", "p", "pre", "strong", "em", "code", "a", "table", "tr", "td", "th"] {
            let opened = html.matches(&format!("<{name}>")).count() + html.matches(&format!("<{name} ")).count();
            prop_assert_eq!(opened, html.matches(&format!("</{name}>")).count(), "{} in {}", name, html);
        }
    }
}
