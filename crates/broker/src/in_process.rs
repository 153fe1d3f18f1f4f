//! Signals between the tasks of one process.

use futures::stream::{self, BoxStream, StreamExt};
use relieur_application::ports::{Broker, Signal};
use tokio::sync::broadcast::{self, error::RecvError};

/// How many signals a listener may be behind. A running job makes a few in a second,
/// so this is minutes for a server with many; who needs longer has to look anyway.
const CAPACITY: usize = 1024;

/// Carries signals within this process. Streams end when the broker is dropped.
#[derive(Debug)]
pub struct InProcessBroker {
    signals: broadcast::Sender<Signal>,
}

impl InProcessBroker {
    /// A broker nobody listens to yet.
    pub fn new() -> Self {
        Self { signals: broadcast::Sender::new(CAPACITY) }
    }
}

impl Default for InProcessBroker {
    fn default() -> Self {
        Self::new()
    }
}

impl Broker for InProcessBroker {
    fn publish(&self, signal: Signal) {
        // An error says that nobody listens, which is no error.
        let _ = self.signals.send(signal);
    }

    fn subscribe(&self) -> BoxStream<'static, Signal> {
        stream::unfold(self.signals.subscribe(), |mut signals| async move {
            let signal = match signals.recv().await {
                Ok(signal) => signal,
                // What is still held follows; looking twice does no harm.
                Err(RecvError::Lagged(_)) => Signal::Resync,
                Err(RecvError::Closed) => return None,
            };
            Some((signal, signals))
        })
        .boxed()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use relieur_domain::JobId;
    use uuid::Uuid;

    use super::*;

    async fn with_broker<F: Future<Output = ()>>(test: impl FnOnce(Arc<InProcessBroker>) -> F) {
        test(Arc::new(InProcessBroker::new())).await;
    }

    relieur_testkit::broker_conformance!(with_broker);

    #[tokio::test]
    async fn a_slow_listener_is_told_once_to_look_at_everything() {
        let broker = InProcessBroker::new();
        let mut slow = broker.subscribe();
        for _ in 0..CAPACITY * 3 {
            broker.publish(Signal::TaskReady);
        }
        let last = Signal::JobChanged(JobId(Uuid::now_v7()));
        broker.publish(last);
        drop(broker);
        let heard: Vec<_> = slow.by_ref().collect().await;
        assert_eq!(heard.first(), Some(&Signal::Resync));
        assert_eq!(heard.iter().filter(|signal| **signal == Signal::Resync).count(), 1);
        assert_eq!(heard.last(), Some(&last));
        assert!(heard.len() <= CAPACITY + 1, "it is not made to hear everything it missed");
    }

    #[tokio::test]
    async fn listeners_are_sent_home_when_the_broker_goes() {
        let broker = InProcessBroker::new();
        let mut listener = broker.subscribe();
        broker.publish(Signal::TaskReady);
        drop(broker);
        assert_eq!(listener.next().await, Some(Signal::TaskReady));
        assert_eq!(listener.next().await, None);
    }
}
