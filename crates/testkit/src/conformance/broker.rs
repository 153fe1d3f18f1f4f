//! What every [`Broker`] must do.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::BoxStream;
use relieur_application::ports::{Broker, Signal};
use relieur_domain::JobId;
use uuid::Uuid;

/// More than enough for a signal to cross a network; only a failure waits so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// Makes one test of every behaviour. `$with` takes a function from an
/// `Arc<impl Broker>` to a future and runs it on a fresh broker.
#[macro_export]
macro_rules! broker_conformance {
    ($with:path) => {
        $crate::broker_conformance! { @ $with:
            every_listener_hears_every_signal_in_order,
            a_listener_hears_only_what_comes_after_it,
            a_listener_that_falls_behind_misses_nothing_unknowingly,
            signals_nobody_listens_to_do_no_harm,
            a_listener_that_leaves_does_not_disturb_the_others,
        }
    };
    (@ $with:path: $($behaviour:ident),+ $(,)?) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $behaviour() {
                $with(|broker| $crate::conformance::broker::$behaviour(broker)).await;
            }
        )+
    };
}

async fn hear(signals: &mut BoxStream<'static, Signal>) -> Signal {
    tokio::time::timeout(PATIENCE, signals.next()).await.expect("a signal comes").expect("the stream goes on")
}

fn change() -> Signal {
    Signal::JobChanged(JobId(Uuid::now_v7()))
}

/// Fan-out: a signal is for everybody.
pub async fn every_listener_hears_every_signal_in_order<B: Broker>(broker: Arc<B>) {
    let mut listeners = [broker.subscribe(), broker.subscribe(), broker.subscribe()];
    let signals = [Signal::TaskReady, change(), change(), Signal::TaskReady];
    for signal in signals {
        broker.publish(signal);
    }
    for listener in &mut listeners {
        for signal in signals {
            assert_eq!(hear(listener).await, signal);
        }
    }
}

/// There is no memory to read up in; that is the store's.
pub async fn a_listener_hears_only_what_comes_after_it<B: Broker>(broker: Arc<B>) {
    broker.publish(change());
    let mut listener = broker.subscribe();
    let later = change();
    broker.publish(later);
    assert_eq!(hear(&mut listener).await, later);
}

/// Either every signal, or [`Signal::Resync`] in place of what was lost; and the
/// last one in any case.
pub async fn a_listener_that_falls_behind_misses_nothing_unknowingly<B: Broker>(broker: Arc<B>) {
    const MANY: usize = 20_000;
    let mut listener = broker.subscribe();
    for _ in 1..MANY {
        broker.publish(Signal::TaskReady);
    }
    let last = change();
    broker.publish(last);

    let (mut heard, mut told) = (0, false);
    loop {
        heard += 1;
        match hear(&mut listener).await {
            Signal::Resync => told = true,
            signal if signal == last => break,
            _ => {}
        }
    }
    assert!(told || heard == MANY, "{} signals were lost and nobody said so", MANY - heard);
}

/// Publishing never fails.
pub async fn signals_nobody_listens_to_do_no_harm<B: Broker>(broker: Arc<B>) {
    for _ in 0..100 {
        broker.publish(change());
    }
    drop(broker.subscribe());
    broker.publish(Signal::TaskReady);

    let mut listener = broker.subscribe();
    let signal = change();
    broker.publish(signal);
    assert_eq!(hear(&mut listener).await, signal);
}

/// Browsers come and go.
pub async fn a_listener_that_leaves_does_not_disturb_the_others<B: Broker>(broker: Arc<B>) {
    let leaving = broker.subscribe();
    let mut staying = broker.subscribe();
    drop(leaving);
    let signal = change();
    broker.publish(signal);
    assert_eq!(hear(&mut staying).await, signal);
}
