//! What is refused before a drawer sees it: short sources that stand for endless work.
//!
//! merman counts its work and can be stopped, but not in every loop; mermaid-svg has
//! no limits at all.

use super::kinds::body;
use crate::Undrawn;

/// `a & b --> c & d` draws every one to every other: edges grow with the square. (Many
/// more than the 500 edges at which Mermaid gives up.)
const MAX_AMPERSANDS: usize = 400;

/// Years a plan may name when it leaves out days: merman looks at each day between.
const MAX_YEAR: u32 = 3_000;

/// Digits of a number for the drawer without limits: some numbers say how often.
const MAX_DIGITS_SECOND: usize = 4;

/// Characters for the drawer without limits.
const MAX_CHARACTERS_SECOND: usize = 10_000;

/// Refuses what keeps merman busy beyond its own limits.
pub(super) fn check(source: &str) -> Result<(), Undrawn> {
    if starts_with_any(body(source), &["graph", "flowchart", "swimlane"])
        && source.matches('&').count() > MAX_AMPERSANDS
    {
        return Err(Undrawn::TooComplex);
    }
    if starts_with_any(body(source), &["gantt"]) && source.contains("excludes") && numbers(source).any(is_far) {
        return Err(Undrawn::TooComplex);
    }
    Ok(())
}

/// Whether mermaid-svg may try: its plans and charts count through every unit of an
/// axis.
pub(super) fn is_fit_for_second(source: &str) -> bool {
    source.chars().take(MAX_CHARACTERS_SECOND + 1).count() <= MAX_CHARACTERS_SECOND
        && source.matches('&').count() <= MAX_AMPERSANDS
        && match body(source) {
            body if starts_with_any(body, &["gantt", "xychart"]) => false,
            body if starts_with_any(body, &["sankey", "kanban", "architecture", "treemap", "zenuml"]) => true,
            _ => numbers(source).all(|number| number.len() <= MAX_DIGITS_SECOND),
        }
}

fn starts_with_any(body: &str, words: &[&str]) -> bool {
    words.iter().any(|word| body.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))
}

fn numbers(source: &str) -> impl Iterator<Item = &str> {
    source.split(|sign: char| !sign.is_ascii_digit()).filter(|number| !number.is_empty())
}

/// A year far away, or so many days.
fn is_far(number: &str) -> bool {
    number.parse::<u32>().map_or(true, |number| number > MAX_YEAR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_sources_pass() {
        let plan = "gantt\n dateFormat YYYY-MM-DD\n excludes weekends 2024-12-25\n x: 2024-01-01, 400d\n";
        assert_eq!(check(plan), Ok(()));
        assert_eq!(check("flowchart LR\n a & b --> c & d\n"), Ok(()));
        assert!(is_fit_for_second("sankey-beta\n a,b,1234567.89\n"));
        assert!(is_fit_for_second("packet-beta\n 0-15: \"port\"\n"));
    }

    #[test]
    fn endless_work_does_not() {
        assert_eq!(check(&format!("graph TD\n{}", "a & ".repeat(500))), Err(Undrawn::TooComplex));
        for task in ["1900-01-01, 9000000d", "9999-01-01, 1d", "2024-01-01, 99999999999999d"] {
            assert_eq!(check(&format!("gantt\n excludes weekends\n x: {task}\n")), Err(Undrawn::TooComplex), "{task}");
        }
        assert!(!is_fit_for_second("packet-beta\n 0-4294967295: \"x\"\n"));
        assert!(!is_fit_for_second("gantt\n x: 1900-01-01, 9999-01-01\n"));
    }
}
