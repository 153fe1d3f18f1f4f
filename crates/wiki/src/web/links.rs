//! What a page of any markup points to, found without parsing it: what looks like a
//! link is one. A place too many (in code, say) costs a question to the host; a place
//! too few would cost a page or an image.
//!
//! Reads each byte a bounded number of times, whatever the text.

use std::ops::Range;

/// Longer than any link in a wiki; what is longer is no link.
const LONGEST: usize = 2_000;

/// A link as it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// What it says it leads to.
    pub target: String,
    /// Whether the target is a page's name or path as people write it; otherwise it is
    /// an address, with `%`, `?` and `#` in their special meanings.
    pub is_name: bool,
}

/// Everything in `text` that looks like a link.
pub(super) fn links(text: &str) -> Vec<Link> {
    let mut found = Finder { text, at: 0, links: Vec::new(), closings: Default::default() };
    while let Some(next) = found.next_start() {
        found.at = next;
        let end = found.link_here().unwrap_or(next + 1);
        found.at = end.max(next + 1);
    }
    found.links
}

struct Finder<'t> {
    text: &'t str,
    at: usize,
    links: Vec<Link>,
    /// The next `]]`, `}}` and `>`, each looked for once.
    closings: [Closing; 3],
}

#[derive(Default, Clone, Copy)]
enum Closing {
    #[default]
    Unknown,
    At(usize),
    Never,
}

