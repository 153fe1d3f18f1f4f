//! Ids of the page's places.

use unicode_normalization::UnicodeNormalization;

use super::Reader;

impl Reader {
    /// An id for something called `name`, as docutils would make it
    /// (`nodes.make_id`), and not given before.
    pub(super) fn id(&mut self, name: &str) -> String {
        let id = id_of(name);
        if !id.is_empty() && self.ids.insert(id.clone()) {
            return id;
        }
        loop {
            self.next_id += 1;
            let id = format!("id{}", self.next_id);
            if self.ids.insert(id.clone()) {
                return id;
            }
        }
    }
}

fn id_of(name: &str) -> String {
    let mut id = String::new();
    for c in name.to_lowercase().nfkd() {
        match c {
            'ß' => id.push_str("sz"),
            'æ' => id.push_str("ae"),
            'œ' => id.push_str("oe"),
            'ø' => id.push('o'),
            'ł' => id.push('l'),
            'đ' => id.push('d'),
            'ı' => id.push('i'),
            c if c.is_ascii_lowercase() || c.is_ascii_digit() => id.push(c),
            c if c.is_ascii() && !id.ends_with('-') => id.push('-'),
            _ => {}
        }
    }
    id.trim_start_matches(|c: char| c == '-' || c.is_ascii_digit()).trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_docutils_ids() {
        assert_eq!(id_of("What is it  (good) for?"), "what-is-it-good-for");
        assert_eq!(id_of("2. Über_uns"), "uber-uns");
        assert_eq!(id_of("Введение"), "");
    }
}
