//! A diagram as a picture in a book, drawn or remembered from the last export.

use std::sync::Arc;

use relieur_book::memory::Memory;
use relieur_diagrams::{Undrawn, draw};

/// What the memory calls pictures.
const KIND: &str = "diagram";

/// Bytes before the alternative text: width, height and its length.
const HEAD: usize = 12;

/// A drawn diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picture {
    /// The drawing.
    pub(super) svg: Arc<[u8]>,
    /// CSS pixels across.
    pub(super) width: u32,
    /// CSS pixels down.
    pub(super) height: u32,
    /// What it shows, in the book's language.
    pub(super) alt: String,
}

impl Picture {
    /// The picture of a diagram for a book in `language`.
    pub(super) fn of((kind, source): (&str, &str), language: &str, memory: &Memory) -> Result<Self, Undrawn> {
        // Other letters are drawn by whatever font this machine has for them, and that
        // may be another one tomorrow.
        if !source.is_ascii() {
            return Self::drawn(kind, source, language);
        }
        let mut problem = None;
        let known = memory.recall(KIND, &[kind.as_bytes(), source.as_bytes(), language.as_bytes()], || {
            let drawn = Self::drawn(kind, source, language);
            drawn.map(|picture| picture.written()).map_err(|undrawn| problem = Some(undrawn)).ok()
        });
        match (known.as_deref().and_then(Self::read), problem) {
            (Some(picture), _) => Ok(picture),
            (None, Some(problem)) => Err(problem),
            (None, None) => Self::drawn(kind, source, language),
        }
    }

    fn drawn(kind: &str, source: &str, language: &str) -> Result<Self, Undrawn> {
        let drawing = draw(kind, source)?;
        let alt = drawing.subject.alt(language);
        Ok(Self { svg: drawing.svg, width: drawing.width, height: drawing.height, alt })
    }

    fn written(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEAD + self.alt.len() + self.svg.len());
        for number in [self.width, self.height, u32::try_from(self.alt.len()).unwrap_or(u32::MAX)] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(self.alt.as_bytes());
        bytes.extend_from_slice(&self.svg);
        bytes
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_at_checked(HEAD)?;
        let number = |at: usize| Some(u32::from_le_bytes(head.get(at..at + 4)?.try_into().ok()?));
        let (alt, svg) = rest.split_at_checked(number(8)? as usize)?;
        let alt = str::from_utf8(alt).ok()?.to_owned();
        Some(Self { svg: svg.into(), width: number(0)?, height: number(4)?, alt })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagram_is_the_same_the_second_time_and_a_broken_one_stays_broken() {
        let folder = tempfile::tempdir().expect("a folder");
        let memory = || Memory::of(Some(folder.path()), "wiki");
        let flow = ("mermaid", "graph TD\n a[Start] --> b[End]\n");
        let broken = ("mermaid", "flowchart TD\n a[[[ -->\n");
        let first = memory();
        let drawn = Picture::of(flow, "fr", &first).expect("a picture");
        assert!(Picture::of(broken, "fr", &first).is_err());
        first.keep().expect("written");
        assert_eq!(Picture::of(flow, "fr", &memory()), Ok(drawn.clone()));
        assert_ne!(Picture::of(flow, "en", &memory()), Ok(drawn));
        assert!(Picture::of(broken, "fr", &memory()).is_err());
    }
}