impl Finder<'_> {
    /// The next byte a link can begin or turn at.
    fn next_start(&self) -> Option<usize> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let found = rest.iter().position(|byte| matches!(byte, b'[' | b']' | b'{' | b'<' | b':' | b'=' | b'!'))?;
        Some(self.at + found)
    }

    /// Takes the link at this place, if there is one; says where it ends.
    fn link_here(&mut self) -> Option<usize> {
        let rest = &self.text[self.at..];
        match rest.as_bytes()[0] {
            b'[' if rest.starts_with("[[") => self.between_brackets(),
            b']' if rest.starts_with("](") => Some(self.address(self.at + 2)),
            b']' if rest.starts_with("]:") => Some(self.address(self.skip_blanks(self.at + 2))),
            b'{' if rest.starts_with("{{") => self.between_braces(),
            b'<' => self.rst_target(),
            b'=' => self.attribute(),
            b'!' => self.textile_image(),
            b':' => self.after_colon(),
            _ => None,
        }
    }

    /// `[[Page]]`, `[[Text|Page]]`, `[[image.png|alt=…]]`, `[[target][text]]` of Org.
    fn between_brackets(&mut self) -> Option<usize> {
        let inside = self.until(0, "]]", self.at + 2)?;
        let text = &self.text[inside.clone()];
        if let Some((target, _)) = text.split_once("][") {
            self.push(target.strip_prefix("file:").unwrap_or(target), false);
        } else {
            for part in text.split('|').take(2) {
                let part = part.trim();
                let name = ["File:", "Image:", "Media:", ":"].iter().find_map(|prefix| part.strip_prefix(prefix));
                self.push(name.unwrap_or(part), true);
            }
        }
        Some(inside.end + 2)
    }

    /// `{{image.png|text}}` of Creole.
    fn between_braces(&mut self) -> Option<usize> {
        let inside = self.until(1, "}}", self.at + 2)?;
        let target = self.text[inside.clone()].split('|').next().unwrap_or_default().trim();
        self.push(target, true);
        Some(inside.end + 2)
    }

    /// `` `text <target>`_ `` of reStructuredText.
    fn rst_target(&mut self) -> Option<usize> {
        let inside = self.until(2, ">", self.at + 1)?;
        if self.text[inside.end..].starts_with(">`_") {
            self.push(&self.text[inside.clone()], false);
            return Some(inside.end + 3);
        }
        None
    }

    /// `href="…"` and `src="…"` of HTML.
    fn attribute(&mut self) -> Option<usize> {
        let before = self.text.as_bytes().get(..self.at)?;
        let named = ["href", "src"].iter().any(|name| {
            before.len() > name.len() && before[before.len() - name.len()..].eq_ignore_ascii_case(name.as_bytes())
        });
        let begin = self.at + 1;
        let quote = *self.text.as_bytes().get(begin)?;
        if !named || !matches!(quote, b'"' | b'\'') {
            return None;
        }
        let inside = self.run(begin + 1, |byte| byte != quote && byte != b'\n');
        let target = self.text[inside.clone()].replace("&amp;", "&");
        self.push(&target, false);
        Some(inside.end + 1)
    }

    /// `!image.png!` of Textile.
    fn textile_image(&mut self) -> Option<usize> {
        let inside = self.run(self.at + 1, |byte| byte.is_ascii_graphic() && byte != b'!' || byte >= 0x80);
        let target = &self.text[inside.clone()];
        if target.contains('.') && self.text[inside.end..].starts_with('!') {
            self.push(target, false);
            return Some(inside.end);
        }
        None
    }

    /// Addresses in full, `"text":target` of Textile, `link:target[…]` and
    /// `image::target[…]` of AsciiDoc, `.. image:: target` of reStructuredText.
    fn after_colon(&mut self) -> Option<usize> {
        let (before, after) = (&self.text[..self.at], &self.text[self.at + 1..]);
        if after.starts_with("//") {
            let scheme = ["https", "http"].into_iter().find(|scheme| before.ends_with(scheme))?;
            let inside = self.run(self.at, |byte| byte > b' ' && !matches!(byte, b'<' | b'>' | b'"' | b'\'' | b'|'));
            let address = self.text[self.at - scheme.len()..inside.end].trim_end_matches(['.', ',', ';', '!', ']']);
            self.push(without_closing(address), false);
            return Some(inside.end);
        }
        if before.ends_with('"') {
            let inside = self.run(self.at + 1, |byte| byte > b' ');
            self.push(self.text[inside.clone()].trim_end_matches(['.', ',', ';', '!', ')']), false);
            return Some(inside.end);
        }
        if ["link", "image", "xref", "figure"].iter().any(|name| before.ends_with(name)) {
            let begin = if after.starts_with(':') { self.skip_blanks(self.at + 2) } else { self.at + 1 };
            let inside = self.run(begin, |byte| byte > b' ' && byte != b'[');
            self.push(&self.text[inside.clone()], false);
            return Some(inside.end);
        }
        None
    }

    /// A target of Markdown at `begin`: between `<` and `>`, or up to a blank or the
    /// parenthesis that was not opened in it.
    fn address(&mut self, begin: usize) -> usize {
        if self.text[begin..].starts_with('<') {
            let inside = self.run(begin + 1, |byte| byte != b'>' && byte != b'\n');
            self.push(&self.text[inside.clone()], false);
            return inside.end;
        }
        let mut open = 0_usize;
        let inside = self.run(begin, |byte| {
            match byte {
                b'(' => open += 1,
                b')' if open == 0 => return false,
                b')' => open -= 1,
                _ => {}
            }
            byte > b' '
        });
        self.push(&self.text[inside.clone()], false);
        inside.end
    }

    fn push(&mut self, target: &str, is_name: bool) {
        let target = target.trim();
        if !target.is_empty() && !target.starts_with('#') && target.len() <= LONGEST {
            self.links.push(Link { target: target.to_owned(), is_name });
        }
    }

    fn skip_blanks(&self, from: usize) -> usize {
        self.run(from, |byte| byte == b' ' || byte == b'\t').end
    }

    /// The bytes from `from` on that `belongs` takes, no more than a link may have.
    /// Ends between characters.
    fn run(&self, from: usize, mut belongs: impl FnMut(u8) -> bool) -> Range<usize> {
        let bytes = self.text.as_bytes();
        let most = bytes.len().min(from.saturating_add(LONGEST));
        let mut end = (from..most).find(|at| !belongs(bytes[*at])).unwrap_or(most.max(from));
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        from..end
    }

    /// What lies between `from` and the next `closing`, when that is near.
    fn until(&mut self, kind: usize, closing: &str, from: usize) -> Option<Range<usize>> {
        if let Closing::At(at) = self.closings[kind]
            && at < from
        {
            self.closings[kind] = Closing::Unknown;
        }
        if let Closing::Unknown = self.closings[kind] {
            let found = self.text[from..].find(closing);
            self.closings[kind] = found.map_or(Closing::Never, |found| Closing::At(from + found));
        }
        let Closing::At(end) = self.closings[kind] else { return None };
        let near = end - from <= LONGEST && !self.text[from..end].contains('\n');
        near.then_some(from..end)
    }
}

