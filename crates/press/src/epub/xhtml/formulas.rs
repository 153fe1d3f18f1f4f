//! Formulas: MathML, which readers set like the text around it, and can read aloud.

use codex::styling::{MathStyle, MathVariant, to_style};

use super::Page;
use crate::epub::xml::Attribute;
use crate::formulas::{Formula, Name, Node, warning};

impl Page<'_> {
    /// A formula; its source, as text, where it is not understood.
    pub(super) fn math(&mut self, tex: &str, displayed: bool) {
        match self.formulas.get(tex, displayed) {
            Ok(formula) => self.formula(formula, tex, displayed),
            Err(problem) => {
                let warning = warning(self.path, tex, problem);
                if !self.warnings.contains(&warning) {
                    self.warnings.push(warning);
                }
                let class = if displayed { "math display" } else { "math" };
                self.xml.element("code", &[("class", class), ("dir", "ltr")], tex.trim());
            }
        }
    }

    fn formula(&mut self, formula: &Formula, tex: &str, displayed: bool) {
        self.has_mathml = true;
        let tex: String = tex.split_whitespace().collect::<Vec<_>>().join(" ");
        let display = if displayed { "block" } else { "inline" };
        let attributes = [
            ("xmlns", "http://www.w3.org/1998/Math/MathML"),
            ("display", display),
            ("dir", "ltr"),
            ("alttext", tex.as_str()),
        ];
        self.xml.open("math", &attributes);
        self.nodes(&formula.nodes);
        if let Some(tag) = &formula.tag {
            self.xml.empty("mspace", &[("width", "2em")]);
            self.nodes(tag);
        }
        self.xml.close();
    }

    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.node(node);
        }
    }

    fn matrix(&mut self, table: &Node, attributes: &[Attribute<'_>]) {
        let mut attributes = attributes.to_vec();
        if table.attribute("columnspacing").is_some_and(|spacing| spacing.starts_with("0em")) {
            attributes.push(("class", "aligned"));
        }
        self.xml.open("mtable", &attributes);
        for row in &table.children {
            self.xml.open("mtr", &[]);
            for (column, cell) in row.children.iter().enumerate() {
                self.xml.open("mtd", side(table, column).as_slice());
                self.nodes(&cell.children);
                self.xml.close();
            }
            self.xml.close();
        }
        self.xml.close();
    }

    fn node(&mut self, node: &Node) {
        let styled = lettered(node);
        let attributes: Vec<Attribute<'_>> = node
            .attributes
            .iter()
            .filter(|(name, _)| styled.is_none() || **name != "mathvariant")
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let name = node.name.as_str();
        if node.name == Name::Mtable {
            return self.matrix(node, &attributes);
        }
        if node.name.is_token() {
            self.xml.element(name, &attributes, styled.as_deref().unwrap_or(&node.text));
        } else if node.children.is_empty() {
            self.xml.empty(name, &attributes);
        } else {
            self.xml.open(name, &attributes);
            self.nodes(&node.children);
            self.xml.close();
        }
    }
}

/// The class of a cell that is not in the middle of its column: for readers that know
/// no `columnalign` (<https://www.w3.org/TR/mathml-core/#table-or-matrix-mtable>).
fn side(table: &Node, column: usize) -> Option<Attribute<'static>> {
    let mut sides = table.attribute("columnalign")?.split_whitespace();
    let last = sides.clone().last();
    match sides.nth(column).or(last) {
        Some("left") => Some(("class", "left")),
        Some("right") => Some(("class", "right")),
        _ => None,
    }
}

/// The letters of an alphabet of their own: readers know them, but most no longer know
/// the attribute for them (<https://www.w3.org/TR/mathml-core/#the-mathvariant-attribute>).
fn lettered(node: &Node) -> Option<String> {
    if node.name == Name::Mtext {
        return None;
    }
    let (variant, bold, italic) = match node.attribute("mathvariant")? {
        "bold" => (MathVariant::Plain, true, false),
        "italic" => (MathVariant::Plain, false, true),
        "bold-italic" => (MathVariant::Plain, true, true),
        "double-struck" => (MathVariant::DoubleStruck, false, false),
        "fraktur" => (MathVariant::Fraktur, false, false),
        "bold-fraktur" => (MathVariant::Fraktur, true, false),
        "script" => (MathVariant::Chancery, false, false),
        "bold-script" => (MathVariant::Chancery, true, false),
        "sans-serif" => (MathVariant::SansSerif, false, false),
        "bold-sans-serif" => (MathVariant::SansSerif, true, false),
        "sans-serif-italic" => (MathVariant::SansSerif, false, true),
        "sans-serif-bold-italic" => (MathVariant::SansSerif, true, true),
        "monospace" => (MathVariant::Monospace, false, false),
        _ => return None,
    };
    let style = |letter| MathStyle::select(letter, Some(variant), bold, Some(italic));
    // The selectors that tell two kinds of script apart are in few fonts.
    let letters = node.text.chars().flat_map(|letter| to_style(letter, style(letter)));
    Some(letters.filter(|letter| !matches!(letter, '\u{fe00}'..='\u{fe0f}')).collect())
}
