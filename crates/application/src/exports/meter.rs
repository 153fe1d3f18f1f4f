//! Turns what fetching and binding say into one bar that moves by real units and
//! never goes back.

use std::sync::Mutex;

use relieur_domain::{ExportFormat, Formats, Progress, Step};

use crate::ports::{FetchProgress, PressEvent, ProgressSink};

/// Where each phase begins on the bar, in per cent. Shares follow what the phases
/// take for a wiki of some hundred pages.
const ILLUSTRATE_FROM: f64 = 15.0;
const READ_FROM: f64 = 20.0;
const BIND_FROM: f64 = 25.0;
const STORE_FROM: f64 = 95.0;

/// How much of the binding each format is.
fn weight(format: ExportFormat) -> f64 {
    match format {
        ExportFormat::Markdown => 1.0,
        ExportFormat::Pdf => 8.0,
        ExportFormat::Epub => 2.0,
    }
}

/// One bar.
pub struct Meter {
    formats: Vec<ExportFormat>,
    sink: ProgressSink<Progress>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    percent: f64,
    bound: Vec<(ExportFormat, f64)>,
}

impl Meter {
    /// A bar at 0 for these formats.
    pub fn new(formats: &Formats, sink: ProgressSink<Progress>) -> Self {
        Self { formats: formats.iter().collect(), sink, state: Mutex::default() }
    }

    /// A step without units.
    pub fn at(&self, step: Step) {
        self.tell(step, 0.0);
    }

    /// What the fetch says.
    pub fn fetched(&self, progress: FetchProgress) {
        match progress {
            FetchProgress::Connecting => self.at(Step::Connecting),
            FetchProgress::FallingBack(to) => self.at(Step::FallingBack { to }),
            FetchProgress::Receiving { done, total } => {
                self.tell(Step::Receiving { done, total }, 1.0 + fraction(done, total) * (ILLUSTRATE_FROM - 1.0));
            }
        }
    }

    /// What the press says.
    pub fn pressed(&self, event: PressEvent) {
        match event {
            PressEvent::Illustrating { done, total } => {
                let percent = ILLUSTRATE_FROM + fraction(done, total) * (READ_FROM - ILLUSTRATE_FROM);
                self.tell(Step::Illustrating { done, total }, percent);
            }
            // Nothing is read yet, and images may have to be fetched first.
            PressEvent::Reading { done: 0, total } => self.tell(Step::Reading { done: 0, total }, ILLUSTRATE_FROM),
            PressEvent::Reading { done, total } => {
                let percent = READ_FROM + fraction(done, total) * (BIND_FROM - READ_FROM);
                self.tell(Step::Reading { done, total }, percent);
            }
            PressEvent::Binding { format, done, total } => {
                let percent = self.binding(format, fraction(done, total));
                self.tell(Step::Binding { format, done, total }, percent);
            }
        }
    }

    fn binding(&self, format: ExportFormat, bound: f64) -> f64 {
        let mut state = self.lock();
        match state.bound.iter_mut().find(|(known, _)| *known == format) {
            Some((_, fraction)) => *fraction = fraction.max(bound),
            None => state.bound.push((format, bound)),
        }
        let all: f64 = self.formats.iter().map(|format| weight(*format)).sum();
        let done: f64 = state.bound.iter().map(|(format, fraction)| weight(*format) * fraction).sum();
        BIND_FROM + (done / all).clamp(0.0, 1.0) * (STORE_FROM - BIND_FROM)
    }

    fn tell(&self, step: Step, percent: f64) {
        let percent = {
            let mut state = self.lock();
            state.percent = state.percent.max(percent);
            state.percent
        };
        (self.sink)(Progress { percent: percent.clamp(0.0, 99.0) as u8, step });
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        // A panic elsewhere leaves plain numbers behind; they are still good.
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn fraction(done: u64, total: u64) -> f64 {
    if total == 0 { 0.0 } else { (done as f64 / total as f64).clamp(0.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn meter() -> (Meter, Arc<Mutex<Vec<u8>>>) {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let noted = seen.clone();
        let sink: ProgressSink<Progress> =
            Arc::new(move |progress: Progress| noted.lock().expect("a lock").push(progress.percent));
        (Meter::new(&Formats::all(), sink), seen)
    }

    #[test]
    fn the_bar_moves_by_what_is_done_and_never_back() {
        let (meter, seen) = meter();
        meter.fetched(FetchProgress::Receiving { done: 10, total: 10 });
        meter.fetched(FetchProgress::Receiving { done: 0, total: 0 });
        meter.pressed(PressEvent::Reading { done: 1, total: 2 });
        meter.pressed(PressEvent::Binding { format: ExportFormat::Pdf, done: 1, total: 2 });
        meter.pressed(PressEvent::Binding { format: ExportFormat::Epub, done: 2, total: 2 });
        meter.pressed(PressEvent::Binding { format: ExportFormat::Pdf, done: 2, total: 2 });
        meter.pressed(PressEvent::Binding { format: ExportFormat::Markdown, done: 1, total: 1 });
        let seen = seen.lock().expect("a lock").clone();
        assert!(seen.is_sorted(), "{seen:?}");
        assert_eq!(seen.first(), Some(&15));
        assert_eq!(seen.last(), Some(&95));
    }
}
