//! The fragments GitHub gives to headings.
//!
//! Rules (github/docs, "Section links"; html-pipeline's table of contents filter):
//! lower case, only letters, marks, digits, `_`, `-` and spaces are kept, spaces
//! become hyphens, repeated ones get `-1`, `-2`.

use comrak::Anchorizer;

/// Gives fragments to the headings of one page.
#[derive(Debug, Default)]
pub struct Slugger(Anchorizer);

impl Slugger {
    /// The fragment of the next heading that says `text`.
    pub fn next(&mut self, text: &str) -> String {
        self.0.anchorize(&collapsed(text))
    }
}

/// The fragment of the first heading that says `text`.
pub(crate) fn slug_of(text: &str) -> String {
    Slugger::default().next(text)
}

fn collapsed(text: &str) -> String {
    text.trim().replace(['\n', '\r', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_are_githubs() {
        let mut slugger = Slugger::default();
        assert_eq!(slugger.next("What's new in C++ / 2.0?"), "whats-new-in-c--20");
        assert_eq!(slugger.next("Überblick_1 & mehr"), "überblick_1--mehr");
        assert_eq!(slugger.next("安装"), "安装");
        assert_eq!(slugger.next("Setup"), "setup");
        assert_eq!(slugger.next("Setup"), "setup-1");
        assert_eq!(slugger.next("setup"), "setup-2");
    }
}
