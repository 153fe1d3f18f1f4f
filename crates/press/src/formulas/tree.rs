//! A formula as a tree of MathML elements: the harmless part of what the parser wrote.
//!
//! Only elements and attributes of MathML's presentation part are kept, and of the
//! attributes only those that can mean nothing but a look. The order of attributes is
//! settled here, because the parser's depends on chance.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use svgtypes::Color;

use super::element::{Name, Node};
use super::tidy::{in_lines, take_tag, tidy_all};
use super::{Formula, Problem, REFUSED_COLOUR};

/// Elements inside elements, no deeper than this.
const DEEPEST: usize = 400;
/// Elements that are left after tidying, no deeper than this: the engine that sets the
/// pages gives up at about twice as many.
const DEEPEST_TIDY: usize = 24;
/// Elements in one formula.
const MOST: usize = 20_000;

/// Attributes that are kept; their values are checked by [`is_harmless`].
pub(super) const ATTRIBUTES: [&str; 28] = [
    "accent",
    "accentunder",
    "columnalign",
    "columnlines",
    "columnspacing",
    "depth",
    "displaystyle",
    "fence",
    "height",
    "linebreak",
    "linethickness",
    "lspace",
    "mathbackground",
    "mathcolor",
    "mathsize",
    "mathvariant",
    "maxsize",
    "minsize",
    "notation",
    "rowlines",
    "rowspacing",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "symmetric",
    "voffset",
    "width",
];

/// The tree of what KaTeX wrote.
pub(super) fn grow(markup: &str) -> Result<Formula, Problem> {
    let nodes = parse(markup)?;
    let mut nodes = tidy_all(nodes);
    if nodes.is_empty() {
        return Err(Problem::Empty);
    }
    if nodes.iter().map(Node::depth).max().unwrap_or(0) > DEEPEST_TIDY {
        return Err(Problem::TooDeep);
    }
    let tag = take_tag(&mut nodes);
    Ok(Formula { nodes: in_lines(nodes), tag })
}

fn broken() -> Problem {
    Problem::Syntax("the parser gave nothing that can be used".to_owned())
}

fn parse(markup: &str) -> Result<Vec<Node>, Problem> {
    let mut reader = Reader::from_str(markup);
    let mut open: Vec<Option<Node>> = Vec::new();
    let mut done = Vec::new();
    let mut count = 0_usize;
    // Inside an element that is dropped with all it holds.
    let mut skipped = 0_usize;
    loop {
        match reader.read_event().map_err(|_| broken())? {
            Event::Start(element) => {
                if skipped > 0 || is_dropped(&element) {
                    skipped += 1;
                    continue;
                }
                count += 1;
                if open.len() >= DEEPEST || count > MOST {
                    return Err(Problem::TooDeep);
                }
                open.push(node(&element)?);
            }
            Event::Empty(element) if skipped == 0 && !is_dropped(&element) => {
                if let Some(node) = node(&element)? {
                    count += 1;
                    place(node, &mut open, &mut done);
                }
            }
            Event::End(_) if skipped > 0 => skipped -= 1,
            Event::End(_) => {
                if let Some(Some(node)) = open.pop() {
                    place(node, &mut open, &mut done);
                }
            }
            Event::Text(text) if skipped == 0 => {
                let text = text.xml10_content();
                push_text(&text, &mut open);
            }
            Event::GeneralRef(reference) if skipped == 0 => {
                let name = reference.xml10_content();
                let text = match &*name {
                    "amp" => "&".to_owned(),
                    "lt" => "<".to_owned(),
                    "gt" => ">".to_owned(),
                    "quot" => "\"".to_owned(),
                    "apos" => "'".to_owned(),
                    _ => reference.resolve_char_ref().ok().flatten().map(String::from).unwrap_or_default(),
                };
                push_text(&text, &mut open);
            }
            Event::Eof => return Ok(done),
            _ => {}
        }
    }
}

