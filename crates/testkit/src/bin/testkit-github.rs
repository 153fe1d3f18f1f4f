//! A GitHub with sample wikis, for browser tests and measurements:
//! `testkit-github [--port N] [--wiki OWNER/REPO=FOLDER]...`. Prints its address in
//! one line when it is ready and serves until it is ended.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use relieur_testkit::{GitHub, Troubles, WikiBuilder, samples};

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::read(std::env::args().skip(1))?;
    let github = GitHub::start_on(arguments.port).await?;
    github.add_wiki("acme/handbook", &samples::handbook_at(&github.base_url()))?;
    github.add_wiki("acme/small", &samples::small())?;
    github.add_wiki("acme/many", &samples::many(300))?;
    github.add_slow("acme/slow", &samples::many(60), Duration::from_secs(20))?;
    github.add_repository("acme/nowiki")?;
    github.add_empty_wiki("acme/empty")?;
    github.add_private_wiki("acme/private", &samples::small(), "open-sesame")?;
    github.add_hanging("acme/hanging")?;
    github.add_wiki("acme/nogit", &samples::handbook_at(&github.base_url()))?;
    github.trouble("acme/nogit", Troubles { git_status: Some(503), ..Troubles::default() });
    for (slug, folder) in &arguments.wikis {
        github.add_wiki(slug, &WikiBuilder::new().folder(Path::new(folder))?)?;
    }
    println!("{}", github.base_url());
    std::future::pending().await
}

#[derive(Default)]
struct Arguments {
    port: u16,
    wikis: Vec<(String, PathBuf)>,
}

impl Arguments {
    fn read(mut given: impl Iterator<Item = String>) -> Result<Self> {
        let mut arguments = Self::default();
        while let Some(name) = given.next() {
            let value = given.next().with_context(|| format!("{name} needs a value"))?;
            match name.as_str() {
                "--port" => arguments.port = value.parse().with_context(|| format!("{value:?} is not a port"))?,
                "--wiki" => {
                    let (slug, folder) = value.split_once('=').context("--wiki takes OWNER/REPO=FOLDER")?;
                    arguments.wikis.push((slug.to_owned(), folder.into()));
                }
                _ => bail!("usage: testkit-github [--port N] [--wiki OWNER/REPO=FOLDER]..."),
            }
        }
        Ok(arguments)
    }
}
