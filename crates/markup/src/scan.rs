//! Going through text from mark to mark, once; text put aside meanwhile.

/// What to do at a mark.
pub(crate) enum Step {
    /// Nothing here; look again after the mark's first character.
    Pass,
    /// Nothing here, and nothing in the rest of the text either.
    Stop,
    /// The text from `start` to `end` becomes `with`.
    Replace { start: usize, end: usize, with: String },
}

/// Replaces in `text` what `look` says, at each place where one of `marks` stands.
/// `look` gets the mark's position and the position before which all is settled.
///
/// It takes linear time as long as `look` answers `Stop` when it searched the rest of
/// the text in vain.
pub(crate) fn rewrite(text: &str, marks: &[&str], mut look: impl FnMut(usize, usize) -> Step) -> String {
    let mut out = String::new();
    let (mut settled, mut at) = (0, 0);
    let mut next: Vec<Option<usize>> = marks.iter().map(|mark| text.find(mark)).collect();
    loop {
        for (place, mark) in next.iter_mut().zip(marks) {
            if place.is_some_and(|place| place < at) {
                *place = text[at..].find(mark).map(|found| at + found);
            }
        }
        let Some(here) = next.iter().flatten().copied().min() else { break };
        at = here + text[here..].chars().next().map_or(1, char::len_utf8);
        match look(here, settled) {
            Step::Pass => {}
            Step::Stop => break,
            Step::Replace { start, end, with } => {
                out.push_str(&text[settled..start]);
                out.push_str(&with);
                settled = end;
                at = end.max(at);
            }
        }
    }
    if settled == 0 {
        return text.to_owned();
    }
    out.push_str(&text[settled..]);
    out
}

/// Where the bracket that was opened before `from` closes; `\]` does not close it.
pub(crate) fn bracket_end(text: &str, from: usize) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.as_bytes()[from..].iter().enumerate() {
        if *byte == b']' && !escaped {
            return Some(from + at);
        }
        escaped = *byte == b'\\';
    }
    None
}

/// Finds the next of some characters for places further and further on; the text is
/// gone through only once.
pub(crate) struct Next<F> {
    matches: F,
    asked: usize,
    found: Option<usize>,
}

impl<F: Fn(char) -> bool> Next<F> {
    pub(crate) fn new(matches: F) -> Self {
        Self { matches, asked: usize::MAX, found: None }
    }

    /// The first place from `from` on.
    pub(crate) fn at(&mut self, text: &str, from: usize) -> Option<usize> {
        let known = self.asked <= from && self.found.is_none_or(|found| found >= from);
        if !known {
            self.asked = from;
            self.found = text[from..].find(&self.matches).map(|found| from + found);
        }
        self.found
    }
}

/// `text` from `from` on, but no more than about `most` bytes of it.
pub(crate) fn window(text: &str, from: usize, most: usize) -> &str {
    let mut end = from.saturating_add(most).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    &text[from..end]
}

/// What stood between brackets, without the escapes.
pub(crate) fn unescaped(text: &str) -> String {
    text.trim().replace("\\]", "]")
}

/// `text` folded into one line.
pub(crate) fn folded(text: &str) -> String {
    text.trim().replace('\n', " ")
}

pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The character before `at`.
pub(crate) fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

/// The character at `at`.
pub(crate) fn after(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

/// Text put aside while passes go over the rest. It leaves a slot there: its number
/// between two NUL characters.
#[derive(Debug, Default)]
pub(crate) struct Slots(Vec<String>);

impl Slots {
    /// Puts `html` aside, with what its own slots hold, and gives the slot.
    pub(crate) fn put(&mut self, html: &str) -> String {
        let html = self.filled(html);
        self.0.push(html);
        format!("\0{}\0", self.0.len() - 1)
    }

    /// `text` with the slots' content back in place.
    pub(crate) fn filled(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(open) = rest.find('\0') {
            out.push_str(&rest[..open]);
            let Some(length) = rest[open + 1..].find('\0') else {
                rest = &rest[open + 1..];
                break;
            };
            let inner = &rest[open + 1..open + 1 + length];
            match inner.parse::<usize>().ok().and_then(|number| self.0.get(number)) {
                Some(html) => out.push_str(html),
                // A mark of the document's own, such as a cross reference.
                None => out.push_str(&rest[open..open + length + 2]),
            }
            rest = &rest[open + length + 2..];
        }
        out.push_str(rest);
        out
    }
}
