//! Attribute lists: what stands between the square brackets of blocks and macros.

use crate::scan::is_word;

/// An attribute list, taken apart.
#[derive(Debug, Default, Clone)]
pub(super) struct AttributeList {
    /// What stands first, without the shorthand after it.
    pub style: String,
    /// `#id` or `id=`.
    pub id: Option<String>,
    /// `.role` and `role=`.
    pub roles: Vec<String>,
    /// `%option` and `options=`.
    pub options: Vec<String>,
    /// Values without a name, the first one (whole) included.
    pub positional: Vec<String>,
    /// Values with a name.
    named: Vec<(String, String)>,
}

impl AttributeList {
    /// Reads the list of a block, whose first value may be `style#id.role%option`.
    pub(super) fn of_block(text: &str) -> Self {
        let mut list = Self::of_macro(text);
        let first = list.positional.first().cloned().unwrap_or_default();
        list.shorthand(&first);
        list
    }

    /// Reads the list of a macro, whose first value is only a value.
    pub(super) fn of_macro(text: &str) -> Self {
        let mut list = Self::default();
        for part in parts(text) {
            match part {
                Part::Positional(value) => list.positional.push(value),
                Part::Named(name, value) => list.name(&name, value),
            }
        }
        list
    }

    fn name(&mut self, name: &str, value: String) {
        match name {
            "id" => self.id = Some(value),
            "role" | "roles" => self.roles.extend(value.split_whitespace().map(str::to_owned)),
            "options" | "opts" => self.options.extend(value.split(',').map(|option| option.trim().to_owned())),
            _ => self.named.push((name.to_owned(), value)),
        }
    }

    /// Takes `style#id.role%option` apart.
    pub(super) fn shorthand(&mut self, first: &str) {
        if first.contains(char::is_whitespace) && !first.starts_with(['#', '.', '%']) {
            first.clone_into(&mut self.style);
            return;
        }
        let mut kind = ' ';
        let mut begin = 0;
        let marks = first.char_indices().filter(|(_, c)| matches!(c, '#' | '.' | '%'));
        for (at, mark) in marks.chain(std::iter::once((first.len(), ' '))) {
            let value = first[begin..at].to_owned();
            begin = (at + mark.len_utf8()).min(first.len());
            match kind {
                ' ' => self.style = value,
                '#' => self.id = Some(value).filter(|id| !id.is_empty()),
                '.' => self.roles.push(value),
                _ => self.options.push(value),
            }
            kind = mark;
        }
    }

    /// A named value; of two the last.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.named.iter().rev().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The positional value number `at`, unless empty.
    pub(super) fn at(&self, at: usize) -> Option<&str> {
        self.positional.get(at).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(super) fn has_option(&self, option: &str) -> bool {
        self.options.iter().any(|other| other == option)
            || self.named.iter().any(|(n, _)| n.strip_suffix("-option") == Some(option))
    }

    /// Takes over what a further list above the same block says.
    pub(super) fn merge(&mut self, later: Self) {
        if !later.style.is_empty() {
            self.style = later.style;
        }
        if later.id.is_some() {
            self.id = later.id;
        }
        if !later.positional.is_empty() {
            self.positional = later.positional;
        }
        self.roles.extend(later.roles);
        self.options.extend(later.options);
        self.named.extend(later.named);
    }
}

enum Part {
    Positional(String),
    Named(String, String),
}

fn parts(text: &str) -> Vec<Part> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    if rest.is_empty() {
        return found;
    }
    loop {
        let name_end = rest
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '%' | '#')))
            .unwrap_or(rest.len());
        let after_name = rest[name_end..].trim_start();
        let named = name_end > 0 && after_name.starts_with('=');
        let (value, after) = value(if named { after_name[1..].trim_start() } else { rest });
        if named {
            found.push(Part::Named(rest[..name_end].to_owned(), value));
        } else {
            found.push(Part::Positional(value));
        }
        match after.strip_prefix(',') {
            Some(more) => rest = more.trim_start(),
            None => return found,
        }
    }
}

/// One value, and what follows from its comma on.
fn value(text: &str) -> (String, &str) {
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let mut inner = String::new();
        let mut escaped = false;
        for (at, c) in text.char_indices().skip(1) {
            if c == quote && !escaped {
                let after = text[at + 1..].trim_start();
                if after.is_empty() || after.starts_with(',') {
                    return (inner, after);
                }
                break;
            }
            if c == quote {
                inner.pop();
            }
            escaped = c == '\\';
            inner.push(c);
        }
    }
    let end = text.find(',').unwrap_or(text.len());
    (text[..end].trim().to_owned(), &text[end..])
}

/// Whether `id` can be one: a letter first, then letters, digits and `-:._`.
pub(super) fn is_id(id: &str) -> bool {
    let mut characters = id.chars();
    characters.next().is_some_and(|c| c.is_alphabetic() || matches!(c, '_' | ':'))
        && characters.all(|c| is_word(c) || matches!(c, '-' | ':' | '.'))
}

#[cfg(test)]
mod tests {
    use super::AttributeList;

    #[test]
    fn a_block_list_is_taken_apart() {
        let list = AttributeList::of_block("source#code.big%linenums%nowrap,ruby,title=\"a, b\",opts=\"x,y\"");
        assert_eq!(list.style, "source");
        assert_eq!(list.id.as_deref(), Some("code"));
        assert_eq!(list.roles, ["big"]);
        assert_eq!(list.options, ["x", "y", "linenums", "nowrap"]);
        assert_eq!(list.at(1), Some("ruby"));
        assert_eq!(list.get("title"), Some("a, b"));
    }

    #[test]
    fn a_macro_list_keeps_its_first_value_whole() {
        let list = AttributeList::of_macro("A picture. Of #1,100,link='x y'");
        assert_eq!(list.at(0), Some("A picture. Of #1"));
        assert_eq!(list.at(1), Some("100"));
        assert_eq!(list.get("link"), Some("x y"));
    }
}
