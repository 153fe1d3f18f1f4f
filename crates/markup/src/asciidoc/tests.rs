//! What a reader of a page gets.

use super::to_html;

/// The HTML of a page on one line.
fn flat(text: &str) -> String {
    to_html(text).replace(">\n", ">").replace("\n<", "<").replace('\n', " ").trim_end().to_owned()
}

#[track_caller]
fn assert_has(html: &str, piece: &str) {
    assert!(html.contains(piece), "no {piece:?} in:\n{html}");
}

#[test]
fn a_header_gives_the_title_and_sets_attributes() {
    let page = "= My *page*\nJane Doe <jane@example.org>\nv1.2, 2020-01-01: First\n:product: Thing & Co\n\n{author} {revnumber} {product} {unknown}";
    assert_eq!(flat(page), "<h1>My <strong>page</strong></h1><p>Jane Doe 1.2 Thing &amp; Co {unknown}</p>");
    assert_eq!(flat("= Title\n:!showtitle:\n\nText"), "<p>Text</p>");
}

#[test]
fn attributes_are_set_unset_and_counted() {
    assert_eq!(flat(":a: x\n:b: {a}y\n\n{b}\n\n:a!:\n\n{a} \\{b}"), "<p>xy</p><p>{a} {b}</p>");
    assert_eq!(flat(":long: one \\\n  two\n\n{long}{nbsp}{empty}{counter:n}{counter:n}"), "<p>one two&#160;12</p>");
}

#[test]
fn sections_have_levels_ids_and_references() {
    let page = "== One & two\n\nSee <<one-two>>, <<Last>>, <<x,y>> and xref:other.adoc#a[there].\n\n=== Sub\n\n[#last]\n== Last\n\n== Sub\n\n== Sub";
    let html = flat(page);
    assert_has(&html, "<h2 id=\"one-two\">One &amp; two</h2>");
    assert_has(&html, "<a href=\"#one-two\">One &amp; two</a>, <a href=\"#last\">Last</a>, <a href=\"#x\">y</a>");
    assert_has(&html, "<a href=\"other.adoc#a\">there</a>");
    assert_has(
        &html,
        "<h3 id=\"sub\">Sub</h3><h2 id=\"last\">Last</h2><h2 id=\"sub-1\">Sub</h2><h2 id=\"sub-2\">Sub</h2>",
    );
}

#[test]
fn what_repeats_a_title_leaves_its_notes_and_links_out() {
    let html = flat("= T\n:toc:\n\n== A https://b.org[b]footnote:[n]\n\n<<a-b>> [[c,<d>]]e <<c>>");
    assert_has(&html, "<li><a href=\"#a-b\">A b</a></li>");
    assert_has(&html, "<p><a href=\"#a-b\">A b</a> <a id=\"c\"></a>e <a href=\"#c\">&lt;d&gt;</a></p>");
}

#[test]
fn underlined_titles_are_titles_and_mean_the_old_way() {
    let html = flat("Title\n=====\n\nSection\n-------\n\n'em' +mono+ `it's *so*`\n\nSub\n~~~");
    assert_has(&html, "<h1>Title</h1><h2 id=\"section\">Section</h2>");
    assert_has(&html, "<p><em>em</em> <code>mono</code> <code>it's *so*</code></p><h3 id=\"sub\">Sub</h3>");
}

#[test]
fn sections_are_numbered_and_listed_when_asked() {
    let html = flat("= T\n:toc:\n:sectnums:\n\n== A\n\n=== B\n\n== C");
    assert_has(
        &html,
        "<div>Table of Contents</div><ul><li><a href=\"#a\">1. A</a><ul><li><a href=\"#b\">1.1. B</a></li></ul></li>",
    );
    assert_has(&html, "<h2 id=\"c\">2. C</h2>");
    let html = flat(":toc:\n:toc-placement!:\n\nFirst\n\ntoc::[]\n\n== A");
    assert!(html.starts_with("<p>First</p><div id=\"toc\">"), "{html}");
}

#[test]
fn lists_nest_and_continue() {
    let html = flat("* a\n** b\n+\n----\ncode\n----\n\n. one\n.. two\n\n* c\n+\nmore\n\n- d");
    assert_eq!(
        html,
        "<ul><li>a<ul><li>b<pre><code>code</code></pre><ol><li>one<ol type=\"a\"><li>two</li></ol></li></ol></li></ul></li>\
         <li>c<p>more</p><ul><li>d</li></ul></li></ul>"
    );
}

