//! The store on both databases: what its ports ask of any store, and what only a
//! database of its own can show.

mod on;
mod opening;
mod positions;
mod rebuilding;
mod tokens;

/// Tests that take the address of an empty database and are run on both.
macro_rules! on_both {
    ($($test:path as $name:ident),+ $(,)?) => {
        mod sqlite {
            relieur_testkit::store_conformance!(super::on::sqlite);
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $name() {
                    super::on::sqlite_at($test).await;
                }
            )+
        }
        mod postgres {
            relieur_testkit::store_conformance!(super::on::postgres);
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $name() {
                    super::on::postgres_at($test).await;
                }
            )+
        }
    };
}

on_both! {
    crate::opening::what_was_stored_is_there_after_a_restart as what_was_stored_is_there_after_a_restart,
    crate::opening::several_processes_open_a_new_database_at_once as several_processes_open_a_new_database_at_once,
    crate::opening::two_processes_share_a_database as two_processes_share_a_database,
    crate::opening::a_caller_that_gives_up_leaves_the_store_usable as a_caller_that_gives_up_leaves_the_store_usable,
    crate::positions::who_reads_by_position_misses_nothing as who_reads_by_position_misses_nothing,
    crate::rebuilding::lists_of_another_version_are_built_anew as lists_of_another_version_are_built_anew,
    crate::rebuilding::a_lost_entry_comes_back_with_the_next_event as a_lost_entry_comes_back_with_the_next_event,
    crate::rebuilding::an_unreadable_event_stops_the_rebuilding_and_is_named
        as an_unreadable_event_stops_the_rebuilding_and_is_named,
    crate::tokens::a_token_is_sealed_and_forgotten_when_its_job_ends as a_token_is_sealed_and_forgotten_when_its_job_ends,
}
