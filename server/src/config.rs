//! Configuration: `RELIEUR_*` environment variables, read once, refused when wrong.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use relieur_domain::GitHubHost;
use url::Url;

/// A value that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// Everything that can be configured.
#[derive(Debug, Clone)]
pub struct Config {
    /// `RELIEUR_LISTEN`: address and port of the web application.
    pub listen: SocketAddr,
    /// `RELIEUR_PUBLIC_URL`: the address users see, without a final slash.
    pub public_url: Option<Url>,
    /// `RELIEUR_DATA_DIR`: where everything is kept that is not configured elsewhere.
    pub data_dir: PathBuf,
    /// `RELIEUR_DATABASE_URL`.
    pub database_url: String,
    /// `RELIEUR_OBJECTS_URL`.
    pub objects_url: String,
    /// `RELIEUR_WORKERS`: how many jobs at a time; 0 for none in this process.
    pub workers: usize,
    /// `RELIEUR_GITHUB_URL`.
    pub github: GitHubHost,
    /// `RELIEUR_GITHUB_TOKEN`.
    pub github_token: Option<Secret>,
    /// `RELIEUR_SECRET_KEY`: 64 hexadecimal digits; what seals the tokens of jobs.
    pub secret_key: Option<Secret>,
    /// `RELIEUR_LOG`: a filter such as `info` or `relieur=debug`.
    pub log: String,
}

/// A variable that cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{variable} is {value:?}: {problem}")]
pub struct ConfigError {
    variable: &'static str,
    value: String,
    problem: String,
}

impl Config {
    /// Reads the process's environment.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    /// Reads variables through `lookup`; an empty one counts as not set.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let get = |name: &str| lookup(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());

        let data_dir = PathBuf::from(get("RELIEUR_DATA_DIR").unwrap_or_else(|| "data".to_owned()));
        let listen = get("RELIEUR_LISTEN").unwrap_or_else(|| "127.0.0.1:3000".to_owned());
        let listen = listen.parse().map_err(|_| {
            error("RELIEUR_LISTEN", listen, "write an address and a port, for example 127.0.0.1:3000 or 0.0.0.0:3000")
        })?;
        let public_url = get("RELIEUR_PUBLIC_URL").map(public_url).transpose()?;
        let database_url =
            get("RELIEUR_DATABASE_URL").unwrap_or_else(|| format!("sqlite:{}", data_dir.join("relieur.db").display()));
        if !["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| database_url.starts_with(scheme)) {
            return Err(error(
                "RELIEUR_DATABASE_URL",
                without_password(&database_url),
                "write sqlite:PATH or postgres://USER@HOST/DATABASE",
            ));
        }
        let objects_url =
            get("RELIEUR_OBJECTS_URL").unwrap_or_else(|| format!("file:{}", data_dir.join("objects").display()));
        if !objects_url.starts_with("file:") {
            return Err(error("RELIEUR_OBJECTS_URL", without_password(&objects_url), "write file:FOLDER"));
        }
        let workers = match get("RELIEUR_WORKERS") {
            None => 1,
            Some(text) => text.parse().ok().filter(|count| *count <= 64).ok_or_else(|| {
                error("RELIEUR_WORKERS", text, "write how many exports may run at a time, from 0 to 64")
            })?,
        };
        let github = match get("RELIEUR_GITHUB_URL") {
            None => GitHubHost::default(),
            Some(text) => GitHubHost::parse(&text)
                .map_err(|problem| error("RELIEUR_GITHUB_URL", without_password(&text), problem.to_string()))?,
        };
        let secret_key = get("RELIEUR_SECRET_KEY").map(Secret);
        if secret_key.as_ref().is_some_and(|key| key.0.len() != 64 || !key.0.bytes().all(|b| b.is_ascii_hexdigit())) {
            return Err(error(
                "RELIEUR_SECRET_KEY",
                "…",
                "write 64 hexadecimal digits, for example what openssl rand -hex 32 prints",
            ));
        }
        Ok(Self {
            listen,
            public_url,
            data_dir,
            database_url,
            objects_url,
            workers,
            github,
            github_token: get("RELIEUR_GITHUB_TOKEN").map(Secret),
            secret_key,
            log: get("RELIEUR_LOG").unwrap_or_else(|| "info".to_owned()),
        })
    }
}

fn public_url(text: String) -> Result<Url, ConfigError> {
    let problem = "write the address users open, for example https://books.example.org";
    match Url::parse(&text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(url),
        _ => Err(error("RELIEUR_PUBLIC_URL", text, problem)),
    }
}

fn error(variable: &'static str, value: impl Into<String>, problem: impl Into<String>) -> ConfigError {
    ConfigError { variable, value: value.into(), problem: problem.into() }
}

/// The address with a password in it struck out: errors end up in logs.
fn without_password(text: &str) -> String {
    match Url::parse(text) {
        Ok(mut url) if url.password().is_some() => {
            let _ = url.set_password(Some("…"));
            url.to_string()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_lookup(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn everything_has_a_default() {
        let config = read(&[("RELIEUR_LISTEN", "")]).expect("defaults");
        assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
        assert_eq!(config.database_url, "sqlite:data/relieur.db");
        assert_eq!(config.objects_url, "file:data/objects");
        assert_eq!(config.github.as_str(), "https://github.com");
    }

    #[test]
    fn a_wrong_value_names_its_variable_and_no_secret() {
        for (name, value) in [
            ("RELIEUR_LISTEN", "3000"),
            ("RELIEUR_PUBLIC_URL", "books"),
            ("RELIEUR_DATABASE_URL", "mysql://u:hidden@h/d"),
            ("RELIEUR_OBJECTS_URL", "ftp://u:hidden@h/d"),
            ("RELIEUR_WORKERS", "many"),
            ("RELIEUR_GITHUB_URL", "github"),
            ("RELIEUR_SECRET_KEY", "hidden"),
        ] {
            let refused = read(&[(name, value)]).expect_err(name).to_string();
            assert!(refused.starts_with(name), "{refused}");
            assert!(!refused.contains("hidden"), "{refused}");
        }
    }
}