#[test]
fn a_blank_line_before_a_continuation_attaches_further_out() {
    assert_eq!(flat("* a\n** b\n\n+\nto a"), "<ul><li>a<ul><li>b</li></ul><p>to a</p></li></ul>");
}

#[test]
fn tasks_and_descriptions_are_lists() {
    assert_eq!(
        flat("* [ ] a\n* [x] b"),
        "<ul><li><input type=\"checkbox\" disabled> a</li><li><input type=\"checkbox\" disabled checked> b</li></ul>"
    );
    assert_eq!(
        flat("a:: b\nc::\n+\n--\nd\n--\ne::\nf::\n\n  g\n\nafter"),
        "<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd><div><p>d</p></div></dd><dt>e</dt><dt>f</dt><dd>g</dd></dl><p>after</p>"
    );
}

#[test]
fn questions_are_numbered_and_titles_in_items_are_text() {
    assert_eq!(
        flat("[qanda]\nWhy?::\nHow?:: So.\n+\nMore."),
        "<ol><li><p><em>Why?</em></p></li><li><p><em>How?</em></p><div>So.<p>More.</p></div></li></ol>"
    );
    assert_eq!(flat("- a\n.b\n- c\n\n  d\n- e"), "<ul><li>a .b</li><li>c<pre><code>  d - e</code></pre></li></ul>");
}

#[test]
fn admonitions_are_alerts() {
    assert_eq!(
        flat("TIP: Use *it*."),
        "<div class=\"markdown-alert markdown-alert-tip\"><p class=\"markdown-alert-title\">Tip</p><p>Use <strong>it</strong>.</p></div>"
    );
    let html = flat("[WARNING]\n.Mind\n====\n* a\n====");
    assert_has(
        &html,
        "markdown-alert-warning\"><p class=\"markdown-alert-title\">Warning</p><p><strong>Mind</strong></p><ul>",
    );
}

#[test]
fn listings_keep_their_text_and_language() {
    let html = to_html("[source,ruby]\n----\nputs \"<a>\" # <1>\n\n  x *y*\n----\n<1> Prints");
    assert_has(&html, "<pre lang=\"ruby\"><code>puts \"&lt;a&gt;\" # <b>(1)</b>\n\n  x *y*</code></pre>");
    assert_has(&html, "<ol>\n<li>Prints</li>");
    assert_has(&to_html("```rust\nlet x;\n```"), "<pre lang=\"rust\"><code>let x;</code></pre>");
    assert_has(&to_html(" indented\n   more"), "<pre><code>indented\n  more</code></pre>");
    assert_has(&to_html(":v: 1\n\n[subs=attributes+]\n....\n{v} <b>\n...."), "<pre><code>1 &lt;b&gt;</code></pre>");
}

#[test]
fn blocks_of_other_kinds_are_shown() {
    let html = flat(
        "[quote,Me,Book]\n____\nSaid.\n____\n\n****\nside\n****\n\n[%collapsible]\n.More\n====\nhidden\n====\n\n++++\n<i>raw</i>\n++++\n\n////\nnot this\n////\n// nor this\n'''",
    );
    assert_has(&html, "<blockquote><p>Said.</p><p>&#8212; Me<br><cite>Book</cite></p></blockquote>");
    assert_has(&html, "<div><p>side</p></div><details><summary>More</summary><p>hidden</p></details><i>raw</i><hr>");
    assert!(!html.contains("this"), "{html}");
    assert_has(&flat("[verse]\na\n  b"), "<blockquote><p>a<br>&#160;&#160;b</p></blockquote>");
}

#[test]
fn tables_have_headers_spans_and_styles() {
    assert_eq!(
        flat("|===\n|A |B\n\n2+^|wide\n.2+|tall |x\n|y\n|==="),
        "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td align=\"center\" colspan=\"2\">wide</td></tr>\
         <tr><td rowspan=\"2\">tall</td><td>x</td></tr><tr><td>y</td></tr></tbody></table>"
    );
    let html = flat(".Caption\n[cols=\"1a,>2m\"]\n|===\n|* in\n|x\n\n!===\n|===");
    assert_has(
        &html,
        "<caption>Table 1. Caption</caption><tbody><tr><td><ul><li>in</li></ul></td><td align=\"right\">",
    );
    assert_has(&flat(",===\na,\"b, c\"\nd,e\n,==="), "<tr><td>a</td><td>b, c</td></tr><tr><td>d</td><td>e</td></tr>");
    assert_has(
        &flat("[cols=1a]\n|===\n|\n!===\n!a !b\n!===\n|==="),
        "<td><table><tbody><tr><td>a</td><td>b</td></tr></tbody></table></td>",
    );
}

