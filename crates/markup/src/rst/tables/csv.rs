//! Comma-separated values, as far as `csv-table` has them: any single characters may
//! quote, separate and escape.

/// How the values are written.
pub(super) struct Dialect {
    pub delimiter: char,
    pub quote: char,
    pub escape: Option<char>,
    pub keeps_space: bool,
}

/// The rows in `text`.
pub(super) fn rows(text: &str, dialect: &Dialect) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut value = String::new();
    let (mut quoted, mut fresh) = (false, true);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if Some(c) == dialect.escape {
            value.extend(chars.next());
            fresh = false;
        } else if quoted {
            if c != dialect.quote {
                value.push(c);
            } else if dialect.escape.is_none() && chars.peek() == Some(&dialect.quote) {
                // A doubled quote is one.
                value.extend(chars.next());
            } else {
                quoted = false;
            }
        } else if c == dialect.delimiter {
            row.push(std::mem::take(&mut value));
            fresh = true;
        } else if c == '\n' {
            if !row.is_empty() || !fresh {
                row.push(std::mem::take(&mut value));
                rows.push(std::mem::take(&mut row));
            }
            fresh = true;
        } else if c == dialect.quote && fresh {
            quoted = true;
            fresh = false;
        } else if !(c == ' ' && fresh && !dialect.keeps_space) {
            value.push(c);
            fresh = false;
        }
    }
    if !row.is_empty() || !fresh || !value.is_empty() {
        row.push(value);
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_keep_commas_and_lines() {
        let dialect = Dialect { delimiter: ',', quote: '"', escape: None, keeps_space: false };
        assert_eq!(rows("a, \"b, \"\"c\"\"\nd\"\n\n,e\n", &dialect), [vec!["a", "b, \"c\"\nd"], vec!["", "e"]]);
        let dialect = Dialect { delimiter: '\t', quote: '\'', escape: Some('\\'), keeps_space: true };
        assert_eq!(rows("a\t 'b\\'", &dialect), [["a", " 'b'"]]);
    }
}
