//! Positions: who reads all events in their order, and remembers how far, misses none.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::future::join_all;
use relieur_application::ports::EventStore;
use relieur_domain::jobs::wiki::WikiJobEvent;
use sea_orm::{ConnectionTrait, Statement};

use crate::on::{self, open};

/// An event that is committed late may not have a position that was passed already.
pub async fn who_reads_by_position_misses_nothing(url: String) {
    const WRITERS: u64 = 6;
    const APPENDS: u64 = 6;
    // So many that an append is under way for a while, and others could overtake it.
    const EVENTS: u64 = 30;
    let stores = [open(&url).await, open(&url).await];
    let done = Arc::new(AtomicBool::new(false));
    let reader = tokio::spawn({
        let (url, done) = (url.clone(), done.clone());
        async move {
            let database = on::raw(&url).await;
            let (mut last, mut seen) = (0_i64, 0);
            loop {
                let finished = done.load(Ordering::SeqCst);
                let ask = format!("SELECT position FROM events WHERE position > {last} ORDER BY position");
                let ask = Statement::from_string(database.get_database_backend(), ask);
                for row in database.query_all_raw(ask).await.expect("readable") {
                    last = row.try_get_by_index(0).expect("a position");
                    seen += 1;
                }
                if finished {
                    return seen;
                }
                tokio::task::yield_now().await;
            }
        }
    });
    let writers = (0..WRITERS).map(|writer| {
        let store = stores[writer as usize % stores.len()].clone();
        tokio::spawn(async move {
            let job = on::submit(&store).await;
            let events: Vec<_> = (1..=EVENTS as u32).map(|attempt| WikiJobEvent::JobStarted { attempt }).collect();
            for round in 0..APPENDS {
                store.append(on::append(job, 1 + round * EVENTS, &events)).await.expect("appended");
            }
        })
    });
    for writer in join_all(writers).await {
        writer.expect("no panic");
    }
    done.store(true, Ordering::SeqCst);
    assert_eq!(reader.await.expect("no panic"), WRITERS * (1 + APPENDS * EVENTS));
}
