//! Rivals: what people use today, in turn with Relieur, on the same wiki.
//!
//! pandoc and WeasyPrint come from PyPI into `target/tools/rivals`. Neither knows what a
//! wiki is: they get all its Markdown pages in a row, run in the wiki's folder so that
//! they find the images.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};

use super::{export, median, name_of};

/// A way from a wiki to a file.
struct Way {
    name: &'static str,
    run: fn(&Bench<'_>, &Path, &Path) -> Result<Command>,
}

/// What is compared: ours, then theirs.
const PAIRS: [(Way, Way); 3] = [
    (Way { name: "Markdown", run: |bench, wiki, out| Ok(bench.relieur("markdown", wiki, out)) }, PANDOC_EPUB),
    (Way { name: "EPUB", run: |bench, wiki, out| Ok(bench.relieur("epub", wiki, out)) }, PANDOC_EPUB),
    (
        Way { name: "PDF", run: |bench, wiki, out| Ok(bench.relieur("pdf", wiki, out)) },
        Way { name: "pandoc + WeasyPrint PDF", run: |bench, wiki, out| bench.pandoc_and_weasyprint(wiki, out) },
    ),
];

const PANDOC_EPUB: Way =
    Way { name: "pandoc EPUB", run: |bench, wiki, out| bench.pandoc("epub3", "book.epub", wiki, out) };

struct Bench<'a> {
    program: &'a Path,
    work: &'a Path,
    tools: PathBuf,
}

/// Compares on each wiki, `runs` times each way.
pub fn measure(root: &Path, program: &Path, work: &Path, wikis: &[PathBuf], runs: usize) -> Result<()> {
    let tools = root.join("target/tools/rivals");
    if let Err(problem) = install(&tools) {
        println!("\nNo comparison with pandoc and WeasyPrint: {problem:#}");
        return Ok(());
    }
    let bench = Bench { program, work, tools };
    println!("\n| wiki | ours | seconds | theirs | seconds | ratio (medians of {runs}) |");
    println!("|---|---|---:|---|---:|---:|");
    for wiki in wikis {
        let wiki = fs::canonicalize(wiki)?;
        for (ours, theirs) in &PAIRS {
            let (mut quick, mut slow) = (Vec::new(), Vec::new());
            for _ in 0..runs {
                quick.push(bench.time(ours, &wiki, work)?);
                slow.push(bench.time(theirs, &wiki, work)?);
            }
            let (quick, slow) = (median(quick), median(slow));
            let name = name_of(&wiki);
            println!("| {name} | {} | {quick:.2} | {} | {slow:.2} | {:.1} |", ours.name, theirs.name, slow / quick);
        }
    }
    Ok(())
}

fn install(tools: &Path) -> Result<()> {
    if tools.join("weasyprint").exists() && pandoc_in(tools).exists() {
        return Ok(());
    }
    let output = Command::new("python3")
        .args(["-m", "pip", "install", "--quiet", "--target"])
        .arg(tools)
        .args(["pypandoc_binary==1.17", "weasyprint==70.0"])
        .output()
        .context("python3 cannot be started")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(())
}

fn pandoc_in(tools: &Path) -> PathBuf {
    tools.join("pypandoc/files/pandoc")
}

impl Bench<'_> {
    fn time(&self, way: &Way, wiki: &Path, work: &Path) -> Result<f64> {
        let output = work.join("out");
        let _ = fs::remove_dir_all(&output);
        fs::create_dir_all(&output)?;
        let mut command = (way.run)(self, wiki, &output)?;
        let began = Instant::now();
        let end = command.stdout(Stdio::null()).stderr(Stdio::piped()).output()?;
        let seconds = began.elapsed().as_secs_f64();
        ensure!(end.status.success(), "{}: {}", way.name, String::from_utf8_lossy(&end.stderr).trim());
        Ok(seconds)
    }

    fn relieur(&self, format: &str, wiki: &Path, output: &Path) -> Command {
        let mut command = export(self.program, self.work);
        command.args(["--format", format, "--output"]).args([output, wiki]);
        command
    }

    fn pandoc(&self, to: &str, file: &str, wiki: &Path, output: &Path) -> Result<Command> {
        let mut pages = Vec::new();
        markdown_pages(wiki, &mut pages)?;
        let mut command = Command::new(pandoc_in(&self.tools));
        command.args(["--from", "gfm", "--to", to, "--standalone", "--toc", "--metadata", "title=Wiki", "--output"]);
        command.arg(output.join(file)).args(pages).current_dir(wiki);
        Ok(command)
    }

    fn pandoc_and_weasyprint(&self, wiki: &Path, output: &Path) -> Result<Command> {
        let pandoc = self.pandoc("html5", "book.html", wiki, output)?;
        let mut both = Command::new("sh");
        // The shell runs the first command as it is given, then the second.
        both.args([
            "-c",
            "out=$1; shift; \"$@\" && exec python3 -m weasyprint --base-url . \"$out/book.html\" \"$out/book.pdf\"",
            "sh",
        ]);
        both.arg(output).arg(pandoc.get_program()).args(pandoc.get_args());
        both.env("PYTHONPATH", &self.tools).current_dir(wiki);
        Ok(both)
    }
}

fn markdown_pages(folder: &Path, pages: &mut Vec<PathBuf>) -> Result<()> {
    let mut entries: Vec<PathBuf> = folder.read_dir()?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && name != ".git" {
            markdown_pages(&path, pages)?;
        } else if path.extension().is_some_and(|extension| extension == "md") && !name.starts_with('_') {
            pages.push(path);
        }
    }
    Ok(())
}
