//! What somebody might put into a wiki to see it break.

use std::fmt::Write as _;

pub type Named = (&'static str, String);

/// Nested deeper than a book can show, not deeper than a page can be read.
pub fn deep() -> Vec<Named> {
    let lists: String = (0..60).fold(String::new(), |mut text, depth| {
        let _ = writeln!(text, "{}- level {depth}", "  ".repeat(depth));
        text
    });
    vec![
        ("quotes", format!("{} deep\n\nthe end\n", "> ".repeat(60))),
        ("lists", format!("{lists}\nthe end\n")),
        ("tables", format!("{}x{}\n\nthe end\n", "<table><tr><td>".repeat(30), "</td></tr></table>".repeat(30))),
    ]
}

/// Thousands of levels.
pub fn bottomless() -> Vec<Named> {
    let tags = |open: &str, close: &str, count| format!("{}x{}\n\nthe end\n", open.repeat(count), close.repeat(count));
    vec![
        ("divs", tags("<div>", "</div>", 20_000)),
        ("html tables", tags("<table><tr><td>", "</td></tr></table>", 5_000)),
        ("html lists", tags("<ul><li>", "</li></ul>", 10_000)),
        ("html quotes", tags("<blockquote>", "</blockquote>", 10_000)),
        ("spans", tags("<b><i>", "</i></b>", 10_000)),
    ]
}

/// Much on one line, and what takes parsers quadratic time.
pub fn long() -> Vec<Named> {
    vec![
        ("list markers", format!("{}x\n\nthe end\n", "- ".repeat(20_000))),
        ("numbers", format!("{}x\n\nthe end\n", "1. ".repeat(13_000))),
        ("quote markers", format!("{}x\n\nthe end\n", ">".repeat(5_000))),
        ("one line", format!("{}\n\nthe end\n", "word ".repeat(100_000))),
        ("one word", format!("{}\n\nthe end\n", "w".repeat(500_000))),
        ("brackets", format!("{}\n\nthe end\n", "[".repeat(50_000))),
        ("emphasis", format!("{}\n\nthe end\n", "*a _b ".repeat(20_000))),
        ("backticks", format!("{}\n\nthe end\n", (1..300).map(|n| "`".repeat(n) + " ").collect::<String>())),
        ("soup", format!("{}\n\nthe end\n", "<b><p></i><td></table><li><a href=x><tr>".repeat(1_000))),
    ]
}

/// Every control character and some noncharacters, in every place.
pub fn unprintable() -> String {
    let strange: String = ('\u{1}'..='\u{1F}')
        .filter(|c| !matches!(c, '\n' | '\r'))
        .chain('\u{7F}'..='\u{9F}')
        .chain(['\u{FDD0}', '\u{FDEF}', '\u{FFFE}', '\u{FFFF}', '\u{1FFFE}', '\u{10FFFF}', '\u{FEFF}', '\u{202E}'])
        .collect();
    format!(
        "# a{strange}b\n\n{strange}\n\nx{strange}y `c{strange}d` [l{strange}](https://e.org/{strange}) \
         ![i{strange}](x{strange}.png) $m{strange}$\n\n```{strange}\nt{strange}u\n```\n\n| a{strange} |\n|---|\n| {strange} |\n\n\
         <details><summary>{strange}</summary>{strange}</details>\n\n[[p{strange}]] &#0; &#1; &#xFFFE; &#x1F;[^1]\n\n\
         [^1]: n{strange}\n\nthe end\n"
    )
}

/// A PNG of one black pixel.
pub fn pixel() -> Vec<u8> {
    png(1, 1)
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().expect("a header");
    let row = width.div_ceil(8) as usize;
    writer.write_image_data(&vec![0; row * height as usize]).expect("rows");
    writer.finish().expect("an end");
    bytes
}

/// Images, and why each is not in the books.
pub fn images() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let whole = png(64, 64);
    let jpeg = encoded(image::ImageFormat::Jpeg);
    let gif = encoded(image::ImageFormat::Gif);
    vec![
        ("burst.png", png(25_000, 25_000), "too large"),
        ("laughs.svg", laughs().into_bytes(), "the drawing"),
        ("uses.svg", uses().into_bytes(), "the drawing"),
        ("cut.png", whole[..whole.len() / 2].to_vec(), "the file is"),
        ("cut.jpg", jpeg[..jpeg.len() / 3].to_vec(), "the file is"),
        ("cut.gif", gif[..gif.len() / 3].to_vec(), "the file is"),
        ("page.png", b"<html><script>alert(1)</script></html>".to_vec(), "web page"),
        ("nothing.png", Vec::new(), "empty"),
        ("passwd.svg", PASSWD.as_bytes().to_vec(), "the drawing"),
    ]
}

fn encoded(format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let noise = image::RgbImage::from_fn(80, 80, |x, y| image::Rgb([(x * y) as u8, (x ^ y) as u8, (x + 3 * y) as u8]));
    image::DynamicImage::ImageRgb8(noise).write_to(&mut bytes, format).expect("an image");
    bytes.into_inner()
}

