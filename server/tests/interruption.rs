//! What happens to running jobs when the server dies or is told to stop.

mod support;

use relieur_testkit::{GitHub, samples};
use support::{Api, Server, names};

/// Large enough to be caught in the middle of.
const PAGES: usize = 150;

async fn github() -> GitHub {
    let github = GitHub::start().await.expect("a GitHub");
    github.add_wiki("acme/many", &samples::many(PAGES)).expect("a wiki");
    github
}

async fn caught_while_binding(api: &Api) -> String {
    let id = api.submit("acme/many").await;
    api.wait(&id, |job| job["status"] == "PROCESSING" && job["progress"]["phase"] == "BIND").await;
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_server_was_killed_finishes_once_after_a_restart() {
    let github = github().await;
    let data = tempfile::tempdir().expect("a folder");
    let server = Server::start(&github.base_url(), data.path());
    let id = caught_while_binding(&Api::of(&server)).await;
    server.kill();

    let server = Server::start(&github.base_url(), data.path());
    let api = Api::of(&server);
    let job = api.ended(&id).await;
    assert_eq!(job["status"], "COMPLETED", "{}", job["error"]);
    assert_eq!(job["attempts"], 2);
    assert_eq!(job["files"].as_array().map(Vec::len), Some(3));
    let history = api.history(&id).await;
    let count = |name: &str| names(&history).iter().filter(|known| **known == name).count();
    assert_eq!((count("JobStarted"), count("FileStored"), count("JobCompleted")), (2, 3, 1));
    let left: Vec<_> = std::fs::read_dir(data.path().join("work")).expect("a folder").flatten().collect();
    assert!(left.len() <= 1, "what the dead process left behind is removed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_server_hands_its_job_back_and_ends_well() {
    let github = github().await;
    let data = tempfile::tempdir().expect("a folder");
    let server = Server::start(&github.base_url(), data.path());
    let id = caught_while_binding(&Api::of(&server)).await;
    assert!(server.interrupt(), "Ctrl-C is no failure");

    let server = Server::start(&github.base_url(), data.path());
    let api = Api::of(&server);
    let job = api.ended(&id).await;
    assert_eq!(job["status"], "COMPLETED", "{}", job["error"]);
    let history = api.history(&id).await;
    assert_eq!(names(&history).iter().filter(|name| **name == "JobHandedBack").count(), 1);
    // Handing back is not the job's fault, so the attempt does not count.
    assert_eq!(job["attempts"], 1);
}

/// With nothing to wait for, the web server may be gone before anybody waits for it.
#[tokio::test(flavor = "multi_thread")]
async fn an_idle_server_ends_well_however_quickly() {
    let github = GitHub::start().await.expect("a GitHub");
    let data = tempfile::tempdir().expect("a folder");
    for _ in 0..8 {
        let server = Server::start(&github.base_url(), data.path());
        assert!(server.interrupt(), "Ctrl-C is no failure");
    }
}
