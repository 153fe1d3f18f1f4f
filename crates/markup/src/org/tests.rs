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
fn headlines_have_levels_and_lose_tasks_and_tags() {
    let page = "#+TITLE: The /page/\n* TODO One :a:b:\n:PROPERTIES:\n:CUSTOM_ID: uno\n:END:\nText\n** Two\n* COMMENT Not\n** Nor\n* Three :noexport:\n* Four";
    assert_eq!(flat(page), "<h1>The <i>page</i></h1><h1 id=\"uno\">One</h1><p>Text</p><h2>Two</h2><h1>Four</h1>");
    assert_eq!(
        flat("#+OPTIONS: num:t todo:t\n#+TODO: WAIT | GONE(g)\n* WAIT a\n** GONE b\n* TODO c"),
        "<h1><span>1</span> <span>WAIT</span> a</h1><h2><span>1.1</span> <span>GONE</span> b</h2><h1><span>2</span> TODO c</h1>"
    );
}

#[test]
fn tags_can_select_what_is_shown() {
    let page = "#+EXPORT_SELECT_TAGS: yes\n* a\n** b :yes:\n*** c\n** d\n* e";
    assert_eq!(flat(page), "<h1>a</h1><h2>b</h2><h3>c</h3>");
}

#[test]
fn emphasis_is_around_words() {
    assert_eq!(
        flat("*b* /i/ _u_ +s+ =c <x>= ~v~ (*b*), a*b*c 2*3 /usr *a _b_ c*"),
        "<p><b>b</b> <i>i</i> <span>u</span> <del>s</del> <code>c &lt;x&gt;</code> <code>v</code> (<b>b</b>), a*b*c 2*3 \
         /usr <b>a <span>b</span> c</b></p>"
    );
    assert_eq!(
        flat("H_{2}O x^{2} a_b \\alpha \"q\" -- it's"),
        "<p>H<sub>2</sub>O x<sup>2</sup> a_b \u{3B1} \u{201C}q\u{201D} \u{2013} it\u{2019}s</p>"
    );
}

#[test]
fn links_lead_to_files_places_and_addresses() {
    let html = flat(
        "#+LINK: bug https://b.org/%s\n[[https://a.org][A /a/]] [[file:b.org::*C][B]] [[Page Name]] [[bug:7]] [[*Some Head]] <https://d.org> https://e.org/f. [[file:g.png]] [[h.org][file:i.svg]]",
    );
    assert_has(
        &html,
        "<a href=\"https://a.org\">A <i>a</i></a> <a href=\"b.org\">B</a> <a href=\"Page Name\">Page Name</a>",
    );
    assert_has(
        &html,
        "<a href=\"https://b.org/7\">bug:7</a> <a href=\"#some-head\">Some Head</a> <a href=\"https://d.org\">https://d.org</a>",
    );
    assert_has(
        &html,
        "<a href=\"https://e.org/f\">https://e.org/f</a>. <img src=\"g.png\" alt=\"g.png\"> <a href=\"h.org\"><img src=\"i.svg\" alt=\"i.svg\"></a>",
    );
    assert_eq!(flat("<<Here>>x [[here]]"), "<p><a id=\"here\"></a>x <a href=\"#here\">here</a></p>");
    assert_eq!(flat("@@html:<kbd>@@x@@html:</kbd>@@"), "<p><kbd>x</kbd></p>");
    assert_eq!(flat("=[[a][b]]="), "<p><code>[[a][b]]</code></p>");
}

#[test]
fn lists_nest_by_indentation() {
    let page = "- a\n  more\n  1. one\n  2. two\n\n  para\n- [X] b\n- [ ] c\n\n\n- d\ntext\n- t :: m\n- u ::\n  v";
    assert_eq!(
        flat(page),
        "<ul><li>a more<ol><li>one</li><li>two</li></ol><p>para</p></li><li><input type=\"checkbox\" disabled checked> b</li>\
         <li><input type=\"checkbox\" disabled> c</li></ul><ul><li>d</li></ul><p>text</p>\
         <dl><dt>t</dt><dd>m</dd><dt>u</dt><dd>v</dd></dl>"
    );
    assert_eq!(flat(" * a\n * b\n3) c"), "<ul><li>a</li><li>b</li></ul><ol start=\"3\"><li>c</li></ol>");
}

