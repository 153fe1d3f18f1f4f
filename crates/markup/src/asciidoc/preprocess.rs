//! The preprocessor: conditional and include directives, before anything else is read.

use super::attributes::{Attributes, entry};

/// The lines of `text` that its conditions leave over, with includes as links: in
/// the safe mode GitHub uses nothing is included.
pub(super) fn lines(text: &str) -> Vec<String> {
    // Attributes as they stand at each line; the blocks' own come later.
    let mut attributes = Attributes::on_github(text.len());
    let mut kept: Vec<String> = Vec::new();
    // For each open condition: whether what it holds is shown.
    let mut open: Vec<bool> = Vec::new();
    let mut hidden = 0_usize;
    for line in text.lines() {
        let line = line.trim_end();
        match directive(line) {
            Some(Directive::End) if open.pop() == Some(false) => hidden -= 1,
            Some(Directive::If { shown, text: None }) => {
                let shown = hidden == 0 && shown(&mut attributes);
                open.push(shown);
                hidden += usize::from(!shown);
            }
            _ if hidden > 0 => {}
            Some(Directive::Escaped(rest)) => kept.push(rest.to_owned()),
            Some(Directive::If { shown, text: Some(text) }) if shown(&mut attributes) => {
                keep(text, &mut attributes, &mut kept);
            }
            Some(Directive::Include(target)) => {
                let target = attributes.expand_raw(target);
                // A link macro cannot hold a blank.
                kept.push(format!("link:{}[]", target.replace([' ', '\t'], "%20")));
            }
            Some(Directive::If { .. } | Directive::End) => {}
            None => keep(line, &mut attributes, &mut kept),
        }
    }
    kept
}

fn keep(line: &str, attributes: &mut Attributes, kept: &mut Vec<String>) {
    if let Some((name, value)) = entry(line) {
        attributes.enter(name, value);
    }
    kept.push(line.to_owned());
}

enum Directive<'a> {
    Escaped(&'a str),
    If { shown: Box<dyn Fn(&mut Attributes) -> bool + 'a>, text: Option<&'a str> },
    End,
    Include(&'a str),
}

fn directive(line: &str) -> Option<Directive<'_>> {
    if !line.ends_with(']') || !line.contains("::") {
        return None;
    }
    let (name, rest) = line.split_once("::")?;
    let escaped = name.starts_with('\\');
    let name = name.strip_prefix('\\').unwrap_or(name);
    let (target, inner) = rest.strip_suffix(']')?.split_once('[')?;
    let has_blank = target.contains([' ', '\t']);
    let valid = match name {
        "ifdef" | "ifndef" => !target.is_empty() && !has_blank,
        "ifeval" => target.is_empty() && !inner.is_empty(),
        "endif" => !has_blank,
        "include" => !target.is_empty() && !target.starts_with(' '),
        _ => false,
    };
    if !valid {
        return None;
    }
    if escaped {
        return Some(Directive::Escaped(&line[1..]));
    }
    let text = Some(inner).filter(|inner| !inner.is_empty());
    Some(match name {
        "ifdef" => Directive::If { shown: Box::new(move |attributes| defined(attributes, target)), text },
        "ifndef" => Directive::If { shown: Box::new(move |attributes| !defined(attributes, target)), text },
        "ifeval" => Directive::If { shown: Box::new(move |attributes| holds(attributes, inner)), text: None },
        "endif" => Directive::End,
        _ => Directive::Include(target),
    })
}

/// `a,b`: one of them; `a+b`: all of them.
fn defined(attributes: &Attributes, names: &str) -> bool {
    let is_set = |name: &str| attributes.is_set(&name.to_lowercase());
    if names.contains('+') { names.split('+').all(is_set) } else { names.split(',').any(is_set) }
}

/// Whether the comparison of an `ifeval` is true.
fn holds(attributes: &mut Attributes, expression: &str) -> bool {
    const OPERATORS: [&str; 6] = ["==", "!=", ">=", "<=", ">", "<"];
    let found = OPERATORS.iter().filter_map(|operator| Some((expression.find(operator)?, *operator)));
    let Some((at, operator)) = found.min_by_key(|(at, operator)| (*at, std::cmp::Reverse(operator.len()))) else {
        return false;
    };
    let left = operand(attributes, &expression[..at]);
    let right = operand(attributes, &expression[at + operator.len()..]);
    let order = match (&left, &right) {
        (Operand::Number(left), Operand::Number(right)) => left.partial_cmp(right),
        (Operand::Text(left), Operand::Text(right)) => Some(left.cmp(right)),
        _ => None,
    };
    match operator {
        "==" => order.is_some_and(std::cmp::Ordering::is_eq),
        "!=" => !order.is_some_and(std::cmp::Ordering::is_eq),
        ">=" => order.is_some_and(std::cmp::Ordering::is_ge),
        "<=" => order.is_some_and(std::cmp::Ordering::is_le),
        ">" => order.is_some_and(std::cmp::Ordering::is_gt),
        _ => order.is_some_and(std::cmp::Ordering::is_lt),
    }
}

enum Operand {
    Number(f64),
    Text(String),
}

fn operand(attributes: &mut Attributes, written: &str) -> Operand {
    let written = written.trim();
    let quoted = written.len() >= 2
        && ((written.starts_with('"') && written.ends_with('"'))
            || (written.starts_with('\'') && written.ends_with('\'')));
    let text = attributes.expand_raw(if quoted { &written[1..written.len() - 1] } else { written });
    match text.trim().parse() {
        Ok(number) if !quoted => Operand::Number(number),
        _ => Operand::Text(text),
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn conditions_decide_as_they_do_on_github() {
        let text = "ifdef::env-github[]\nhere\nendif::[]\nifndef::env-github[]\nnot\nifdef::x[]\nnor\nendif::[]\nendif::[]\nend";
        assert_eq!(lines(text), ["here", "end"]);
        assert_eq!(lines("ifdef::env-github[one line]\nifdef::other[not]"), ["one line"]);
        assert_eq!(lines("ifdef::env-github[:s:]\nifdef::s[]\nset\nendif::s[]"), [":s:", "set"]);
        assert_eq!(lines("ifdef::a,env-github[yes]\nifdef::a+env-github[no]"), ["yes"]);
    }

    #[test]
    fn comparisons_are_made() {
        let text = ":v: 3\nifeval::[{v} >= 2]\nyes\nendif::[]\nifeval::[\"{env}\" == \"site\"]\nno\nendif::[]";
        assert_eq!(lines(text), [":v: 3", "yes"]);
    }

    #[test]
    fn an_include_becomes_a_link() {
        assert_eq!(lines(":d: sub\ninclude::{d}/a b.adoc[lines=1]"), [":d: sub", "link:sub/a%20b.adoc[]"]);
        assert_eq!(lines("\\include::a.adoc[]"), ["include::a.adoc[]"]);
    }
}
