//! Web addresses that stand in running text.

/// The length of the address `text` begins with, without the punctuation that
/// belongs to the sentence around it; none when it begins with no address.
pub(crate) fn address_at(text: &str) -> Option<usize> {
    let scheme = ["https://", "http://", "ftp://", "ftps://", "mailto:"]
        .into_iter()
        .find(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))?;
    let length = extent(text);
    (length > scheme.len()).then_some(length)
}

/// How far an address reaches into `text`: to a space, a bracket, a quotation mark
/// or a mark of a wiki link, and not over the punctuation it ends with.
pub(crate) fn extent(text: &str) -> usize {
    // Two apostrophes are markup; to look for them behind the end would cost too much.
    let mut ends = text.char_indices().filter(|(at, c)| ends_address(*c) || text[*at..].starts_with("''"));
    let mut address = ends.next().map_or(text, |(end, _)| &text[..end]);
    let opened = address.matches('(').count();
    let mut closed = address.matches(')').count();
    while let Some(last) = address.chars().next_back() {
        let belongs = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' => false,
            ')' if closed > opened => {
                closed -= 1;
                false
            }
            _ => true,
        };
        if belongs {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    address.len()
}

fn ends_address(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '[' | ']' | '{' | '}' | '|' | '"' | '⟦' | '⟧') || {
        // Noncharacters are marks.
        ('\u{FDD0}'..='\u{FDEF}').contains(&c)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Option<&str> {
        address_at(text).map(|length| &text[..length])
    }

    #[test]
    fn addresses_end_before_the_sentence_does() {
        assert_eq!(address("http://a.b/c_d?e=f#g, and"), Some("http://a.b/c_d?e=f#g"));
        assert_eq!(address("https://a.b/(c)."), Some("https://a.b/(c)"));
        assert_eq!(address("https://a.b/c)."), Some("https://a.b/c"));
        assert_eq!(address("HTTP://a''b"), Some("HTTP://a"));
        assert_eq!(address("mailto:a@b.c"), Some("mailto:a@b.c"));
        assert_eq!(address("http://"), None);
        assert_eq!(address("httpx"), None);
    }
}
