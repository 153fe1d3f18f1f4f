//! Where a git address is cloned from.
//!
//! Only HTTP(S) is spoken: SSH would need the operator's keys and a program. An SSH
//! address of a public repository nearly always has an HTTPS twin with the same
//! host and path, so that is tried instead; an SSH port says nothing about it.

use url::Url;

/// The HTTP(S) address for `address`: itself, or the twin of an SSH address.
pub(crate) fn http_address(address: &str) -> Option<Url> {
    if !address.contains("://") {
        let (user_host, path) = address.split_once(':')?;
        let (_, host) = user_host.split_once('@')?;
        return twin(host, path);
    }
    let mut url = Url::parse(address).ok()?;
    match url.scheme() {
        "http" | "https" => {
            url.set_username("").ok()?;
            url.set_password(None).ok()?;
            url.set_fragment(None);
            url.set_query(None);
            let trimmed = url.path().trim_end_matches('/').to_owned();
            url.set_path(&trimmed);
            Some(url)
        }
        "ssh" | "git+ssh" => twin(url.host_str()?, url.path()),
        _ => None,
    }
}

fn twin(host: &str, path: &str) -> Option<Url> {
    let path = path.trim_start_matches('/').trim_end_matches('/');
    let url = Url::parse(&format!("https://{host}/{path}")).ok()?;
    let clean = url.username().is_empty() && url.password().is_none() && url.port().is_none() && !path.is_empty();
    clean.then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> Option<String> {
        http_address(address).map(String::from)
    }

    #[test]
    fn ssh_addresses_are_cloned_over_https() {
        assert_eq!(of("git@codeberg.org:a/b.git").as_deref(), Some("https://codeberg.org/a/b.git"));
        assert_eq!(of("ssh://git@host.example:2222/a/b.git").as_deref(), Some("https://host.example/a/b.git"));
        assert_eq!(of("git+ssh://host.example/a").as_deref(), Some("https://host.example/a"));
        assert_eq!(of("git@evil@host:x"), None);
    }

    #[test]
    fn user_names_questions_and_fragments_are_not_sent() {
        assert_eq!(of("https://git@host.example/a.git/?x=1#y").as_deref(), Some("https://host.example/a.git"));
        assert_eq!(of("ftp://host.example/a"), None);
    }
}
