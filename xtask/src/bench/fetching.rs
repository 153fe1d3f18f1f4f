//! Fetching by git against `git clone --depth 1`, from the same server.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};

use super::{median, name_of, reading};

/// Clones each wiki in turn with git itself and with an export, whose report says how
/// long its fetch took.
pub fn measure(root: &Path, program: &Path, work: &Path, wikis: &[PathBuf], runs: usize) -> Result<()> {
    let server = Server::start(root, wikis)?;
    println!("\n| wiki | `git clone --depth 1`, seconds | fetch, seconds (median of {runs}) | ratio |");
    println!("|---|---:|---:|---:|");
    for (number, wiki) in wikis.iter().enumerate() {
        let slug = slug(number);
        let (mut theirs, mut ours) = (Vec::new(), Vec::new());
        // Turn by turn, so that a busy moment of the machine meets both; the first turn
        // warms the server up and is not counted.
        for turn in 0..=runs {
            let (cloned, fetched) =
                (clone(&server.address, &slug, work)?, fetch(program, &server.address, &slug, work)?);
            if turn > 0 {
                theirs.push(cloned);
                ours.push(fetched);
            }
        }
        let (theirs, ours) = (median(theirs), median(ours));
        println!("| {} | {theirs:.3} | {ours:.3} | {:.2} |", name_of(wiki), ours / theirs);
    }
    Ok(())
}

fn slug(number: usize) -> String {
    format!("bench/wiki-{number}")
}

fn clone(address: &str, slug: &str, work: &Path) -> Result<f64> {
    let target = work.join("clone");
    let _ = fs::remove_dir_all(&target);
    let began = Instant::now();
    let status = Command::new("git")
        .args(["clone", "--quiet", "--depth", "1", &format!("{address}/{slug}.wiki.git")])
        .arg(&target)
        .status()
        .context("git cannot be started")?;
    ensure!(status.success(), "git did not clone {slug}");
    Ok(began.elapsed().as_secs_f64())
}

fn fetch(program: &Path, address: &str, slug: &str, work: &Path) -> Result<f64> {
    let output = work.join("out");
    let _ = fs::remove_dir_all(&output);
    let phases = reading::phases(
        Command::new(program)
            .env("RELIEUR_GITHUB_URL", address)
            .args(["export", "--json", "--force", "--format", "markdown", "--output"])
            .arg(&output)
            .arg(slug),
    )?;
    phases.get("FETCH").copied().context("the report does not say how long the fetch took")
}

/// The testkit's GitHub, with the wikis on it.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(root: &Path, wikis: &[PathBuf]) -> Result<Self> {
        let program = root.join("target/release/testkit-github");
        ensure!(program.exists(), "there is no {}; make bench builds it", program.display());
        let wikis = wikis
            .iter()
            .enumerate()
            .flat_map(|(number, wiki)| ["--wiki".to_owned(), format!("{}={}", slug(number), wiki.display())]);
        let mut child = Command::new(program).args(wikis).stdout(Stdio::piped()).spawn()?;
        let mut address = String::new();
        BufReader::new(child.stdout.take().context("the server says nothing")?).read_line(&mut address)?;
        Ok(Self { child, address: address.trim().to_owned() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It ends with this process at the latest.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
