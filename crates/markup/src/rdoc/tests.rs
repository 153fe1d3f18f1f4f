use proptest::prelude::*;

use super::to_html;

#[test]
fn blocks_are_told_by_their_columns() {
    let html =
        to_html("= Title\n\npara\nmore\n  code\n\n    more\n---\n* a\n  b\n\n  c\n\n    v\n* d\n  1. e\n  2. f\ng\n");
    let expected = "<h1 id=\"label-Title\">Title</h1>\n<p>para\nmore</p>\n<pre><code>code\n\n  more\n</code></pre>\n<hr>\n\
        <ul>\n<li><p>a\nb</p>\n<p>c</p>\n<pre><code>v\n</code></pre>\n</li>\n<li><p>d</p>\n\
        <ol>\n<li><p>e</p>\n</li>\n<li><p>f</p>\n</li>\n</ol>\n</li>\n</ul>\n<p>g</p>\n";
    assert_eq!(html, expected);
}

#[test]
fn labels_have_descriptions_beside_or_below() {
    let html = to_html("[cat] furry\n[dog]\n  loyal\n\nbird:: sings\nfish::\nfrog:: both\n\n>>>\n  said\n");
    let expected = "<dl>\n<dt>cat</dt>\n<dd><p>furry</p>\n</dd>\n<dt>dog</dt>\n<dd><p>loyal</p>\n</dd>\n</dl>\n\
        <dl>\n<dt>bird</dt>\n<dd><p>sings</p>\n</dd>\n<dt>fish</dt>\n<dt>frog</dt>\n<dd><p>both</p>\n</dd>\n</dl>\n\
        <blockquote>\n<p>said</p>\n</blockquote>\n";
    assert_eq!(html, expected);
}

#[test]
fn words_and_tags_mark_text() {
    let line = |text: &str| to_html(text).trim().trim_start_matches("<p>").trim_end_matches("</p>").to_owned();
    assert_eq!(
        line("*b* _e_ +c+ a*b*c _foo_bar_ +a.b!+"),
        "<strong>b</strong> <em>e</em> <code>c</code> a*b*c <em>foo_bar</em> <code>a.b!</code>"
    );
    assert_eq!(
        line("<b>a <i>b</i></b> <tt>*x* <y></tt> <b>open </i>"),
        "<strong>a <em>b</em></strong> <code>*x* &lt;y&gt;</code> &lt;b&gt;open &lt;/i&gt;"
    );
    assert_eq!(line("\\*b* \\<b>x</b> a \\ b"), "*b* &lt;b&gt;x&lt;/b&gt; a \\ b");
    assert_eq!(line("\"Don't\" -- (c) ..."), "“Don’t” – © …");
}

#[test]
fn links_have_texts_or_are_their_own() {
    let line = |text: &str| to_html(text).trim().trim_start_matches("<p>").trim_end_matches("</p>").to_owned();
    assert_eq!(line("{a *b*}[http://x.org]"), "<a href=\"http://x.org\">a <strong>b</strong></a>");
    assert_eq!(
        line("word[link:a.html], http://y.org."),
        "<a href=\"a.html\">word</a>, <a href=\"http://y.org\">y.org</a>."
    );
    assert_eq!(line("a[0] Foo::Bar rdoc-ref:Foo"), "a[0] Foo::Bar Foo");
    assert_eq!(
        line("{rdoc-image:i.png}[http://x.org] http://x.org/i.png"),
        "<a href=\"http://x.org\"><img src=\"i.png\"></a> <img src=\"http://x.org/i.png\">"
    );
    assert_eq!(line("{t}[rdoc-label:label-A+b]"), "<a href=\"#label-A+b\">t</a>");
}

#[test]
fn wiki_links_pass() {
    let mark = "⟦\u{FDD0}12\u{FDD1}⟧";
    assert_eq!(to_html(mark), format!("<p>{mark}</p>\n"));
    assert_eq!(to_html(&format!("<tt>{mark}</tt> *{mark}")), format!("<p><code>{mark}</code> *{mark}</p>\n"));
}

/// Each opening token alone, many times over: more than linear work would not end.
#[test]
fn repeated_tokens_end() {
    let tokens = [
        "* ", "*a ", "-_a", "<b>", "<tt>", "{", "{a}[", "a[", "[a] ", "a:: ", " x\n", ">>>\n", "= a\n", "http:", "\"",
        "\\",
    ];
    for token in tokens {
        let html = to_html(&token.repeat(200_000 / token.len()));
        assert!(html.len() < 8_000_000, "{token:?} came to {}", html.len());
    }
    let steps: String = (0..600).map(|depth| format!("{}* a\n", " ".repeat(depth))).collect();
    assert!(to_html(&steps).len() < 1_000_000);
}

proptest! {
    #[test]
    fn any_text_gives_balanced_html(parts in proptest::collection::vec(prop::sample::select(vec![
        "= ", "* ", "- ", "1. ", "a. ", "[l] ", "n:: ", ">>>", "---", "\n", "\n\n", "  ", "\t", "*", "_", "+", "<b>", "</b>", "<tt>",
        "</tt>", "<em>", "</em>", "{", "}", "[", "]", "http://x.org", "link:", "\\", "\"", "'", "é", "word", " ",
    ]), 0..60)) {
        let html = to_html(&parts.concat());
        for name in ["ul", "ol", "dl", "li", "dd", "dt", "blockquote", "p", "strong", "em", "code", "a"] {
            let opened = html.matches(&format!("<{name}>")).count() + html.matches(&format!("<{name} ")).count();
            prop_assert_eq!(opened, html.matches(&format!("</{name}>")).count(), "{} in {}", name, html);
        }
    }
}
