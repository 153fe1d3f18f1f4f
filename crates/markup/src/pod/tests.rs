use proptest::prelude::*;

use super::to_html;

#[test]
fn headings_have_ids_links_can_name() {
    let html = to_html("=head1 NAME - C<foo>\n\nSee L</\"The end\">.\n\n=head2 The end\n");
    assert!(html.contains("<h1 id=\"NAME---foo\">NAME - <code>foo</code></h1>"), "{html}");
    assert!(html.contains("<a href=\"#The-end\">&quot;The end&quot;</a>"), "{html}");
    assert!(html.contains("<h2 id=\"The-end\">"), "{html}");
}

#[test]
fn codes_nest_and_take_more_brackets() {
    let html = to_html("=pod\n\nB<a I<b>> C<< x->y >> C<<< << >>> E<lt>E<0x263A>E<181>E<eacute> S<a b>Z<>X<i> I<open");
    assert_eq!(
        html,
        "<p><b>a <i>b</i></b> <code>x-&gt;y</code> <code>&lt;&lt;</code> &lt;☺µ&eacute; a\u{A0}b <i>open</i></p>\n"
    );
}

#[test]
fn links_lead_where_perl_looks() {
    let link = |pod: &str| to_html(&format!("=pod\n\n{pod}"));
    assert!(link("L<Foo::Bar>").contains("<a href=\"http://metacpan.org/search?q=Foo::Bar\">Foo::Bar</a>"));
    assert!(link("L<Foo/bar baz>").contains("#bar-baz\">&quot;bar baz&quot; in Foo</a>"));
    assert!(link("L<B<t>|http://x.org/a>").contains("<a href=\"http://x.org/a\"><b>t</b></a>"));
    assert!(link("L<crontab(5)>").contains("<a href=\"http://man.he.net/man5/crontab\">crontab(5)</a>"));
    assert!(link("L<a(中5)>").contains("q=a(中5)"));
    assert!(link("L<a b>").contains("<a href=\"#a-b\">"));
    assert!(link("L<aE<verbar>b|Foo>").contains("q=Foo\">a|b</a>"));
}

#[test]
fn lists_are_what_their_first_item_is() {
    let html = to_html(
        "=over\n\n=item *\n\na\n\n=item * b\n\n=over\n\n=item 1.\n\none\n\n=back\n\n=back\n\n=over\n\n=item foo\n\n=item bar\n\n x\n\n=back\n\n=over\n\nin\n\n=back\n",
    );
    let expected = "<ul>\n<li><p>a</p>\n</li>\n<li><p>b</p>\n<ol>\n<li><p>one</p>\n</li>\n</ol>\n</li>\n</ul>\n\
        <dl>\n<dt>foo</dt>\n<dt>bar</dt>\n<dd>\n<pre><code>x</code></pre>\n</dd>\n</dl>\n\
        <blockquote>\n<p>in</p>\n</blockquote>\n";
    assert_eq!(html, expected);
}

#[test]
fn only_html_of_other_formats_is_shown() {
    let html = to_html(
        "=begin html\n\n<u>a</u>\n\n=end html\n\n=begin text\n\nno\n\n=begin html\n\nno\n\n=end html\n\n=end text\n\n=for comment no\n\n=for html <b>c</b>\n\n=begin :html\n\nB<d>\n\n=end :html\n\nend",
    );
    assert_eq!(html, "<u>a</u>\n\n<b>c</b>\n<p><b>d</b></p>\n<p>end</p>\n");
}

#[test]
fn wiki_links_pass() {
    let mark = "⟦\u{FDD0}12\u{FDD1}⟧";
    assert_eq!(to_html(&format!("=pod\n\nC<{mark}> B<{mark}>")), format!("<p><code>{mark}</code> <b>{mark}</b></p>\n"));
}

/// Each opening token alone, many times over: more than linear work would not end.
#[test]
fn repeated_tokens_end() {
    for token in ["B<", "C<< ", "L<a|", ">", "E<", "=over\n\n", "=item *\n\n", "=begin html\n\n", " x\n\n", "=cut\n"] {
        let html = to_html(&format!("=pod\n\n{}", token.repeat(200_000 / token.len())));
        assert!(html.len() < 8_000_000, "{token:?} came to {}", html.len());
    }
}

proptest! {
    #[test]
    fn any_text_gives_balanced_html(parts in proptest::collection::vec(prop::sample::select(vec![
        "=head1 ", "=over", "=item *", "=item 1", "=item x", "=back", "=begin html", "=end html", "=begin :html", "=for x ",
        "=cut", "=pod", "\n", "\n\n", " ", "  v", "B<", "C<< ", " >>", ">", "L<", "|", "/", "\"", "E<lt>", "E<", "é", "word",
    ]), 0..60)) {
        let html = to_html(&parts.concat());
        for name in ["ul", "ol", "dl", "blockquote", "p", "b", "code", "a"] {
            let opened = html.matches(&format!("<{name}>")).count() + html.matches(&format!("<{name} ")).count();
            prop_assert_eq!(opened, html.matches(&format!("</{name}>")).count(), "{} in {}", name, html);
        }
    }
}
