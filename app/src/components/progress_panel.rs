//! How far an export is: bar, sentence, phases, time.

use std::time::Duration;

use leptos::prelude::*;
use relieur_domain::{JobStatus, JobView, Phase, Timestamp};

use super::moment::Moment;
use crate::i18n::{t, t_string, use_i18n};
use crate::live::{Connection, every};
use crate::words::{phase_name, step_sentence, whole_seconds};

/// The four phases in order.
const PHASES: [Phase; 4] = [Phase::Fetch, Phase::Read, Phase::Bind, Phase::Store];

/// The state of an unfinished export. `now` is the server's time when the page was
/// made; the browser counts on from there, whatever its own clock says.
#[component]
pub fn ProgressPanel(job: RwSignal<JobView>, now: Timestamp, connection: ReadSignal<Connection>) -> impl IntoView {
    let i18n = use_i18n();
    let created = job.with_untracked(|job| job.created_at);
    let attempt = Memo::new(move |_| job.with(|job| job.attempts));

    view! {
        <section class="panel">
            <div class="progress-line">
                <p class="progress-step" id="step">
                    {move || job.with(|job| step_sentence(i18n, job.progress.detail))}
                </p>
                <p class="progress-percent" aria-hidden="true">
                    {move || job.with(|job| job.progress.percent)}"\u{a0}%"
                </p>
            </div>
            <progress
                class="bar"
                max="100"
                value=move || job.with(|job| job.progress.percent.to_string())
                aria-label=move || t_string!(i18n, job.progress).to_string()
                aria-describedby="step"
            ></progress>
            <PhaseList job/>
            <dl class="facts">
                <div><dt>{t!(i18n, job.started)}</dt><dd><Moment at=created/></dd></div>
                <div><dt>{t!(i18n, job.elapsed)}</dt><dd><Elapsed since=created now/></dd></div>
            </dl>
            <Show when=move || { attempt.get() > 1 }>
                <p class="panel-note">
                    {move || t_string!(i18n, job.attempt, number = attempt.get()).to_string()}
                </p>
            </Show>
            <p class="panel-note">{t!(i18n, job.leave)}</p>
            <div role="status">
                <Show when=move || connection.get() == Connection::Lost>
                    <p class="panel-note panel-note-bad">{t!(i18n, job.lost)}</p>
                </Show>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn PhaseList(job: RwSignal<JobView>) -> impl IntoView {
    let i18n = use_i18n();
    let at = Memo::new(move |_| job.with(|job| (job.status, job.progress.phase)));
    let state = move |phase: Phase| {
        let (status, current) = at.get();
        if status != JobStatus::Processing {
            return PhaseState::Ahead;
        }
        match position(phase).cmp(&position(current)) {
            std::cmp::Ordering::Less => PhaseState::Done,
            std::cmp::Ordering::Equal => PhaseState::Current,
            std::cmp::Ordering::Greater => PhaseState::Ahead,
        }
    };
    let item = move |phase: Phase| {
        view! {
            <li
                class=move || match state(phase) {
                    PhaseState::Done => "phase phase-done",
                    PhaseState::Current => "phase phase-current",
                    PhaseState::Ahead => "phase",
                }
                aria-current=move || (state(phase) == PhaseState::Current).then_some("step")
            >
                <span class="phase-name">{move || phase_name(i18n, phase)}</span>
                <span class="sr-only">
                    {move || match state(phase) {
                        PhaseState::Done => t_string!(i18n, phase.done).to_string(),
                        PhaseState::Current => t_string!(i18n, phase.current).to_string(),
                        PhaseState::Ahead => String::new(),
                    }}
                </span>
            </li>
        }
    };
    view! {
        <ol class="phases" aria-label=move || t_string!(i18n, phase.label).to_string()>
            {PHASES.map(item).into_iter().collect_view()}
        </ol>
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PhaseState {
    Done,
    Current,
    Ahead,
}

fn position(phase: Phase) -> usize {
    PHASES.iter().position(|other| *other == phase).unwrap_or_default()
}

#[component]
fn Elapsed(since: Timestamp, now: Timestamp) -> impl IntoView {
    let at_first = (now - since).num_milliseconds();
    let elapsed = RwSignal::new(at_first);
    Effect::new(move |_| {
        // Monotonic: a clock that is set does not make it jump.
        let monotonic = || window().performance().map_or(0.0, |performance| performance.now());
        let begun = monotonic();
        every(Duration::from_secs(1), move || {
            elapsed.try_set(at_first + (monotonic() - begun) as i64);
        });
    });
    view! { <span class="tabular">{move || whole_seconds(elapsed.get())}</span> }
}