/// A billion laughs: entities that hold each other.
fn laughs() -> String {
    let mut text = String::from("<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY a0 \"ha\">");
    for level in 1..10 {
        let inner = format!("&a{};", level - 1).repeat(10);
        let _ = write!(text, "<!ENTITY a{level} \"{inner}\">");
    }
    text + "]><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><text>&a9;</text></svg>"
}

/// The same with references: ten to the power of twelve squares.
fn uses() -> String {
    let mut text = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"9\" height=\"9\">\
         <defs><rect id=\"a0\" width=\"1\" height=\"1\"/>",
    );
    for level in 1..13 {
        let inner = format!("<use xlink:href=\"#a{}\"/>", level - 1).repeat(10);
        let _ = write!(text, "<g id=\"a{level}\">{inner}</g>");
    }
    text + "</defs><use xlink:href=\"#a12\"/></svg>"
}

/// An external entity.
const PASSWD: &str = "<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\
    <svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><text>&x;</text></svg>";

/// A sound drawing among scripts and references to elsewhere.
pub fn drawing() -> Vec<u8> {
    br#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90" height="90" onload="alert(1)">
<script>alert(1)</script><script href="https://evil.example/x.js"/>
<style>@import url(https://evil.example/x.css); rect { fill: url(https://evil.example/p#a) } @font-face { font-family: x; src: url(file:///etc/passwd) }</style>
<image xlink:href="file:///etc/passwd" width="9" height="9"/><image href="https://evil.example/x.png" width="9" height="9"/>
<image href="../../../../../../etc/passwd" width="9" height="9"/>
<use xlink:href="https://evil.example/x.svg#a"/><use href="file:///etc/passwd#a"/>
<a xlink:href="javascript:alert(1)"><rect width="40" height="40" fill="red" onclick="alert(1)"/></a>
<foreignObject width="9" height="9"><iframe xmlns="http://www.w3.org/1999/xhtml" src="https://evil.example"/></foreignObject>
<animate attributeName="href" to="javascript:alert(1)"/><set attributeName="onclick" to="alert(1)"/>
</svg>"#
        .to_vec()
}

/// Everything that could run, load or lead where it should not.
pub fn scripts() -> String {
    let addresses = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "&#106;avascript:alert(1)",
        "javascript&colon;alert(1)",
        "vbscript:x",
        "data:text/html,<script>alert(1)</script>",
        "data:image/svg+xml;base64,PHN2Zz48c2NyaXB0PmFsZXJ0KDEpPC9zY3JpcHQ+PC9zdmc+",
        "file:///etc/passwd",
        "../../../../etc/passwd",
        "/etc/passwd",
        "//evil.example/x",
        "\\\\evil.example\\x",
        "blob:https://evil.example/x",
    ];
    let mut text = String::new();
    for address in addresses {
        let html = address.replace('<', "&lt;").replace('"', "&quot;");
        let _ = write!(
            text,
            "[link](<{address}>) ![image](<{address}>) [[{address}]] [[Text|{address}]] <a href=\"{html}\">a</a> \
             <img src=\"{html}\" onerror=\"alert(1)\">\n\n<img src='{html}' srcset='{html} 2x' onload=alert(1)>\n\n"
        );
    }
    text + "<script>alert(1)</script>\n\n<script src=https://evil.example/x.js></script>\n\n\
        <iframe src=\"javascript:alert(1)\"></iframe>\n\n<object data=\"file:///etc/passwd\"></object><embed src=x>\n\n\
        <svg onload=alert(1)><script>alert(1)</script><a xlink:href=\"javascript:alert(1)\">s</a></svg>\n\n\
        <math><mtext><script>alert(1)</script></mtext><maction actiontype=\"statusline#http://e.example\" xlink:href=\"javascript:alert(1)\">m</maction></math>\n\n\
        <form action=\"javascript:alert(1)\"><input onfocus=alert(1) autofocus><button formaction=\"javascript:alert(1)\">b</button></form>\n\n\
        <style>body { background: url(https://evil.example/x) }</style><link rel=stylesheet href=https://evil.example/x.css>\n\n\
        <base href=\"https://evil.example/\"><meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">\n\n\
        <p onclick=\"alert(1)\" style=\"background:url(javascript:alert(1))\">p</p><details ontoggle=alert(1) open><summary>s</summary>d</details>\n\n\
        <video src=\"https://evil.example/v.mp4\" poster=\"javascript:alert(1)\" onerror=alert(1)></video><audio src=x onerror=alert(1)>\n\n\
        <scr<script>ipt>alert(1)</scr</script>ipt>\n\n<![CDATA[<script>alert(1)</script>]]> <!--><script>alert(1)</script>-->\n\n\
        <a href=\"https://ok.example/\" onmouseover=\"alert(1)\" target=_blank>fine</a>\n\nthe end\n"
}

