//! The live stream of one job: server-sent events, folded into its view.

use std::time::Duration;

use leptos::prelude::*;
use relieur_domain::JobView;
use relieur_domain::jobs::Recorded;
use relieur_domain::jobs::wiki::WikiJobEvent;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventSource, MessageEvent};

/// How long to wait before connecting anew when the browser itself gave up, which
/// it does when an answer is no event stream (a proxy's error page, for example).
const RETRY: Duration = Duration::from_secs(4);

/// How the stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    /// Nothing to complain about.
    Fine,
    /// Broken off; a new attempt is under way.
    Lost,
}

/// Keeps `job` up to date until it ends or the page is left.
pub fn follow_job(job: RwSignal<JobView>) -> ReadSignal<Connection> {
    let (connection, set_connection) = signal(Connection::Fine);
    let attempt = RwSignal::new(0_u32);
    Effect::new(move |_| {
        attempt.track();
        if job.with_untracked(|job| job.status.is_final()) {
            return;
        }
        let stream = Stream::open(job, set_connection, attempt);
        // Kept by this run of the effect: closed when it runs again or the page goes.
        StoredValue::new_local(stream);
    });
    connection
}

/// An open stream with its listeners; closes with its last owner.
struct Stream {
    source: EventSource,
    _on_job: Closure<dyn FnMut(MessageEvent)>,
    _on_open: Closure<dyn FnMut(Event)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

impl Stream {
    fn open(job: RwSignal<JobView>, connection: WriteSignal<Connection>, attempt: RwSignal<u32>) -> Option<Self> {
        let (id, version) = job.with_untracked(|job| (job.id, job.version));
        // The browser reconnects by itself with `Last-Event-ID`, which then counts
        // more than `after`.
        let source = EventSource::new(&format!("/api/v1/jobs/{id}/events?after={version}")).ok()?;

        let on_job = Closure::<dyn FnMut(MessageEvent)>::new({
            let source = source.clone();
            move |message: MessageEvent| {
                let Some(data) = message.data().as_string() else { return };
                match serde_json::from_str::<Recorded<WikiJobEvent>>(&data) {
                    Ok(recorded) => {
                        let ended = job.try_update(|job| {
                            job.apply(&recorded);
                            job.status.is_final()
                        });
                        if ended != Some(false) {
                            source.close();
                        }
                    }
                    // An event of a newer server: only its own page can read it.
                    Err(error) => leptos::logging::error!("an event could not be read: {error}"),
                }
            }
        });
        let on_open = Closure::<dyn FnMut(Event)>::new(move |_| {
            connection.try_set(Connection::Fine);
        });
        let on_error = Closure::<dyn FnMut(Event)>::new({
            let source = source.clone();
            move |_| {
                connection.try_set(Connection::Lost);
                if source.ready_state() == EventSource::CLOSED {
                    let again = move || {
                        attempt.try_update(|attempt| *attempt += 1);
                    };
                    set_timeout(again, RETRY);
                }
            }
        });
        source.add_event_listener_with_callback("job", on_job.as_ref().unchecked_ref()).ok()?;
        source.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Some(Self { source, _on_job: on_job, _on_open: on_open, _on_error: on_error })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.close();
        self.source.set_onopen(None);
        self.source.set_onerror(None);
    }
}
