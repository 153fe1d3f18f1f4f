//! `relieur export`: wikis into files on this machine.

use std::collections::HashSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use relieur_application::Exporter;
use relieur_application::exports::{Export, milliseconds};
use relieur_application::ports::FetchRequest;
use relieur_domain::report::PhaseTime;
use relieur_domain::{
    ExportFormat, ExportOptions, ExportReport, Failure, FailureCode, Formats, Phase, Progress, WikiRef,
};

use super::choices::Choices;
use super::ledger::{self, Ledger};
use crate::compose;
use crate::config::Config;

/// What a shell gives for a command ended by Ctrl-C.
const INTERRUPTED: u8 = 130;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit codes: 0 done, 2 wrong usage, 3 no such wiki or not allowed to read it,
4 network, 5 a file could not be bound, 1 anything else. With several wikis
each is tried, and the code is that of the first that failed.")]
pub struct Arguments {
    /// OWNER/REPO, the address of a GitHub wiki or of any git repository, or a folder or
    /// bare repository on this machine
    #[arg(required = true, value_name = "WIKI")]
    wikis: Vec<String>,
    /// What to make: any of markdown, pdf, epub
    #[arg(long, value_delimiter = ',', default_value = "markdown,pdf,epub", value_parser = str::parse::<ExportFormat>)]
    format: Vec<ExportFormat>,
    /// The folder to write the files into
    #[arg(long, short, default_value = ".", value_name = "DIR")]
    output: PathBuf,
    /// Export even when nothing has changed since the last time
    #[arg(long)]
    force: bool,
    /// Print the report as JSON on standard output (an array for several wikis)
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    choices: Choices,
}

pub fn run(config: &Config, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    // The progress bar and the final sentences say what people need; warnings are
    // in the report. A log is for those who ask for one.
    if std::env::var_os("RELIEUR_LOG").is_some_and(|filter| !filter.is_empty()) {
        super::start_logging(&config.log)?;
    }
    let options = match chosen(arguments) {
        Ok(options) => options,
        Err(error) => {
            eprintln!("relieur: {error}");
            return Ok(ExitCode::from(2));
        }
    };
    std::fs::create_dir_all(&arguments.output)
        .with_context(|| format!("the folder {} cannot be made", arguments.output.display()))?;
    let exporter = compose::exporter(config, ledger::cache_folder().map(|cache| cache.join("memories")))?;

    let runtime = tokio::runtime::Runtime::new()?;
    let mut reports: Vec<ExportReport> = Vec::new();
    let mut names = Names::default();
    let mut code = 0;
    for text in &arguments.wikis {
        let outcome = runtime.block_on(async {
            tokio::select! {
                outcome = export(config, &exporter, text, &options, arguments, &mut names) => outcome.map(Some),
                _ = tokio::signal::ctrl_c() => Ok(None),
            }
        });
        match outcome {
            Ok(Some(report)) => reports.push(report),
            Ok(None) => {
                eprintln!("relieur: stopped; nothing was written for {text}");
                code = INTERRUPTED;
                break;
            }
            Err(problem) => {
                eprintln!("relieur: {problem}");
                if code == 0 {
                    code = problem.exit_code();
                }
            }
        }
    }
    // Nothing is left to wait for.
    runtime.shutdown_background();
    if arguments.json && !reports.is_empty() {
        let mut out = std::io::stdout().lock();
        match &reports[..] {
            [report] if arguments.wikis.len() == 1 => serde_json::to_writer_pretty(&mut out, report)?,
            all => serde_json::to_writer_pretty(&mut out, all)?,
        }
        writeln!(out)?;
    }
    Ok(ExitCode::from(code))
}

/// What the flags say, taken together.
fn chosen(arguments: &Arguments) -> Result<ExportOptions, Box<dyn std::error::Error>> {
    let formats = Formats::new(arguments.format.iter().copied())?;
    Ok(arguments.choices.options(formats)?)
}

/// Why one wiki was not exported.
#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error("{0}")]
    Usage(#[from] relieur_domain::wiki::WikiRefError),
    #[error("{}", described(.0))]
    Failed(#[from] Failure),
    #[error(
        "the books of {text} would replace those of another wiki, {name}; export it into another folder with --output"
    )]
    SameName { text: String, name: String },
    #[error("{} cannot be written: {source}. Check the folder's permissions and the free space.", path.display())]
    Output { path: PathBuf, source: std::io::Error },
}

impl Problem {
    fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::SameName { .. } => 2,
            Self::Failed(failure) => failure.code.exit_code(),
            Self::Output { .. } => 1,
        }
    }
}

/// The names the books of this command have. Those of volumes count by themselves:
/// `x-1.pdf` may be of the wiki `x` or of the wiki `x-1`.
#[derive(Default)]
struct Names(HashSet<String>);

impl Names {
    /// Gives `name` to the wiki `text` names, when no other one has it.
    fn take(&mut self, name: String, text: &str) -> Result<(), Problem> {
        if self.0.contains(&name) {
            return Err(Problem::SameName { text: text.to_owned(), name });
        }
        self.0.insert(name);
        Ok(())
    }
}

