//! What KaTeX writes, made proper: it nests elements where MathML wants text, and rows
//! where there need be none.

use unicode_normalization::UnicodeNormalization;

use super::element::{Name, Node};

/// The elements in their proper form, without rows that say nothing.
pub(super) fn tidy_all(nodes: Vec<Node>) -> Vec<Node> {
    let mut tidied: Vec<Node> = Vec::with_capacity(nodes.len());
    for node in nodes {
        match tidy(node) {
            // An empty row stays: what follows it is not the first in its row.
            node if is_plain_row(&node) && !node.children.is_empty() && !has_fences(&node) => {
                tidied.extend(node.children);
            }
            node => tidied.push(node),
        }
    }
    tidied
}

/// The element with everything in it in its proper form: tokens hold only text, rows
/// are no deeper than they must be, elements have as many children as they need.
fn tidy(mut node: Node) -> Node {
    if node.name.is_token() && !node.children.is_empty() {
        // KaTeX puts elements into operators to say how much space there is around them.
        match node.children.iter().map(Node::all_text).collect::<Option<String>>() {
            Some(text) => {
                if let [only] = node.children.as_slice()
                    && (node.name != Name::Mo || only.name.is_token() && text.chars().all(char::is_alphanumeric))
                {
                    return tidy(only.clone());
                }
                node.text = text;
                node.children.clear();
            }
            None => node = Node { children: node.children, ..Node::new(Name::Mrow) },
        }
    }
    if node.name == Name::Mi || node.is("fence") {
        // As brackets, bars are other signs than as relations.
        node.text = match node.text.as_str() {
            "\u{2223}" => "|".to_owned(),
            "\u{2225}" => "\u{2016}".to_owned(),
            _ => node.text,
        };
    }
    if node.text.chars().any(|letter| ('\u{300}'..='\u{36f}').contains(&letter)) {
        // A negated sign is a sign of its own, not one with a stroke over it.
        node.text = node.text.nfc().collect();
    }
    if node.name.arity().is_some() {
        node.children = node.children.into_iter().map(tidy).collect();
        let arity = node.name.arity().unwrap_or_default();
        node.children.truncate(arity);
        while node.children.len() < arity {
            node.children.push(Node::new(Name::Mrow));
        }
        return node;
    }
    node.children = match node.name {
        Name::Mtable | Name::Mtr => node.children.into_iter().map(tidy).collect(),
        _ => tidy_all(node.children),
    };
    match node.children.as_mut_slice() {
        [_] if node.name == Name::Mrow && node.attributes.is_empty() => node.children.remove(0),
        // The inner of two styles says all the outer one does.
        [inner] if node.name == Name::Mstyle && inner.name == Name::Mstyle => {
            let mut inner = node.children.remove(0);
            for (name, value) in node.attributes {
                inner.attributes.entry(name).or_insert(value);
            }
            inner
        }
        _ => node,
    }
}

fn is_plain_row(node: &Node) -> bool {
    node.name == Name::Mrow && node.attributes.is_empty()
}

/// Whether the row is what stands between two brackets that grow with it.
fn has_fences(node: &Node) -> bool {
    node.children
        .iter()
        .any(|child| child.name == Name::Mo && child.is("fence") && child.attribute("minsize").is_none())
}

/// A formula its author broke into lines, as a table: readers know no line breaks in
/// formulas.
pub(super) fn in_lines(nodes: Vec<Node>) -> Vec<Node> {
    let breaks = |node: &Node| node.attribute("linebreak") == Some("newline");
    if !nodes.iter().any(breaks) {
        return nodes;
    }
    let mut table = Node::new(Name::Mtable);
    table.attributes.insert("columnalign", "center".to_owned());
    table.attributes.insert("rowspacing", "0.25em".to_owned());
    for line in nodes.split(breaks).filter(|line| !line.is_empty()) {
        let mut style = Node::new(Name::Mstyle);
        style.attributes.insert("displaystyle", "true".to_owned());
        style.attributes.insert("scriptlevel", "0".to_owned());
        style.children = line.to_vec();
        let cell = Node { children: vec![style], ..Node::new(Name::Mtd) };
        table.children.push(Node { children: vec![cell], ..Node::new(Name::Mtr) });
    }
    vec![table]
}

/// Takes the number of the formula out of the table KaTeX puts both into.
pub(super) fn take_tag(nodes: &mut Vec<Node>) -> Option<Vec<Node>> {
    let [table] = nodes.as_mut_slice() else { return None };
    if table.name != Name::Mtable || table.attribute("width") != Some("100%") {
        return None;
    }
    let mut cells = std::mem::take(&mut table.children).into_iter().flat_map(|row| row.children);
    let formula = cells.nth(1).map(|cell| cell.children).unwrap_or_default();
    let tag = cells.nth(1).map(|cell| cell.children).unwrap_or_default();
    *nodes = formula;
    Some(tag).filter(|tag| !tag.is_empty())
}
