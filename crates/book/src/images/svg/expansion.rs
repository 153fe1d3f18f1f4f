//! How large a drawing becomes once everything it repeats is written out.
//!
//! `<use>` copies an element, `<marker>` one for every corner of a line, an entity a
//! text: a few hundred bytes that repeat each other can fill the memory. So the
//! copies are counted before a single one is made.

use std::collections::HashMap;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::super::ImageProblem;

/// Bytes of XML, with every repetition written out.
const MAX_EXPANDED_BYTES: u64 = 64 * 1024 * 1024;

/// Elements inside one another; usvg calls itself for each.
const MAX_DEPTH: usize = 200;

/// `<use>` of an element that holds a `<use>`, and so on.
const MAX_USE_DEPTH: usize = 32;

/// Bytes a document type may have.
const MAX_DOCTYPE_BYTES: usize = 64 * 1024;

/// An element and what stands in it.
#[derive(Default)]
struct Measured {
    /// Bytes of its tags and text.
    bytes: u64,
    /// The ids its `<use>` elements name.
    uses: Vec<usize>,
}

#[derive(Default)]
struct Open {
    id: Option<usize>,
    is_marker: bool,
    measured: Measured,
}

#[derive(Default)]
struct Drawing {
    /// Ids by number, so that long names are kept once.
    numbers: HashMap<String, usize>,
    by_id: HashMap<usize, Measured>,
    largest_marker: u64,
    path_bytes: u64,
}

/// Refuses a drawing that is not well-formed, too deep, or too large once written out.
pub(super) fn check(xml: &str) -> Result<(), ImageProblem> {
    let mut drawing = Drawing::default();
    let mut open = vec![Open::default()];
    let mut reader = Reader::from_str(xml);
    loop {
        let event = reader.read_event().map_err(|_| ImageProblem::NotXml)?;
        let text_bytes = match &event {
            Event::Start(element) => {
                open.push(drawing.begin(element));
                if open.len() > MAX_DEPTH {
                    return Err(ImageProblem::TooComplex);
                }
                continue;
            }
            Event::Empty(element) => {
                let empty = drawing.begin(element);
                drawing.end(empty, &mut open);
                continue;
            }
            Event::End(_) => {
                if let Some(closed) = open.pop() {
                    drawing.end(closed, &mut open);
                }
                continue;
            }
            Event::DocType(declaration) => {
                check_entities(declaration, xml)?;
                continue;
            }
            Event::Text(text) => text.len(),
            Event::CData(text) => text.len(),
            Event::Eof => break,
            _ => continue,
        };
        if let Some(parent) = open.last_mut() {
            parent.measured.bytes += text_bytes as u64;
        }
    }
    if open.len() != 1 {
        return Err(ImageProblem::CutShort);
    }
    let root = open.pop().unwrap_or_default().measured;
    drawing.check_size(&root)
}

/// Entities are harmless abbreviations in what drawing programs write: short, without
/// markup, not made of one another. Anything else is refused.
fn check_entities(declaration: &str, xml: &str) -> Result<(), ImageProblem> {
    if !declaration.contains("<!ENTITY") {
        return Ok(());
    }
    let references = xml.matches('&').count() as u64;
    let made_of_others = declaration.replace("&#", "").contains('&');
    let holds_markup = declaration.matches('<').count() != declaration.matches("<!").count();
    if declaration.len() > MAX_DOCTYPE_BYTES
        || made_of_others
        || holds_markup
        || references.saturating_mul(declaration.len() as u64) > MAX_EXPANDED_BYTES
    {
        return Err(ImageProblem::TooComplex);
    }
    Ok(())
}

impl Drawing {
    fn number(&mut self, id: &str) -> usize {
        let next = self.numbers.len();
        *self.numbers.entry(id.to_owned()).or_insert(next)
    }

    fn begin(&mut self, element: &BytesStart<'_>) -> Open {
        let local_name = element.local_name();
        let name = local_name.as_ref();
        let mut opened = Open { is_marker: name == "marker", ..Open::default() };
        opened.measured.bytes = element.len() as u64;
        for attribute in element.attributes().with_checks(false).flatten() {
            match attribute.key.as_ref() {
                "id" => opened.id = Some(self.number(&attribute.value)),
                "d" | "points" => self.path_bytes += attribute.value.len() as u64,
                "href" | "xlink:href" if name == "use" => {
                    let target = attribute.value.trim().trim_start_matches('#').to_owned();
                    opened.measured.uses.push(self.number(&target));
                }
                _ => {}
            }
        }
        opened
    }

    fn end(&mut self, closed: Open, open: &mut [Open]) {
        let Open { id, is_marker, measured } = closed;
        if is_marker {
            self.largest_marker = self.largest_marker.max(measured.bytes);
        }
        if let Some(parent) = open.last_mut() {
            parent.measured.bytes += measured.bytes;
            parent.measured.uses.extend_from_slice(&measured.uses);
        }
        if let Some(id) = id {
            self.by_id.entry(id).or_insert(measured);
        }
    }

    fn check_size(&self, root: &Measured) -> Result<(), ImageProblem> {
        let mut known = HashMap::new();
        let drawn = self.expanded(root, &mut known, 0).ok_or(ImageProblem::TooComplex)?;
        // A corner takes four characters at least ("L1 2").
        let markers = self.largest_marker.saturating_mul(self.path_bytes / 4);
        if drawn.saturating_add(markers) > MAX_EXPANDED_BYTES {
            return Err(ImageProblem::TooComplex);
        }
        Ok(())
    }

    /// Bytes with every `<use>` written out; none when they lie too deep in one
    /// another or in a circle.
    fn expanded(&self, element: &Measured, known: &mut HashMap<usize, u64>, depth: usize) -> Option<u64> {
        if depth > MAX_USE_DEPTH {
            return None;
        }
        let mut bytes = element.bytes;
        for target in &element.uses {
            let copy = match (known.get(target), self.by_id.get(target)) {
                (Some(copy), _) => *copy,
                (None, Some(element)) => {
                    let copy = self.expanded(element, known, depth + 1)?;
                    known.insert(*target, copy);
                    copy
                }
                (None, None) => 0,
            };
            bytes = bytes.saturating_add(copy);
        }
        Some(bytes)
    }
}