fn described(failure: &Failure) -> String {
    match &failure.detail {
        // The cause helps where the sentence alone is no help.
        Some(detail) if failure.code.exit_code() != 3 => format!("{failure}\n         ({detail})"),
        _ => failure.to_string(),
    }
}

async fn export(
    config: &Config,
    exporter: &Exporter,
    text: &str,
    options: &ExportOptions,
    arguments: &Arguments,
    names: &mut Names,
) -> Result<ExportReport, Problem> {
    let wiki = wiki_named(text, config)?;
    names.take(format!("{}.*", wiki.file_stem()), text)?;
    let request = FetchRequest { wiki, token: None, history: options.history };
    let ledger = Ledger::of(&request.wiki, options, &arguments.output);
    // The host is asked only when there is something to compare its answer with.
    if !arguments.force
        && let Some(last) = ledger.last(exporter.binder())
        && exporter.head(&request).await == last.commit
    {
        let report = ExportReport { reused: true, phases: Vec::new(), ..last };
        let file_names = report.files.iter().filter_map(|file| Path::new(&file.path).file_name());
        file_names.map(|name| name.to_string_lossy().into_owned()).try_for_each(|name| names.take(name, text))?;
        if !arguments.json {
            say(&report);
        }
        return Ok(report);
    }
    let temporary = |source| Problem::Output { path: arguments.output.clone(), source };
    // Beside the files, so that moving them there is one step.
    let workdir = tempfile::Builder::new().prefix(".relieur-").tempdir_in(&arguments.output).map_err(temporary)?;
    let folder = workdir.path().canonicalize().map_err(temporary)?;

    let bar = bar();
    let told = bar.clone();
    let progress = Arc::new(move |progress: Progress| {
        told.set_position(u64::from(progress.percent));
        told.set_message(progress.step.to_string());
    });
    let outcome = exporter.export(&request, options, &folder, progress).await;
    bar.finish_and_clear();
    let Export { files, mut report } = outcome?;
    files.iter().map(|file| file.name.clone()).try_for_each(|name| names.take(name, text))?;

    let began = Instant::now();
    for (file, listed) in files.iter().zip(&mut report.files) {
        let path = arguments.output.join(&file.name);
        std::fs::rename(&file.path, &path).map_err(|source| Problem::Output { path: path.clone(), source })?;
        listed.path = path.display().to_string();
    }
    report.phases.push(PhaseTime { phase: Phase::Store, milliseconds: milliseconds(began) });
    ledger.note(&report);
    if !arguments.json {
        say(&report);
    }
    Ok(report)
}

/// A folder where there is one or where only a folder can be meant; else an address.
fn wiki_named(text: &str, config: &Config) -> Result<WikiRef, Problem> {
    // A `file:` address may hold encoded spaces.
    let address = url::Url::parse(text).ok().filter(|url| url.scheme() == "file");
    let of_address = address.and_then(|url| url.to_file_path().ok()).map(|path| path.display().to_string());
    let path = of_address.as_deref().unwrap_or(text);
    let is_path = of_address.is_some() || path == "~" || ["/", "./", "../", "~/"].iter().any(|p| path.starts_with(p));
    if is_path || matches!(path, "." | "..") || Path::new(path).is_dir() {
        let full = std::fs::canonicalize(path)
            .map_err(|error| Failure::new(FailureCode::NoSuchFolder, path).because(error))?;
        return Ok(WikiRef::folder(full.display().to_string()));
    }
    Ok(WikiRef::parse(text, &config.github)?)
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(100), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos:>3} %  {wide_msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}

fn say(report: &ExportReport) {
    for file in &report.files {
        println!("{}  ({})", file.path, indicatif::HumanBytes(file.bytes));
    }
    if report.reused {
        eprintln!("nothing has changed since these files were made; --force makes them anew");
        return;
    }
    let seconds = report.phases.iter().map(|phase| phase.milliseconds).sum::<u64>() as f64 / 1000.0;
    eprintln!("{} pages in {seconds:.1} s", report.pages);
    if !report.links.broken.is_empty() {
        eprintln!("{} links lead nowhere in the wiki itself and stay as text", report.links.broken.len());
    }
    if !report.images.missing.is_empty() {
        eprintln!("{} images are missing and replaced by their descriptions", report.images.missing.len());
    }
    if !report.warnings.is_empty() {
        eprintln!("{} warnings; --json lists everything", report.warnings.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_volume_is_not_replaced_by_a_wiki_of_that_name() {
        let mut names = Names::default();
        for name in ["x.*", "x-1.pdf", "x-2.pdf", "x-1.*", "x-1.epub"] {
            names.take(name.to_owned(), "x").expect("its own");
        }
        let refused = names.take("x-1.pdf".to_owned(), "../x-1").expect_err("another's");
        assert_eq!(refused.exit_code(), 2);
        assert!(refused.to_string().starts_with("the books of ../x-1 would replace"), "{refused}");
    }
}
