//! What went into the books, in plain words.

use chrono::TimeDelta;
use leptos::prelude::*;
use relieur_domain::{ExportReport, JobView};

use super::moment::Moment;
use super::report_lists::{BrokenLinks, MissingImages, Warnings};
use crate::i18n::{t, use_i18n};
use crate::words::{count, duration, strategy_name};

/// How many characters of a commit's name tell it apart; what git itself shows.
const SHORT_COMMIT: usize = 10;

/// Counts first, then what a reader may miss.
#[component]
pub fn ReportSection(job: RwSignal<JobView>) -> impl IntoView {
    let i18n = use_i18n();
    let job = job.get_untracked();
    let took = job.completed_at.unwrap_or(job.updated_at) - job.created_at;
    let json = format!("/api/v1/jobs/{}", job.id);
    job.report.map(|report| {
        let is_clean = report.links.broken.is_empty() && report.images.missing.is_empty() && report.warnings.is_empty();
        let commit = report.commit.as_ref().map(|commit| commit.chars().take(SHORT_COMMIT).collect::<String>());
        view! {
            <section class="section" aria-labelledby="report">
                <h2 id="report">{t!(i18n, report.heading)}</h2>
                <Counts report=report.clone()/>
                <Show when=move || is_clean>
                    <p class="note note-good">{t!(i18n, report.all_well)}</p>
                </Show>
                <BrokenLinks links=report.links.broken/>
                <MissingImages images=report.images.missing/>
                <Warnings warnings=report.warnings/>
                <Facts started=job.created_at took commit strategy=report.strategy/>
                <p><a class="quiet-link" href=json rel="external">{t!(i18n, report.full)}</a></p>
            </section>
        }
        .into_any()
    })
}

#[component]
fn Facts(
    started: relieur_domain::Timestamp,
    took: TimeDelta,
    commit: Option<String>,
    strategy: String,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <dl class="facts">
            <div><dt>{t!(i18n, job.started)}</dt><dd><Moment at=started/></dd></div>
            <div>
                <dt>{t!(i18n, job.took)}</dt>
                <dd class="tabular">{move || duration(took.num_milliseconds(), i18n.get_locale())}</dd>
            </div>
            <div>
                <dt>{t!(i18n, report.strategy)}</dt>
                <dd>{move || strategy_name(i18n, &strategy)}</dd>
            </div>
            {commit.map(|commit| view! {
                <div><dt>{t!(i18n, report.commit)}</dt><dd><code>{commit}</code></dd></div>
            })}
        </dl>
    }
}

#[component]
fn Counts(report: ExportReport) -> impl IntoView {
    let i18n = use_i18n();
    let broken = report.links.broken.len() as u64;
    let missing = report.images.missing.len() as u64;
    let number = move |number: u64| move || count(number, i18n.get_locale());
    view! {
        <dl class="counts">
            <div class="count"><dt>{t!(i18n, report.pages)}</dt><dd>{number(report.pages)}</dd></div>
            <div class="count"><dt>{t!(i18n, report.internal)}</dt><dd>{number(report.links.internal)}</dd></div>
            <div class="count"><dt>{t!(i18n, report.external)}</dt><dd>{number(report.links.external)}</dd></div>
            <div class="count"><dt>{t!(i18n, report.images)}</dt><dd>{number(report.images.embedded)}</dd></div>
            <div class="count" class:count-bad={broken > 0}>
                <dt>{t!(i18n, report.broken)}</dt><dd>{number(broken)}</dd>
            </div>
            <div class="count" class:count-bad={missing > 0}>
                <dt>{t!(i18n, report.missing)}</dt><dd>{number(missing)}</dd>
            </div>
        </dl>
    }
}