/// The source once more, images, and columns that only fill the line.
fn is_dropped(element: &BytesStart<'_>) -> bool {
    let is_filling = || {
        element.attributes().flatten().any(|attribute| {
            attribute.key.as_ref() == "class" && matches!(attribute.value.as_ref(), "mtr-glue" | "mml-eqn-num")
        })
    };
    matches!(element.name().as_ref(), "annotation" | "annotation-xml" | "mglyph") || is_filling()
}

/// The element, if it is one of those kept; its children are kept anyway.
fn node(element: &BytesStart<'_>) -> Result<Option<Node>, Problem> {
    let Some(name) = Name::parse(element.name().as_ref()) else {
        return Ok(None);
    };
    let mut node = Node::new(name);
    for attribute in element.attributes().flatten() {
        let Some(known) = ATTRIBUTES.into_iter().find(|known| *known == attribute.key.as_ref()) else {
            continue;
        };
        let Ok(value) = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0) else { continue };
        if known == "mathcolor" && value == REFUSED_COLOUR {
            return Err(Problem::Syntax("it asks for something a book does not do".to_owned()));
        }
        if let Some(value) = settled(known, &value)
            && belongs(known, name)
        {
            node.attributes.insert(known, value);
        }
    }
    // Sizes that add to what is there are no longer part of MathML: the parts that go
    // with them would be out of place.
    if name == Name::Mpadded && node.attribute("width") != Some("0px") {
        node.attributes.retain(|name, _| !matches!(*name, "width" | "lspace" | "height" | "depth" | "voffset"));
    }
    Ok(Some(node))
}

/// The value as it goes into the books; none for one that says nothing there.
/// MathML 3 knows sixteen names of colours where TeX knows many more, and no empty
/// lists, which a table of one column has.
fn settled(attribute: &str, value: &str) -> Option<String> {
    let value = value.trim();
    if value.is_empty() || !is_harmless(value) {
        return None;
    }
    if matches!(attribute, "mathcolor" | "mathbackground") {
        let colour: Color = value.parse().ok()?;
        return Some(format!("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue));
    }
    Some(value.to_owned())
}

/// Some attributes have a meaning on some elements only.
fn belongs(attribute: &str, name: Name) -> bool {
    match attribute {
        "width" => matches!(name, Name::Mspace | Name::Mpadded | Name::Mtable),
        "height" | "depth" => matches!(name, Name::Mspace | Name::Mpadded),
        "voffset" => name == Name::Mpadded,
        "lspace" => matches!(name, Name::Mo | Name::Mpadded),
        "linebreak" => name == Name::Mspace,
        "rspace" | "fence" | "separator" | "stretchy" | "symmetric" | "minsize" | "maxsize" => name == Name::Mo,
        "mathvariant" => name.is_token(),
        "notation" => name == Name::Menclose,
        "linethickness" => name == Name::Mfrac,
        "accent" => matches!(name, Name::Mover | Name::Munderover),
        "accentunder" => matches!(name, Name::Munder | Name::Munderover),
        "columnalign" | "columnlines" | "columnspacing" | "rowlines" | "rowspacing" => name == Name::Mtable,
        "scriptlevel" => name == Name::Mstyle,
        "displaystyle" => matches!(name, Name::Mstyle | Name::Mtable),
        "mathbackground" | "mathcolor" | "mathsize" => true,
        _ => false,
    }
}

/// Numbers, units and words: no value means anything else.
fn is_harmless(value: &str) -> bool {
    value.len() <= 200
        && value.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '.' | '-' | '#' | '%'))
}

fn place(node: Node, open: &mut [Option<Node>], done: &mut Vec<Node>) {
    match open.iter_mut().rev().flatten().next() {
        Some(parent) => parent.children.push(node),
        None => done.push(node),
    }
}

fn push_text(text: &str, open: &mut [Option<Node>]) {
    if let Some(Some(node)) = open.last_mut()
        && node.name.is_token()
    {
        node.text.push_str(text);
    }
}
