//! The words a diagram is known by.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::kinds::{body, front_matter};

/// Labels that make up a description.
const MOST_LABELS: usize = 6;

/// Characters a description may have.
const MOST_CHARACTERS: usize = 160;

/// The description or the title the author gave (`accDescr`, `accTitle`, `title`), or
/// else the first labels of the drawing.
pub(super) fn of(source: &str, svg: &str) -> Vec<String> {
    given(source).map_or_else(|| first_labels(svg), |title| vec![title])
}

fn given(source: &str) -> Option<String> {
    let (front, _) = front_matter(source);
    let body = body(source);
    let lines = || body.lines().map(str::trim);
    let after = |line: &str, word: &str| -> Option<String> {
        let rest = line.strip_prefix(word)?;
        let rest = rest.strip_prefix(':').or_else(|| rest.strip_prefix([' ', '\t']))?;
        let rest = rest.trim().trim_matches(['"', '\'']).trim();
        (!rest.is_empty()).then(|| shortened(rest))
    };
    let accessible = lines().find_map(|line| after(line, "accTitle"));
    let described = || lines().find_map(|line| after(line, "accDescr"));
    let titled = || front.lines().find_map(|line| after(line.trim_end(), "title"));
    let in_body = || lines().find_map(|line| after(line.strip_prefix("pie ").unwrap_or(line).trim_start(), "title"));
    accessible.or_else(described).or_else(titled).or_else(in_body)
}

/// What stands on the shapes, and only then what stands on the lines between them.
fn first_labels(svg: &str) -> Vec<String> {
    let mut labels = Labels::default();
    let mut reader = Reader::from_str(svg);
    while labels.on_shapes.len() < MOST_LABELS {
        match reader.read_event() {
            Ok(Event::Start(element)) => labels.open(&element),
            Ok(Event::End(_)) => labels.close(),
            Ok(Event::Text(text)) if labels.depth > 0 => labels.words.push_str(&text),
            Ok(Event::GeneralRef(reference)) if labels.depth > 0 => {
                let entity = format!("&{};", &*reference);
                labels.words.push_str(&quick_xml::escape::unescape(&entity).unwrap_or_default());
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    let Labels { mut on_shapes, on_lines, .. } = labels;
    on_shapes.extend(on_lines);
    let mut length = 0;
    on_shapes
        .into_iter()
        .take(MOST_LABELS)
        .take_while(|label| {
            let is_first = length == 0;
            length += label.chars().count();
            is_first || length <= MOST_CHARACTERS
        })
        .collect()
}

#[derive(Default)]
struct Labels {
    on_shapes: Vec<String>,
    on_lines: Vec<String>,
    /// Elements open, from the one that holds a label inwards.
    depth: u32,
    is_on_line: bool,
    words: String,
}

impl Labels {
    fn open(&mut self, element: &BytesStart<'_>) {
        let name = element.local_name();
        // merman draws the lines of one label as texts of one such group.
        let holds = |attribute: &str, word: &str| {
            element.try_get_attribute(attribute).ok().flatten().is_some_and(|found| found.value.contains(word))
        };
        if self.depth > 0 || name.as_ref() == "text" || name.as_ref() == "g" && holds("id", "foreignobject-label") {
            self.depth += 1;
            self.is_on_line |= holds("data-merman-source-classes", "edgeLabel") || holds("class", "edgeLabel");
        }
    }

    fn close(&mut self) {
        if self.depth == 0 {
            return;
        }
        self.depth -= 1;
        self.words.push(' ');
        if self.depth == 0 {
            let label = shortened(&self.words.split_whitespace().collect::<Vec<_>>().join(" "));
            let labels = if self.is_on_line { &mut self.on_lines } else { &mut self.on_shapes };
            if labels.len() < MOST_LABELS && label.chars().any(char::is_alphanumeric) && !labels.contains(&label) {
                labels.push(label);
            }
            self.words.clear();
            self.is_on_line = false;
        }
    }
}

fn shortened(words: &str) -> String {
    match words.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => format!("{}…", words[..end].trim_end()),
        None => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_authors_own_words_come_first() {
        assert_eq!(of("graph TD\n accTitle: How it flows\n a-->b", ""), ["How it flows"]);
        assert_eq!(of("---\ntitle: \"A plan\"\n---\ngantt\n title Another", ""), ["A plan"]);
        assert_eq!(of("pie title Pets\n \"Dogs\": 3", ""), ["Pets"]);
        assert_eq!(of("gantt\n  title Plan B\n", ""), ["Plan B"]);
    }

    #[test]
    fn else_the_first_labels_are_taken() {
        let svg = "<svg><style>x</style><text>A &amp; B</text><text><tspan>two</tspan><tspan>lines</tspan></text>\
                   <text>A &amp; B</text><text>→</text></svg>";
        assert_eq!(of("graph TD\n a-->b", svg), ["A & B", "two lines"]);
    }

    #[test]
    fn shapes_come_before_lines_and_a_label_is_one_label() {
        let svg = "<svg><g id='a-foreignobject-label-0'><text class='edgeLabel'>yes</text></g>\
                   <g id='a-foreignobject-label-1'><text>Start</text><text>here</text></g></svg>";
        assert_eq!(of("graph TD\n a-->b", svg), ["Start here", "yes"]);
    }

    #[test]
    fn a_long_title_is_cut() {
        let title = "x".repeat(500);
        let words = of(&format!("graph TD\n accTitle: {title}\n"), "");
        assert_eq!(words[0].chars().count(), MOST_CHARACTERS + 1);
    }
}