/// `address` without a parenthesis at its end that was opened before it.
fn without_closing(address: &str) -> &str {
    let opened = address.matches('(').count();
    let closed = address.matches(')').count();
    if closed > opened { address.trim_end_matches(')') } else { address }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    fn targets(text: &str) -> Vec<String> {
        links(text).into_iter().map(|link| link.target).collect()
    }

    #[test]
    fn links_between_brackets_give_both_of_their_halves() {
        let found = links("[[Home]] and [[How to write|Writing Pages#tables]], [[logo.png|alt=The logo]]");
        assert!(found.iter().all(|link| link.is_name));
        let targets: Vec<_> = found.iter().map(|link| link.target.as_str()).collect();
        assert_eq!(targets, ["Home", "How to write", "Writing Pages#tables", "logo.png", "alt=The logo"]);
    }

    #[test]
    fn links_of_markdown_and_html_are_addresses() {
        let text =
            "[a](Page_(x) \"title\"), ![b](<i/b c.png>)\n[ref]: Other-Page\n<a href=\"C?a&amp;b\"><img src='d.png'>";
        assert_eq!(targets(text), ["Page_(x)", "i/b c.png", "Other-Page", "C?a&b", "d.png"]);
        assert!(links(text).iter().all(|link| !link.is_name));
    }

    #[test]
    fn addresses_in_full_are_found_in_plain_text() {
        let text = "See https://github.com/o/r/wiki/A_(b). Or (https://x.example/y), or <http://z.example>";
        assert_eq!(targets(text), ["https://github.com/o/r/wiki/A_(b)", "https://x.example/y", "http://z.example"]);
    }

    #[test]
    fn every_markup_has_its_links() {
        assert_eq!(targets("link:Other.adoc[see] image::pics/a.png[A]"), ["Other.adoc", "pics/a.png"]);
        assert_eq!(targets("\"Text\":Some-Page, !pic.png!"), ["Some-Page", "pic.png"]);
        assert_eq!(targets("`Text <Page-Of-Rst>`_\n.. image:: a.png\n"), ["Page-Of-Rst", "a.png"]);
        assert_eq!(targets("[[File:a.png|thumb]] {{b.png|B}}"), ["a.png", "thumb", "b.png"]);
        assert_eq!(targets("[[file:c.org][C]]"), ["c.org"]);
    }

    #[test]
    fn text_without_links_has_none() {
        assert_eq!(targets("a < b, x = 1: no! [not a link] [[open\nend]] é: “ü”"), Vec::<String>::new());
    }

    #[test]
    fn no_text_is_too_odd() {
        const PIECES: [&str; 20] = [
            "[[", "]]", "](", "]:", "|", "<", ">`_", "{{", "}}", "src=\"", "\"", "http", "://", "link:", "é", "手",
            "\n", " ", "!", "a.png",
        ];
        let mut random = fastrand::Rng::with_seed(7);
        for _ in 0..2_000 {
            let text: String = (0..40).map(|_| PIECES[random.usize(..PIECES.len())]).collect();
            for link in links(&text) {
                assert!(text.replace("&amp;", "&").contains(&link.target), "{link:?} is not in {text:?}");
            }
        }
        let long = format!("src=\"{}é\" [[Page]]", "x".repeat(LONGEST - 1));
        assert!(targets(&long).contains(&"Page".to_owned()));
    }

    #[test]
    fn no_text_takes_long() {
        let began = Instant::now();
        for piece in ["[[", "](", "<", "{{", "[](", "!", "src=\"", "]:", "https://", "\":", "é[["] {
            links(&piece.repeat(1_000_000 / piece.len()));
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    }
}
