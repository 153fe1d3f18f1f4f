//! Who is who in a history: commits name people by name and e-mail address, and one
//! person has many of both.
//!
//! Addresses are used to tell people apart and never leave this module.

use std::collections::HashMap;

use gix::actor::SignatureRef;
use gix_mailmap::Snapshot as Mailmap;

/// The longest name shown; what is longer is no name.
const LONGEST_NAME: usize = 100;

/// One person, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct PersonId(usize);

/// Everybody met so far.
pub(super) struct People {
    mailmap: Mailmap,
    by_address: HashMap<String, PersonId>,
    by_name: HashMap<String, PersonId>,
    names: Vec<Option<String>>,
}

impl People {
    /// Begins with what the repository's `.mailmap` says; empty where there is none.
    pub(super) fn new(mailmap: &[u8]) -> Self {
        Self {
            mailmap: Mailmap::from_bytes(mailmap),
            by_address: HashMap::new(),
            by_name: HashMap::new(),
            names: Vec::new(),
        }
    }

    /// The person behind a commit's author. To be called for newer commits first: a
    /// person is called by their newest name. Whoever has the same address, or the
    /// same name in full, is the same person.
    pub(super) fn meet(&mut self, author: SignatureRef<'_>) -> PersonId {
        let resolved = self.mailmap.resolve(author);
        let (name, email) = (resolved.name.to_string(), resolved.email.to_string());
        let address = address_key(&email);
        if let Some(known) = self.by_address.get(&address) {
            return *known;
        }
        let login = address.split_once('@').filter(|(_, host)| is_noreply(host)).map(|(login, _)| login);
        let is_bot = name.trim_end().ends_with("[bot]") || login.is_some_and(|login| login.ends_with("[bot]"));
        let shown = shown(&name).or_else(|| login.and_then(shown)).filter(|_| !is_bot);
        let same = shown.as_ref().and_then(|name| self.by_name.get(name).copied());
        let person = same.unwrap_or_else(|| {
            let person = PersonId(self.names.len());
            if let Some(name) = &shown {
                self.by_name.insert(name.clone(), person);
            }
            self.names.push(shown);
            person
        });
        if !address.is_empty() {
            self.by_address.insert(address, person);
        }
        person
    }

    /// The name to show; none for programs and for whoever gave no name.
    pub(super) fn name(&self, person: PersonId) -> Option<&str> {
        self.names.get(person.0)?.as_deref()
    }
}

/// What tells addresses apart: lower case, and one form for both of GitHub's private
/// addresses, `ID+LOGIN@users.noreply.github.com` and the older one without a number
/// (GitHub documentation, "Email addresses reference").
fn address_key(email: &str) -> String {
    let email = email.trim().to_lowercase();
    let Some((local, host)) = email.rsplit_once('@').filter(|(_, host)| is_noreply(host)) else { return email };
    let login = match local.split_once('+') {
        Some((id, login)) if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) => login,
        _ => local,
    };
    format!("{login}@{host}")
}

fn is_noreply(host: &str) -> bool {
    host.starts_with("users.noreply.")
}

/// A name as it can be shown. Some people's name is their address: what stands
/// before the `@` is left of it.
fn shown(name: &str) -> Option<String> {
    let name = name.split('@').next().unwrap_or_default();
    let words: Vec<&str> = name.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let plain = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let short: String = plain.chars().take(LONGEST_NAME).collect();
    (!short.is_empty()).then_some(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meet(people: &mut People, name: &str, email: &str) -> PersonId {
        people.meet(SignatureRef { name: name.into(), email: email.into(), time: "0 +0000" })
    }

    #[test]
    fn one_person_has_many_addresses_and_the_newest_name() {
        let mut people = People::new(b"");
        let jane = meet(&mut people, "Jane Doe", "Jane@Example.org");
        assert_eq!(meet(&mut people, "jane", "jane@example.org "), jane);
        assert_eq!(meet(&mut people, "Jane Doe", "jane@work.example"), jane);
        assert_eq!(people.name(jane), Some("Jane Doe"));
        let octo = meet(&mut people, "Octo", "583231+octocat@users.noreply.github.com");
        assert_eq!(meet(&mut people, "octocat", "octocat@users.noreply.github.com"), octo);
        assert_ne!(meet(&mut people, "Other", "other@example.org"), octo);
    }

    #[test]
    fn the_mailmap_has_the_last_word() {
        let mut people = People::new(b"Jane Doe <jane@example.org> <jd@old.example>\n# a comment\n");
        let jane = meet(&mut people, "jd", "jd@old.example");
        assert_eq!(people.name(jane), Some("Jane Doe"));
        assert_eq!(meet(&mut people, "J.", "jane@example.org"), jane);
    }

    #[test]
    fn programs_have_no_name_and_names_are_no_addresses() {
        let mut people = People::new(b"");
        let bot = meet(&mut people, "dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com");
        let other = meet(&mut people, "Renovate", "29139614+renovate[bot]@users.noreply.github.com");
        assert_eq!((people.name(bot), people.name(other)), (None, None));
        let secret = meet(&mut people, "john@example.org", "john@example.org");
        assert_eq!(people.name(secret), Some("john"));
        let login = meet(&mut people, " ", "1+hubot-fan@users.noreply.github.com");
        assert_eq!(people.name(login), Some("hubot-fan"));
        let nobody = meet(&mut people, "", "x@example.org");
        assert_eq!(people.name(nobody), None);
        let odd = meet(&mut people, "A\u{7}\n  B", "");
        assert_eq!(people.name(odd), Some("A B"));
    }
}