/// The ways other markups have to reach for files and scripts.
pub fn markups() -> Vec<(String, Vec<u8>)> {
    let both = "<script>alert(1)</script> <img src=x onerror=alert(1)> <a href=\"javascript:alert(1)\">x</a>";
    let pages = [
        ("Home.md", "home".to_owned()),
        (
            "a.rst",
            format!(
                "A\n=\n\n.. include:: /etc/passwd\n\n.. raw:: html\n   :file: /etc/passwd\n\n.. raw:: html\n\n   {both}\n\n\
                 .. csv-table:: x\n   :file: /etc/passwd\n\n.. image:: file:///etc/passwd\n\n`x <javascript:alert(1)>`_ {both}\n"
            ),
        ),
        (
            "b.asciidoc",
            format!(
                "= B\n\ninclude::/etc/passwd[]\n\nlink:javascript:alert(1)[x] image::file:///etc/passwd[] pass:[{both}]\n\n++++\n{both}\n++++\n"
            ),
        ),
        (
            "c.org",
            format!(
                "* C\n#+INCLUDE: \"/etc/passwd\"\n#+BEGIN_EXPORT html\n{both}\n#+END_EXPORT\n[[javascript:alert(1)][x]] [[file:/etc/passwd]] @@html:{both}@@\n"
            ),
        ),
        (
            "d.mediawiki",
            format!("[javascript:alert(1) x] [[File:/etc/passwd]] <nowiki>{both}</nowiki> {both} {{{{:d}}}}\n"),
        ),
        (
            "e.textile",
            format!("\"x\":javascript:alert(1) !javascript:alert(1)! p(#id){{background:url(javascript:1)}}. {both}\n"),
        ),
        ("f.creole", format!("[[javascript:alert(1)|x]] {{{{file:///etc/passwd|y}}}} {both}\n")),
        (
            "g.rdoc",
            format!("= G\n{{x}}[javascript:alert(1)] rdoc-image:file:///etc/passwd :include: /etc/passwd {both}\n"),
        ),
        (
            "h.pod",
            format!(
                "=head1 H\n\nL<x|javascript:alert(1)> {both}\n\n=for html {both}\n\n=begin html\n\n{both}\n\n=end html\n"
            ),
        ),
    ];
    pages.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect()
}

/// Broken TeX, TeX that reads files and TeX that never ends.
pub fn formulas() -> String {
    let formulas = [
        "\\input{/etc/passwd}".to_owned(),
        "\\include{/etc/passwd} \\openin5=/etc/passwd \\read5 to\\x \\x".to_owned(),
        "\\write18{touch /tmp/x} \\immediate\\write18{id}".to_owned(),
        "\\def\\a{\\a\\a}\\a".to_owned(),
        "\\newcommand{\\x}{\\x}\\x".to_owned(),
        "\\def\\a{x}\\def\\b{\\a\\a}\\def\\c{\\b\\b\\b\\b}\\def\\d{\\c\\c\\c\\c\\c\\c}\\d".to_owned(),
        "\\href{javascript:alert(1)}{x} \\url{file:///etc/passwd}".to_owned(),
        "\\includegraphics{file:///etc/passwd}".to_owned(),
        "\\htmlId{x}{y} \\htmlStyle{position:fixed}{z} \\class{a}{b}".to_owned(),
        "\\text{</math><script>alert(1)</script>}".to_owned(),
        "\\left( \\frac{1}{ \\begin{matrix} a & b".to_owned(),
        "}}}{{{".to_owned(),
        "#panic() \\#eval(\"1\") read(\"/etc/passwd\")".to_owned(),
        "\\rule{99999em}{99999em} \\kern99999em x".to_owned(),
        "\\".to_owned(),
        "x^".to_owned() + &"{x^".repeat(500) + &"}".repeat(500),
        "{".repeat(10_000),
        "\\sqrt".repeat(3_000),
    ];
    let mut text = String::new();
    for formula in formulas {
        let _ = write!(text, "In ${formula}$ a line.\n\n$$\n{formula}\n$$\n\n```math\n{formula}\n```\n\n");
    }
    text + "the end\n"
}

/// 300 columns, and 5,000 rows.
pub fn tables() -> Vec<Named> {
    let row = |columns: usize, cell: &str| format!("|{}\n", format!(" {cell} |").repeat(columns));
    let wide = row(300, "h") + &row(300, "---") + &row(300, "a cell").repeat(5);
    let tall = row(3, "h") + &row(3, "---") + &row(3, "a cell").repeat(5_000);
    let ragged = "<table><tr><td colspan=99999 rowspan=99999>a</td></tr><tr><td rowspan=0>b<td colspan=-1>c</table>";
    vec![
        ("wide", wide + "\nthe end\n"),
        ("tall", tall + "\nthe end\n"),
        ("ragged", format!("{ragged}\n\n{}\n\nthe end\n", ragged.repeat(20))),
    ]
}

/// A note for each of 5,000 words.
pub fn footnotes() -> String {
    let mut text = String::new();
    for number in 0..5_000 {
        let _ = write!(text, "word[^{number}] ");
    }
    text.push_str("\n\n");
    for number in 0..5_000 {
        let _ = writeln!(text, "[^{number}]: note {number}\n");
    }
    text
}
