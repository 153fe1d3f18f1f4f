//! A formula as Typst source: calls of the functions of `formula.typ` and of Typst's
//! own, with string literals.

use std::fmt::Write as _;

use super::super::glyphs::Glyphs;
use super::super::literal::literal;
use super::lengths::{blank, em, width};
use crate::formulas::{Formula, Name, Node};

/// A formula ready to be put on a page.
#[derive(Debug, Clone)]
pub(in crate::pdf) struct Engraved {
    /// Content, between brackets.
    pub(in crate::pdf) body: String,
    /// Its number, between brackets.
    pub(in crate::pdf) tag: Option<String>,
    /// About how wide it is on one line, in em.
    pub(in crate::pdf) width: f64,
    /// There are signs in it after which a line may end.
    pub(in crate::pdf) breaks: bool,
}

/// Engraves `formula`, whose source is `alt`.
pub(in crate::pdf) fn engrave(formula: &Formula, alt: &str, glyphs: &mut Glyphs) -> Engraved {
    let mut engraver = Engraver { out: String::new(), glyphs, alt };
    engraver.group(&formula.nodes);
    let body = std::mem::take(&mut engraver.out);
    let tag = formula.tag.as_ref().map(|tag| {
        engraver.group(tag);
        std::mem::take(&mut engraver.out)
    });
    let breaks = formula.nodes.iter().filter(|node| node.name == Name::Mo && !node.is("fence")).count() > 1
        && !formula.nodes.iter().any(|node| node.name == Name::Mtable || node.attribute("linebreak").is_some());
    Engraved { body, tag, width: width(&formula.nodes), breaks }
}

/// TeX's space around binary operators, in em.
const MEDIUM: f64 = 0.222;
pub(super) struct Engraver<'g> {
    pub(super) out: String,
    glyphs: &'g mut Glyphs,
    pub(super) alt: &'g str,
}

