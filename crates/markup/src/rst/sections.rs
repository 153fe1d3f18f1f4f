//! Section titles and transitions.

use unicode_width::UnicodeWidthStr;

use super::Reader;
use super::lines::adornment;
use super::tree::Block;

/// Shorter adornments only count when they are as long as the title.
const SURELY_MEANT: usize = 4;

impl Reader {
    /// A title or a transition at the head of `lines`, and how many lines it takes.
    /// Where sections cannot be (`top` is false) there are only transitions.
    pub(super) fn section(&mut self, lines: &[&str], top: bool) -> Option<(Block, usize)> {
        let first = *lines.first()?;
        let second = lines.get(1).copied().unwrap_or("");
        if let Some(mark) = adornment(first) {
            if second.is_empty() {
                return (first.len() >= SURELY_MEANT).then_some((Block::Rule, 1));
            }
            let title = second.trim();
            let fits = lines.get(2) == Some(&first) && adornment(second).is_none();
            let long_enough = first.len() >= SURELY_MEANT || first.len() >= second.width();
            return (top && fits && long_enough).then(|| (self.heading(title, (mark, true)), 3));
        }
        if !top || first.starts_with(' ') {
            return None;
        }
        let mark = adornment(second)?;
        let long_enough = second.len() >= SURELY_MEANT || second.len() >= first.width();
        long_enough.then(|| (self.heading(first, (mark, false)), 2))
    }

    fn heading(&mut self, title: &str, style: (char, bool)) -> Block {
        let level = match self.styles.iter().position(|known| *known == style) {
            Some(level) => level,
            None if self.level == self.styles.len() => {
                self.styles.push(style);
                self.level
            }
            // docutils refuses a new style here; its title is best taken as the next level's.
            None => self.level,
        };
        self.level = level + 1;
        let content = self.inlines(title);
        let text = super::references::plain(&content);
        let id = self.id(&text);
        self.implicit_name(&text, &id);
        Block::Heading { level: level + 1, id, content }
    }
}
