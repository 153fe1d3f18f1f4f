//! Looking ahead without reading the same text twice.

/// Finds the next place where something stands, for a reader that moves forward.
/// The answer is kept until the reader has passed it, so that however often it is
/// asked, each byte is looked at once.
pub(crate) struct Ahead<'t> {
    text: &'t str,
    needle: &'static str,
    known: Known,
}

/// What the last search found.
enum Known {
    Nothing,
    Place(usize),
    NoMore,
}

impl<'t> Ahead<'t> {
    /// Looks for `needle` in `text`.
    pub(crate) fn new(text: &'t str, needle: &'static str) -> Self {
        Self { text, needle, known: Known::Nothing }
    }

    /// Where the next one stands, at or after `from`. Asked for an earlier place
    /// than the last time, it may answer with a later one than the next.
    pub(crate) fn next(&mut self, from: usize) -> Option<usize> {
        self.next_where(from, |_| true)
    }

    /// As [`Ahead::next`], but only where `fits` agrees; it has to agree to the
    /// same places each time.
    pub(crate) fn next_where(&mut self, from: usize, fits: impl Fn(usize) -> bool) -> Option<usize> {
        match self.known {
            Known::Place(place) if place >= from => return Some(place),
            Known::NoMore => return None,
            _ => {}
        }
        let mut start = from;
        let found = loop {
            let Some(at) = self.text.get(start..).and_then(|rest| rest.find(self.needle)) else { break None };
            if fits(start + at) {
                break Some(start + at);
            }
            // One character on; the needle's first is ASCII.
            start += at + 1;
        };
        self.known = found.map_or(Known::NoMore, Known::Place);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_place_is_found_and_kept() {
        let mut ahead = Ahead::new("a--b--c", "--");
        assert_eq!(ahead.next(0), Some(1));
        assert_eq!(ahead.next(1), Some(1));
        assert_eq!(ahead.next(2), Some(4));
        assert_eq!(ahead.next(5), None);
        assert_eq!(ahead.next(7), None);
        assert_eq!(Ahead::new("a*b *", "*").next_where(0, |at| at > 1), Some(4));
    }
}
