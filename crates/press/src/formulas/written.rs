//! Formulas for the memory, in as few bytes as is simple.
//!
//! An element is its name and attributes by their numbers, its text and its children;
//! counts and lengths have two bytes.

use super::Formula;
use super::element::{Name, Node};
use super::tree::ATTRIBUTES;

/// The formula in bytes; none for one that is too large for the form.
pub(super) fn bytes(formula: &Formula) -> Option<Vec<u8>> {
    let mut out = vec![u8::from(formula.tag.is_some())];
    nodes(&formula.nodes, &mut out)?;
    formula.tag.as_ref().map_or(Some(()), |tag| nodes(tag, &mut out))?;
    Some(out)
}

/// What [`bytes`] wrote; none for anything else.
pub(super) fn formula(bytes: &[u8]) -> Option<Formula> {
    let mut rest = bytes;
    let has_tag = *split(&mut rest, 1)?.first()? == 1;
    let nodes = read_nodes(&mut rest)?;
    let tag = if has_tag { Some(read_nodes(&mut rest)?) } else { None };
    rest.is_empty().then_some(Formula { nodes, tag })
}

fn nodes(nodes: &[Node], out: &mut Vec<u8>) -> Option<()> {
    count(nodes.len(), out)?;
    for node in nodes {
        out.push(number(Name::ALL.iter().position(|name| *name == node.name)?)?);
        out.push(number(node.attributes.len())?);
        for (name, value) in &node.attributes {
            out.push(number(ATTRIBUTES.iter().position(|known| known == name)?)?);
            text(value, out)?;
        }
        text(&node.text, out)?;
        self::nodes(&node.children, out)?;
    }
    Some(())
}

fn read_nodes(rest: &mut &[u8]) -> Option<Vec<Node>> {
    let count = read_count(rest)?;
    (0..count).map(|_| read_node(rest)).collect()
}

fn read_node(rest: &mut &[u8]) -> Option<Node> {
    let [name, attributes] = *split(rest, 2)? else { return None };
    let mut node = Node::new(*Name::ALL.get(usize::from(name))?);
    for _ in 0..attributes {
        let name = *ATTRIBUTES.get(usize::from(*split(rest, 1)?.first()?))?;
        node.attributes.insert(name, read_text(rest)?);
    }
    node.text = read_text(rest)?;
    node.children = read_nodes(rest)?;
    Some(node)
}

fn text(text: &str, out: &mut Vec<u8>) -> Option<()> {
    count(text.len(), out)?;
    out.extend_from_slice(text.as_bytes());
    Some(())
}

fn read_text(rest: &mut &[u8]) -> Option<String> {
    let length = read_count(rest)?;
    String::from_utf8(split(rest, length)?.to_vec()).ok()
}

fn number(number: usize) -> Option<u8> {
    u8::try_from(number).ok()
}

fn count(count: usize, out: &mut Vec<u8>) -> Option<()> {
    out.extend_from_slice(&u16::try_from(count).ok()?.to_le_bytes());
    Some(())
}

fn read_count(rest: &mut &[u8]) -> Option<usize> {
    Some(usize::from(u16::from_le_bytes(split(rest, 2)?.try_into().ok()?)))
}

fn split<'a>(rest: &mut &'a [u8], at: usize) -> Option<&'a [u8]> {
    let (front, back) = rest.split_at_checked(at)?;
    *rest = back;
    Some(front)
}
