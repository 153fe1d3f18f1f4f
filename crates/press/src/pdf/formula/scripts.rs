//! What stands beside, above and below: scripts, accents, braces, arrows.

use std::fmt::Write as _;

use super::super::literal::literal;
use super::engraver::Engraver;
use crate::formulas::{Name, Node};

impl Engraver<'_> {
    /// Scripts stand beside their base.
    pub(super) fn attached(&mut self, base: &Node, scripts: &[(&str, &Node)]) {
        self.out.push_str("#math.attach(");
        if base.name == Name::Mo && base.text.chars().count() == 1 && !base.is("fence") {
            let sign = self.sign(&base.text);
            let _ = write!(self.out, "math.scripts({sign})");
        } else {
            self.group(std::slice::from_ref(base));
        }
        for (place, script) in scripts {
            let _ = write!(self.out, ", {place}: ");
            self.group(std::slice::from_ref(script));
        }
        self.out.push_str(");");
    }

    /// What stands above and below.
    pub(super) fn over(&mut self, base: &Node, below: Option<&Node>, above: Option<&Node>, accent: bool) {
        let stretches = |node: &Node| node.name == Name::Mo && node.is("stretchy");
        let line = match (below, above) {
            (Some(sign), None) if stretches(sign) => match sign.text.as_str() {
                "\u{203e}" | "_" | "\u{af}" => Some("math.underline"),
                "\u{23df}" => Some("math.underbrace"),
                "\u{23b5}" => Some("math.underbracket"),
                "\u{23dd}" => Some("math.underparen"),
                "\u{23e1}" => Some("math.undershell"),
                _ => None,
            },
            (None, Some(sign)) if stretches(sign) => match sign.text.as_str() {
                "\u{203e}" | "_" | "\u{af}" => Some("math.overline"),
                "\u{23de}" => Some("math.overbrace"),
                "\u{23b4}" => Some("math.overbracket"),
                "\u{23dc}" => Some("math.overparen"),
                "\u{23e0}" => Some("math.overshell"),
                _ => None,
            },
            _ => None,
        };
        if let Some(line) = line {
            return self.call(line, &[std::slice::from_ref(base)]);
        }
        if let (None, Some(sign), true) = (below, above, accent)
            && let Some(mark) = combining(&sign.text)
        {
            let function = if stretches(sign) { "f.wide" } else { "f.narrow" };
            let _ = write!(self.out, "#{function}(");
            self.group(std::slice::from_ref(base));
            let _ = write!(self.out, ", {});", literal(mark));
            return;
        }
        let grows = stretches(base) && base.text.chars().count() == 1;
        self.out.push_str(if grows { "#math.attach(" } else { "#f.over(" });
        if grows {
            let sign = self.text(&base.text);
            let _ = write!(self.out, "f.arrow({sign})");
        } else {
            self.group(std::slice::from_ref(base));
        }
        for (place, script) in [("b", below), ("t", above)] {
            let Some(script) = script else { continue };
            let _ = write!(self.out, ", {place}: ");
            if stretches(script) && script.text.chars().count() == 1 {
                let sign = self.text(&script.text);
                let _ = write!(self.out, "[#math.stretch(symbol({sign}));]");
            } else {
                self.group(std::slice::from_ref(script));
            }
        }
        self.out.push_str(");");
    }
}

/// The mark Typst puts over letters for one of KaTeX's accents.
fn combining(accent: &str) -> Option<&'static str> {
    Some(match accent {
        "^" | "\u{2c6}" => "\u{302}",
        "~" | "\u{2dc}" => "\u{303}",
        "\u{2c9}" | "\u{af}" => "\u{304}",
        "\u{2ca}" | "\u{b4}" => "\u{301}",
        "\u{2cb}" | "`" => "\u{300}",
        "\u{2d8}" => "\u{306}",
        "\u{2d9}" | "." => "\u{307}",
        "\u{a8}" => "\u{308}",
        "\u{2c7}" => "\u{30c}",
        "\u{2da}" => "\u{30a}",
        "\u{20d7}" | "\u{2192}" => "\u{20d7}",
        "\u{2190}" => "\u{20d6}",
        "\u{2194}" => "\u{20e1}",
        "\u{21c0}" => "\u{20d1}",
        "\u{21bc}" => "\u{20d0}",
        _ => return None,
    })
}