#[test]
fn tables_have_headers_and_alignments() {
    assert_eq!(
        flat("| a | b |\n|---+---|\n| <l> | <r> |\n| *c* | d |\n#+TBLFM: $1=2"),
        "<table><thead><tr><th>a</th><th align=\"right\">b</th></tr></thead><tr><td><b>c</b></td><td align=\"right\">d</td></tr></table>"
    );
}

#[test]
fn blocks_keep_their_kind() {
    let html = to_html(
        "#+BEGIN_SRC ruby :exports code\n  def x\n    ,* y <z>\n  end\n#+END_SRC\n: fixed *a*\n:   b\n#+begin_quote\nQ\n#+end_quote\n-----",
    );
    assert_has(&html, "<pre lang=\"ruby\"><code>def x\n  * y &lt;z&gt;\nend\n</code></pre>");
    assert_has(&html, "<pre>fixed *a*\n  b\n</pre>\n<blockquote>\n<p>Q</p>\n</blockquote>\n<hr>");
    let html = flat(
        "#+BEGIN_EXPORT html\n<kbd>x</kbd>\n#+END_EXPORT\n#+BEGIN_EXPORT latex\nhidden\n#+END_EXPORT\n#+HTML: <br>\n#+begin_note\nN\n#+end_note\n#+begin_verse\na\n  b\n#+end_verse\n#+begin_comment\nhidden\n#+end_comment",
    );
    assert_has(
        &html,
        "<kbd>x</kbd><br><div class=\"markdown-alert markdown-alert-note\"><p class=\"markdown-alert-title\">Note</p><p>N</p></div>",
    );
    assert_has(&html, "<blockquote><p>a<br>&#160;&#160;b</p></blockquote>");
    assert!(!html.contains("hidden"), "{html}");
}

#[test]
fn results_show_only_when_asked() {
    let page =
        |exports: &str| format!("#+begin_src sh :exports {exports}\nls\n#+end_src\n\n#+RESULTS:\n: out\n\nafter");
    assert_eq!(flat(&page("code")), "<pre lang=\"sh\"><code>ls</code></pre><p>after</p>");
    assert_eq!(flat(&page("both")), "<pre lang=\"sh\"><code>ls</code></pre><pre>out</pre><p>after</p>");
    assert_eq!(flat(&page("results")), "<pre>out</pre><p>after</p>");
}

#[test]
fn what_is_for_the_editor_is_hidden() {
    let page = "# comment\n#+STARTUP: all\n#+INCLUDE: \"x\"\nSCHEDULED: <2020-01-01>\n:LOGBOOK:\nCLOCK: x\n:END:\nText <2020-01-01 Wed>\n:open:\nstays";
    assert_eq!(flat(page), "<p>Text &lt;2020-01-01 Wed&gt;</p><p>:open: stays</p>");
}

#[test]
fn footnotes_and_formulas_work() {
    let html = flat(
        "A[fn:1] b[fn:: in /line/] c[fn:2] $x_{1} < y$ costs $5 or $6. \\(z\\)\n\n\\begin{align}\na\n\\end{align}\n\n[fn:1] One\nmore [fn:3]\n\n[fn:3] Three",
    );
    assert_has(
        &html,
        "<p>A<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1\" data-footnote-ref>1</a></sup> b<sup",
    );
    assert_has(
        &html,
        "c[fn:2] <span data-math-style=\"inline\">x_{1} &lt; y</span> costs $5 or $6. <span data-math-style=\"inline\">z</span></p>",
    );
    assert_has(&html, "<p><span data-math-style=\"display\">\\begin{align} a \\end{align}</span></p>");
    assert_has(&html, "<li id=\"fn-1\"><p>One more <sup class=\"footnote-ref\"><a href=\"#fn-3\"");
    assert_has(
        &html,
        "<li id=\"fn-inline-2\"><p>in <i>line</i></p></li><li id=\"fn-3\"><p>Three</p></li></ol></section>",
    );
    assert_eq!(flat("x\n[fn:9] nobody asked"), "<p>x [fn:9] nobody asked</p>");
}

#[test]
fn marks_of_wiki_links_stay_whole() {
    let mark = "\u{27E6}\u{FDD0}12\u{FDD1}\u{27E7}";
    assert_eq!(
        flat(&format!("a {mark} *{mark}* ={mark}=")),
        format!("<p>a {mark} <b>{mark}</b> <code>{mark}</code></p>")
    );
}
