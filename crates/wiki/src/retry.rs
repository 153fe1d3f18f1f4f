//! When a failed request is made again: the one policy for git, the API and the web.
//!
//! What passes by itself is tried again after the configured delays. A host that
//! asks to slow down is obeyed, as long as the wait is one a person would sit out.

use std::time::Duration;

use relieur_domain::Timestamp;

use crate::config::WikiReaderConfig;
use crate::http::{HttpFailure, now};

/// The tries that are left for one request.
#[derive(Debug)]
pub(crate) struct Retries {
    delays: std::vec::IntoIter<Duration>,
    longest_wait: Duration,
}

impl Retries {
    /// As many as `config` allows.
    pub(crate) fn new(config: &WikiReaderConfig) -> Self {
        Self { delays: config.retry_delays.clone().into_iter(), longest_wait: config.longest_wait }
    }

    /// How long to wait before the next try; none when there were enough. Up to a
    /// quarter is added by chance, so that many workers do not come at once.
    pub(crate) fn next_delay(&mut self) -> Option<Duration> {
        self.delays.next().map(|delay| delay.mul_f64(1.0 + fastrand::f64() / 4.0))
    }

    /// How long to wait before the next try after `failure`; none when it would not
    /// help, or when the host asks for more patience than there is.
    pub(crate) fn after(&mut self, failure: &HttpFailure) -> Option<Duration> {
        let least = match failure {
            HttpFailure::RateLimited { until: Some(until), .. } => {
                let wait = remaining(*until, now());
                if wait > self.longest_wait {
                    return None;
                }
                wait
            }
            HttpFailure::RateLimited { until: None, .. } => Duration::ZERO,
            other if other.is_passing() => Duration::ZERO,
            _ => return None,
        };
        self.next_delay().map(|delay| delay.max(least))
    }
}

fn remaining(until: Timestamp, now: Timestamp) -> Duration {
    (until - now).to_std().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn retries() -> Retries {
        Retries::new(&WikiReaderConfig::default())
    }

    fn limited(seconds: Option<u64>) -> HttpFailure {
        let until = seconds.map(|seconds| now() + Duration::from_secs(seconds));
        HttpFailure::RateLimited { host: "github.com".into(), until }
    }

    #[test]
    fn delays_grow_and_end() {
        let mut retries = retries();
        let delays: Vec<_> = std::iter::from_fn(|| retries.next_delay()).map(|delay| delay.as_secs_f64()).collect();
        assert_eq!(delays.len(), 3);
        for (delay, least) in delays.iter().zip([1.0, 2.0, 4.0]) {
            assert!((least..=least * 1.25).contains(delay), "{delay}");
        }
    }

    #[test]
    fn a_host_that_asks_for_patience_gets_it_up_to_a_minute() {
        let wait = retries().after(&limited(Some(20))).expect("a wait");
        assert!((19.0..=20.0).contains(&wait.as_secs_f64()), "{wait:?}");
        assert_eq!(retries().after(&limited(Some(3_600))), None);
        assert!(retries().after(&limited(None)).is_some());
    }

    #[test]
    fn only_what_passes_is_tried_again() {
        let status = |status| HttpFailure::Status { host: "h".into(), status };
        assert!(retries().after(&status(503)).is_some());
        assert_eq!(retries().after(&status(404)), None);
        assert_eq!(retries().after(&HttpFailure::Redirect { host: "h".into() }), None);
    }
}