#[test]
fn images_links_and_addresses_are_found() {
    let html = flat(":imagesdir: img\n\nimage::a b.png[Alt,100,link=https://x.org]\n\n.Fig\nimage::sub/my_pic.png[]");
    assert_has(&html, "<p><a href=\"https://x.org\"><img src=\"img/a b.png\" alt=\"Alt\" width=\"100\"></a></p>");
    assert_has(&html, "<img src=\"img/sub/my_pic.png\" alt=\"my pic\"></p><div>Figure 1. Fig</div>");
    let html = flat(
        "https://a.org/b_c_d, (https://e.org/f) <https://g.org> https://h.org[H _h_] link:i.adoc[I] j@k.org \\https://l.org",
    );
    assert_has(
        &html,
        "<a href=\"https://a.org/b_c_d\">https://a.org/b_c_d</a>, (<a href=\"https://e.org/f\">https://e.org/f</a>)",
    );
    assert_has(
        &html,
        "<a href=\"https://g.org\">https://g.org</a> <a href=\"https://h.org\">H <em>h</em></a> <a href=\"i.adoc\">I</a>",
    );
    assert_has(&html, "<a href=\"mailto:j@k.org\">j@k.org</a> https://l.org</p>");
}

#[test]
fn what_is_put_aside_comes_back() {
    assert_eq!(
        flat("`+*a* <b>+` +++<u>c</u>+++ pass:[<i>d</i>] +_e_+ \\{f} latexmath:[a < b] stem:[g]"),
        "<p><code>*a* &lt;b&gt;</code> <u>c</u> <i>d</i> _e_ {f} <span data-math-style=\"inline\">a &lt; b</span> <code>g</code></p>"
    );
    assert_eq!(
        flat(":stem: latexmath\n\n[stem]\n++++\nx^2\n++++"),
        "<p><span data-math-style=\"display\">x^2</span></p>"
    );
}

#[test]
fn footnotes_anchors_and_entries_are_places() {
    let html = flat(
        "[[a]]A footnote:[See https://b.org[b].] footnote:n[N] footnote:n[]\n\n[bibliography]\n== Refs\n\n* [[[pp]]] Pragmatic. <<pp>>",
    );
    assert_has(
        &html,
        "<p><a id=\"a\"></a>A <sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1\" data-footnote-ref>1</a></sup>",
    );
    assert_has(
        &html,
        "<a href=\"#fn-n\" id=\"fnref-n\" data-footnote-ref>2</a></sup> <sup class=\"footnote-ref\"><a href=\"#fn-n\"",
    );
    assert_has(&html, "<li id=\"fn-1\"><p>See <a href=\"https://b.org\">b</a>.</p></li><li id=\"fn-n\"><p>N</p></li>");
    assert_has(&html, "<li><a id=\"pp\"></a>[pp] Pragmatic. <a href=\"#pp\">[pp]</a></li>");
}

#[test]
fn keys_menus_breaks_and_index_terms() {
    let html = flat(":experimental:\n\nkbd:[Ctrl+C] btn:[OK] menu:File[Save > All] ((shown)) (((hidden))) +\nend");
    assert_has(
        &html,
        "<kbd>Ctrl</kbd>+<kbd>C</kbd> <b>OK</b> <b>File</b>&#160;&#8250; <b>Save</b>&#160;&#8250; <b>All</b> shown <br>end",
    );
    assert_has(&flat("kbd:[F1]"), "kbd:[F1]");
    assert_has(&flat("[%hardbreaks]\na\nb"), "<p>a<br>b</p>");
}

#[test]
fn what_is_not_known_stays() {
    assert_eq!(
        flat("gist::1234[x]\n\n[[not an id]]\n\n{unknown} <<a b"),
        "<p>gist::1234[x]</p><p>[[not an id]]</p><p>{unknown} &lt;&lt;a b</p>"
    );
    assert_eq!(flat("include::a/b.adoc[]"), "<p><a href=\"a/b.adoc\">a/b.adoc</a></p>");
}

#[test]
fn what_is_never_closed_reaches_to_the_end() {
    assert_eq!(flat("====\na\n\n----\nb\n\nc"), "<div><p>a</p><pre><code>b  c</code></pre></div>");
    assert_eq!(flat("*a _b `c"), "<p>*a _b `c</p>");
}