impl Engraver<'_> {
    pub(super) fn group(&mut self, nodes: &[Node]) {
        self.out.push('[');
        self.nodes(nodes);
        self.out.push(']');
    }

    pub(super) fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.node(node);
        }
    }

    pub(super) fn call(&mut self, function: &str, arguments: &[&[Node]]) {
        let _ = write!(self.out, "#{function}");
        for nodes in arguments {
            self.group(nodes);
        }
        self.out.push(';');
    }

    pub(super) fn text(&mut self, text: &str) -> String {
        literal(&self.glyphs.printable(text))
    }

    fn node(&mut self, node: &Node) {
        let children = node.children.as_slice();
        match node.name {
            Name::Mi => self.identifier(node),
            Name::Mn => {
                let text = self.text(&node.text);
                self.styled(node.attribute("mathvariant"), &text, false);
            }
            Name::Mo => self.operator(node),
            Name::Mtext => self.words(node),
            Name::Mspace => self.space(node),
            // An operator after it stands between two things, so it has space around it.
            Name::Mrow if children.is_empty() => self.out.push_str("#box();"),
            Name::Mrow => self.row(children),
            Name::Mstyle => self.style(node),
            Name::Mpadded if node.attribute("width") == Some("0px") => {
                // What is laid over its neighbour, for instance a stroke through a sign.
                self.out.push_str("#box(width: 0pt)[");
                self.equation(children);
                self.out.push_str("];");
            }
            Name::Mpadded | Name::Mtd | Name::Mtr => self.nodes(children),
            Name::Mphantom => self.call("hide", &[children]),
            Name::Mfrac => {
                let bar = !node.attribute("linethickness").is_some_and(|thickness| thickness.starts_with('0'));
                self.pair(if bar { "math.frac" } else { "f.stack" }, &children[0], &children[1]);
            }
            Name::Msqrt => self.call("math.sqrt", &[children]),
            Name::Mroot => self.pair("math.root", &children[1], &children[0]),
            Name::Msub => self.attached(&children[0], &[("br", &children[1])]),
            Name::Msup => self.attached(&children[0], &[("tr", &children[1])]),
            Name::Msubsup => self.attached(&children[0], &[("br", &children[1]), ("tr", &children[2])]),
            Name::Mover => self.over(&children[0], None, Some(&children[1]), node.is("accent")),
            Name::Munder => self.over(&children[0], Some(&children[1]), None, node.is("accentunder")),
            Name::Munderover => self.over(&children[0], Some(&children[1]), Some(&children[2]), false),
            Name::Mtable => self.table(node, ""),
            Name::Menclose => self.enclosed(node),
        }
    }

    fn pair(&mut self, function: &str, one: &Node, other: &Node) {
        self.call(function, &[std::slice::from_ref(one), std::slice::from_ref(other)]);
    }

    fn equation(&mut self, children: &[Node]) {
        let alt = literal(self.alt);
        let _ = write!(self.out, "#math.equation(alt: {alt}, ");
        self.group(children);
        self.out.push_str(");");
    }

    /// A letter, a name such as `sin`, or another ordinary sign.
    fn identifier(&mut self, node: &Node) {
        let variant = node.attribute("mathvariant");
        let mut letters = node.text.chars();
        match (letters.next(), letters.next()) {
            (None, _) => {}
            (Some(letter), None) => {
                let text = self.text(&node.text);
                let function = if letter.is_alphanumeric() { "f.v" } else { "f.ord" };
                self.styled(variant, &format!("{function}({text})"), true);
            }
            _ => {
                let text = self.text(&node.text);
                let _ = write!(self.out, "#math.op[");
                self.styled(variant.filter(|variant| *variant != "normal"), &text, false);
                self.out.push_str("];");
            }
        }
    }

    /// `expression` in one of MathML's alphabets.
    fn styled(&mut self, variant: Option<&str>, expression: &str, letter: bool) {
        let functions: &[&str] = match variant {
            Some("normal") if letter => &["math.upright"],
            Some("bold") => &["math.bold", "math.upright"],
            Some("italic") => &["math.italic"],
            Some("bold-italic") => &["math.bold", "math.italic"],
            Some("double-struck") => &["math.bb"],
            Some("fraktur") => &["math.frak"],
            Some("bold-fraktur") => &["math.bold", "math.frak"],
            Some("script") => &["math.cal"],
            Some("bold-script") => &["math.bold", "math.cal"],
            Some("sans-serif") => &["math.sans", "math.upright"],
            Some("bold-sans-serif") => &["math.bold", "math.sans", "math.upright"],
            Some("sans-serif-italic") => &["math.sans", "math.italic"],
            Some("sans-serif-bold-italic") => &["math.bold", "math.sans", "math.italic"],
            Some("monospace") => &["math.mono"],
            _ => &[],
        };
        self.out.push('#');
        for function in functions {
            let _ = write!(self.out, "{function}(");
        }
        self.out.push_str(expression);
        self.out.push_str(&")".repeat(functions.len()));
        self.out.push(';');
    }

    fn operator(&mut self, node: &Node) {
        let text: String = node.text.chars().filter(|sign| !matches!(sign, '\u{2061}'..='\u{2064}')).collect();
        let mut signs = text.chars();
        match (signs.next(), signs.next()) {
            (None, _) => {}
            (Some(_), None) => {
                let sign = self.sign(&text);
                let class = match node.attribute("lspace").map(str::trim) {
                    _ if node.is("fence") => None,
                    Some(space) if space.starts_with("0.2222") || space.starts_with("0.22em") => Some("binary"),
                    Some(space) if space.starts_with("0.27") => Some("relation"),
                    _ => None,
                };
                let sign = match class {
                    Some(class) => format!("f.of-class(\"{class}\", {sign})"),
                    None => sign,
                };
                match node.attribute("minsize").and_then(em) {
                    Some(size) => {
                        let _ = write!(self.out, "#math.lr(size: {size:.2}em, {sign});");
                    }
                    None => {
                        let _ = write!(self.out, "#{sign};");
                    }
                }
            }
            _ => {
                let text = self.text(&text);
                let _ = if node.attribute("lspace").is_some_and(|space| space.starts_with("0.22")) {
                    write!(self.out, "#h({MEDIUM}em);#math.upright({text});#h({MEDIUM}em);")
                } else {
                    write!(self.out, "#math.op({text});")
                };
            }
        }
    }

    pub(super) fn sign(&mut self, sign: &str) -> String {
        let sign = self.text(if sign == "-" { "\u{2212}" } else { sign });
        format!("f.v({sign})")
    }

    fn words(&mut self, node: &Node) {
        if let Some(width) = blank(&node.text) {
            let _ = write!(self.out, "#h({width:.3}em);");
            return;
        }
        let text = node.text.replace('\u{a0}', " ");
        let text = self.text(&text);
        let _ = match node.attribute("mathvariant") {
            Some("bold" | "bold-sans-serif") => write!(self.out, "#f.words(weight: \"bold\", {text});"),
            Some("italic" | "sans-serif-italic") => write!(self.out, "#f.words(style: \"italic\", {text});"),
            Some("bold-italic" | "sans-serif-bold-italic") => {
                write!(self.out, "#f.words(weight: \"bold\", style: \"italic\", {text});")
            }
            Some("monospace") => write!(self.out, "#f.typed({text});"),
            // A single letter by itself would be taken for a variable.
            _ => write!(self.out, "#math.upright({text});"),
        };
    }

    fn space(&mut self, node: &Node) {
        if node.attribute("linebreak") == Some("newline") {
            self.out.push_str("#linebreak();");
            return;
        }
        let width = node.attribute("width").and_then(em).unwrap_or(0.0);
        match node.attribute("height").and_then(em) {
            Some(height) if node.attribute("mathbackground").is_some() => {
                let _ = write!(self.out, "#f.rule({:.3}em, {:.3}em);", width.max(0.0), height.max(0.0));
            }
            _ if width != 0.0 => {
                let _ = write!(self.out, "#h({width:.3}em);");
            }
            _ => {}
        }
    }

    /// Brackets at the ends of a row grow with what is between them.
    fn row(&mut self, children: &[Node]) {
        let is_fence = |node: &&Node| node.name == Name::Mo && node.is("fence") && node.attribute("minsize").is_none();
        let fences = children.iter().filter(is_fence).count();
        if fences == 0 {
            return self.nodes(children);
        }
        self.out.push_str("#math.lr[");
        let last = children.len() - 1;
        for (index, child) in children.iter().enumerate() {
            if is_fence(&child) && index != 0 && index != last {
                let sign = self.sign(&child.text);
                let _ = write!(self.out, "#math.mid({sign});");
            } else {
                self.node(child);
            }
        }
        self.out.push_str("];");
    }

    fn style(&mut self, node: &Node) {
        let mut closing = 0;
        let mut open = |out: &mut String, opening: &str| {
            out.push('#');
            out.push_str(opening);
            out.push('[');
            closing += 1;
        };
        match (node.attribute("scriptlevel"), node.attribute("displaystyle")) {
            (Some("0") | None, Some("true")) => open(&mut self.out, "math.display"),
            (Some("0"), _) => open(&mut self.out, "math.inline"),
            (Some("1"), _) => open(&mut self.out, "math.script"),
            (Some("2" | "3"), _) => open(&mut self.out, "math.sscript"),
            _ => {}
        }
        if let Some(colour) = node.attribute("mathcolor") {
            open(&mut self.out, &format!("f.coloured(\"{colour}\")"));
        }
        if let Some(size) = node.attribute("mathsize").and_then(em) {
            open(&mut self.out, &format!("f.sized({:.3}em)", size.clamp(0.3, 5.0)));
        }
        self.nodes(&node.children);
        self.out.push_str(&"];".repeat(closing));
    }
}
