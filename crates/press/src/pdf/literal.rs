//! Text of the wiki as Typst string literals: the only way it reaches the engine.
//!
//! A string literal has no markup, no smart quotes and no code in it, so nothing a
//! wiki says can be taken for an instruction.

use typst::foundations::Repr;

/// `text` between quotes, with everything escaped that needs it.
pub(super) fn literal(text: &str) -> String {
    text.repr().into()
}

/// A length in points, short enough to read and the same on every machine.
pub(super) fn points(value: f64) -> String {
    let value = if value.is_finite() { value.clamp(0.0, 10_000.0) } else { 0.0 };
    format!("{value:.2}pt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_backslashes_and_line_ends_are_escaped() {
        assert_eq!(literal("a \"b\" \\ #c\n"), r#""a \"b\" \\ #c\n""#);
    }

    #[test]
    fn a_length_never_is_nonsense() {
        assert_eq!(points(f64::NAN), "0.00pt");
        assert_eq!(points(-3.0), "0.00pt");
        assert_eq!(points(12.345_6), "12.35pt");
    }
}
