//! Roles of interpreted text.

use super::Reader;
use super::lines::simple_name;
use super::marks::{restored, unescaped};
use super::tree::{Inline, Link};

/// What a role does with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    /// Puts it into an element.
    Element(&'static str),
    /// Takes it as it is, backslashes included, into an element.
    Verbatim(&'static str),
    Math,
    /// Nothing but text.
    Text,
    /// HTML.
    RawHtml,
    /// Another format's source, which GitHub does not show.
    Hidden,
    /// A Python enhancement proposal.
    Pep,
    /// An RFC.
    Rfc,
}

fn standard(name: &str) -> Option<Role> {
    Some(match name {
        "emphasis" => Role::Element("em"),
        "strong" => Role::Element("strong"),
        "literal" | "code" => Role::Verbatim("code"),
        "kbd" => Role::Element("kbd"),
        "subscript" | "sub" => Role::Element("sub"),
        "superscript" | "sup" => Role::Element("sup"),
        "title-reference" | "title" | "t" => Role::Element("cite"),
        "abbreviation" | "ab" | "acronym" | "ac" => Role::Text,
        "math" => Role::Math,
        "pep-reference" | "pep" => Role::Pep,
        "rfc-reference" | "rfc" => Role::Rfc,
        _ => return None,
    })
}

impl Reader {
    /// Interpreted text, in which escapes are NULs; `raw` is how it is written. A
    /// role nobody knows leaves it as it is, as on GitHub.
    pub(super) fn role(&self, name: Option<&str>, text: &str, raw: String) -> Inline {
        let role = match name {
            None => self.default_role.clone().or(Some(Role::Element("cite"))),
            Some(name) => self.find_role(name),
        };
        match role {
            None => Inline::Text(raw),
            Some(Role::Element(element)) => Inline::Styled(element, unescaped(text)),
            Some(Role::Verbatim(element)) => Inline::Styled(element, restored(text)),
            Some(Role::Math) => Inline::Math(restored(text)),
            Some(Role::Text) => Inline::Text(unescaped(text)),
            Some(Role::RawHtml) => Inline::Raw(restored(text)),
            Some(Role::Hidden) => Inline::Text(String::new()),
            Some(Role::Pep) => numbered(text, raw, "PEP", |number| format!("https://peps.python.org/pep-{number:04}")),
            Some(Role::Rfc) => {
                numbered(text, raw, "RFC", |number| format!("https://tools.ietf.org/html/rfc{number}.html"))
            }
        }
    }

    /// A role by its name, in any case.
    pub(super) fn find_role(&self, name: &str) -> Option<Role> {
        let name = name.to_lowercase();
        self.roles.get(&name).cloned().or_else(|| standard(&name))
    }

    /// `.. role:: name(base)`
    pub(super) fn define_role(&mut self, argument: &str, format: Option<&str>) {
        let argument = argument.trim();
        let name = &argument[..simple_name(argument)];
        let base = argument[name.len()..].trim().strip_prefix('(').and_then(|base| base.strip_suffix(')'));
        let role = match base.map(str::trim) {
            None => Role::Text,
            Some("raw") if format.is_some_and(|format| format.split_whitespace().any(|word| word == "html")) => {
                Role::RawHtml
            }
            Some("raw") => Role::Hidden,
            Some(base) => match self.find_role(base) {
                Some(role) => role,
                None => return,
            },
        };
        if !name.is_empty() {
            self.roles.insert(name.to_lowercase(), role);
        }
    }
}

/// A reference to a numbered document, perhaps to a section of it.
fn numbered(text: &str, raw: String, series: &str, address: impl Fn(u32) -> String) -> Inline {
    let text = unescaped(text);
    let (number, fragment) = text.split_once('#').map_or((text.as_str(), None), |(n, f)| (n, Some(f)));
    let Ok(parsed) = number.trim().parse::<u32>() else { return Inline::Text(raw) };
    let mut uri = address(parsed);
    if let Some(fragment) = fragment {
        uri = format!("{uri}#{fragment}");
    }
    Inline::Reference { content: vec![Inline::Text(format!("{series} {parsed}"))], link: Link::Uri(uri), raw }
}
