//! A formula as a tree of MathML elements: the harmless part of what the parser made.
//!
//! Only elements and attributes of MathML's presentation part are kept, and of the
//! attributes only those that can mean nothing but a look. The order of attributes is
//! settled here, because the parser's depends on chance.

use katex::dom_tree::{DomSpan, HtmlDomNode};
use katex::mathml_tree::{MathDomNode, MathNode, MathNodeType, SpaceNode};
use katex::units::make_em;
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

/// The tree of what KaTeX understood.
pub(super) fn grow(understood: &DomSpan) -> Result<Formula, Problem> {
    let mut nodes = Vec::new();
    let mut taking = Taking { count: 0 };
    for part in &understood.children {
        let HtmlDomNode::MathML(element) = part else { return Err(broken()) };
        for child in &element.children {
            taking.take(child, 1, &mut String::new(), &mut nodes)?;
        }
    }
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

/// Takes what is kept of an element the parser made, and of all in it.
struct Taking {
    count: usize,
}

impl Taking {
    /// `text` is that of the element around `node`, `place` where elements are put.
    fn take(
        &mut self,
        node: &MathDomNode,
        depth: usize,
        text: &mut String,
        place: &mut Vec<Node>,
    ) -> Result<(), Problem> {
        match node {
            MathDomNode::Text(words) => text.push_str(&words.text),
            MathDomNode::Space(space) => place.push(self::space(space)),
            MathDomNode::Fragment(fragment) => {
                for child in &fragment.children {
                    self.take(child, depth, text, place)?;
                }
            }
            MathDomNode::Math(element) if is_dropped(element) => {}
            MathDomNode::Math(element) => {
                self.count += 1;
                if depth >= DEEPEST || self.count > MOST {
                    return Err(Problem::TooDeep);
                }
                let mut kept = self::node(element)?;
                let mut nowhere = String::new();
                let (text, inside) = match &mut kept {
                    Some(node) => (&mut node.text, &mut node.children),
                    None => (&mut nowhere, &mut *place),
                };
                for child in &element.children {
                    self.take(child, depth + 1, text, inside)?;
                }
                if let Some(mut node) = kept {
                    if !node.name.is_token() {
                        node.text.clear();
                    }
                    place.push(node);
                }
            }
        }
        Ok(())
    }
}

/// A space as the parser writes it: a letter that wide, where there is one.
fn space(space: &SpaceNode) -> Node {
    if let Some(letter) = &space.character {
        return Node { text: letter.clone(), ..Node::new(Name::Mtext) };
    }
    let mut node = Node::new(Name::Mspace);
    node.attributes.insert("width", make_em(space.width));
    node
}

/// The source once more, images, and columns that only fill the line.
fn is_dropped(element: &MathNode) -> bool {
    matches!(element.node_type, MathNodeType::Annotation | MathNodeType::Mglyph)
        || element.classes.iter().any(|class| matches!(class, "mtr-glue" | "mml-eqn-num"))
}

/// The element without what is in it, if it is one of those kept; its children are kept
/// anyway.
fn node(element: &MathNode) -> Result<Option<Node>, Problem> {
    let Some(name) = Name::of(element.node_type) else {
        return Ok(None);
    };
    let mut node = Node::new(name);
    for (key, value) in &element.attributes {
        let Some(known) = ATTRIBUTES.into_iter().find(|known| known == key) else {
            continue;
        };
        if known == "mathcolor" && value == REFUSED_COLOUR {
            return Err(Problem::Syntax("it asks for something a book does not do".to_owned()));
        }
        if let Some(value) = settled(known, value)
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
