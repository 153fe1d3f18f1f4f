//! Wikis in folders and repositories on this machine.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::fetch_folder;
use relieur_application::ports::FetchProgress;
use relieur_domain::FailureCode;
use relieur_domain::wiki::FetchStrategy;
use relieur_testkit::{WikiBuilder, samples};

/// A folder to put things into.
pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

pub fn git(folder: &Path, arguments: &[&str]) {
    let status = Command::new("git")
        .current_dir(folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
        .args(arguments)
        .status();
    assert!(status.expect("git runs").success(), "{arguments:?}");
}

/// A work tree with the small wiki committed.
pub fn work_tree() -> tempfile::TempDir {
    let place = folder();
    samples::small().write_folder(place.path()).expect("files");
    git(place.path(), &["init", "--quiet"]);
    git(place.path(), &["add", "--all"]);
    git(place.path(), &["commit", "--quiet", "--message", "all", "--date", "2024-06-01T12:00:00Z"]);
    place
}

#[tokio::test]
async fn a_plain_folder_is_a_wiki() {
    let place = folder();
    samples::handbook().write_folder(place.path()).expect("files");
    let fetched = fetch_folder(place.path()).await;
    let expected = samples::handbook().files();
    assert_eq!(fetched.paths(), expected.keys().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(fetched.bytes("images/diagram.png"), expected["images/diagram.png"]);
    let snapshot = fetched.snapshot();
    assert_eq!((snapshot.strategy, &snapshot.commit, snapshot.committed_at), (FetchStrategy::Folder, &None, None));
    let count = expected.len() as u64;
    assert_eq!(fetched.progress.last(), Some(&FetchProgress::Receiving { done: count, total: count }));
}

#[cfg(unix)]
#[tokio::test]
async fn links_out_of_a_folder_are_refused_and_hidden_things_stay_hidden() {
    let place = folder();
    samples::small().page(".obsidian/notes.md", "x").page("a/.b/c.md", "x").write_folder(place.path()).expect("files");
    std::os::unix::fs::symlink("/etc/passwd", place.path().join("Secrets.md")).expect("a link");
    std::os::unix::fs::symlink("/etc", place.path().join("etc")).expect("a link");
    let fetched = fetch_folder(place.path()).await;
    assert_eq!(fetched.paths(), ["Home.md", "Next-Page.md"]);
    assert_eq!(fetched.warnings(), [("symlink_refused", "Secrets.md"), ("symlink_refused", "etc")]);
}

#[tokio::test]
async fn a_clean_work_tree_names_its_commit() {
    let place = work_tree();
    let fetched = fetch_folder(place.path()).await;
    let head = Command::new("git").current_dir(place.path()).args(["rev-parse", "HEAD"]).output().expect("git runs");
    assert_eq!(fetched.snapshot().commit.as_deref(), Some(String::from_utf8_lossy(&head.stdout).trim()));
    assert!(fetched.snapshot().committed_at.is_some());
    assert!(fetched.warnings().is_empty());
}

#[tokio::test]
async fn a_changed_work_tree_is_read_as_it_lies_and_names_no_commit() {
    for change in ["edit", "add", "remove"] {
        let place = work_tree();
        match change {
            "edit" => fs::write(place.path().join("Home.md"), "changed").expect("written"),
            "add" => fs::write(place.path().join("New.md"), "new").expect("written"),
            _ => fs::remove_file(place.path().join("Next-Page.md")).expect("removed"),
        }
        let fetched = fetch_folder(place.path()).await;
        assert_eq!(fetched.snapshot().commit, None, "{change}");
        assert_eq!(fetched.warnings(), [("uncommitted_changes", "")], "{change}");
        if change == "edit" {
            assert_eq!(fetched.bytes("Home.md"), b"changed");
        }
    }
}

#[tokio::test]
async fn a_bare_repository_is_read_like_a_clone() {
    let place = folder();
    let bare = place.path().join("docs.git");
    samples::small().symlink("Link.md", "Home.md").write_bare(&bare).expect("a repository");
    let fetched = fetch_folder(&bare).await;
    assert_eq!(fetched.paths(), ["Home.md", "Next-Page.md"]);
    assert_eq!(fetched.warnings(), [("symlink_refused", "Link.md")]);
    assert_eq!(fetched.snapshot().commit.as_deref().map(str::len), Some(40));
}

#[tokio::test]
async fn a_bare_repository_whose_head_names_a_missing_branch_is_read_all_the_same() {
    let place = folder();
    for branch in ["master", "main", "trunk"] {
        let bare = place.path().join(format!("{branch}.git"));
        samples::small().branch(branch).head("gone").write_bare(&bare).expect("a repository");
        assert_eq!(fetch_folder(&bare).await.paths(), ["Home.md", "Next-Page.md"], "{branch}");
    }
}

/// Runs git in `folder` with `input` and gives what it prints.
fn git_with(folder: &Path, arguments: &[&str], input: &str) -> String {
    let mut child = Command::new("git")
        .current_dir(folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("git runs");
    child.stdin.take().expect("an input").write_all(input.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("git ends");
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[tokio::test]
async fn a_tree_made_to_climb_out_is_refused() {
    let place = folder();
    let bare = place.path().join("evil.git");
    samples::small().write_bare(&bare).expect("a repository");
    let blob = git_with(&bare, &["hash-object", "-w", "--stdin"], "evil");
    let inner = git_with(&bare, &["mktree"], &format!("100644 blob {blob}\tpasswd.md\n"));
    let tree = git_with(
        &bare,
        &["mktree"],
        &format!("040000 tree {inner}\t..\n100644 blob {blob}\tHome.md\n100644 blob {blob}\t..\\..\\Up.md\n"),
    );
    let commit = git_with(&bare, &["commit-tree", "-m", "evil", &tree], "");
    git(&bare, &["update-ref", "refs/heads/master", &commit]);
    let fetched = fetch_folder(&bare).await;
    assert_eq!(fetched.paths(), ["Home.md"]);
    assert_eq!(fetched.warnings(), [("path_refused", "../passwd.md"), ("path_refused", "..\\..\\Up.md")]);
}

#[tokio::test]
async fn a_folder_that_is_not_there_or_empty_is_told_apart() {
    let place = folder();
    let missing = place.path().join("nowhere");
    assert_eq!(fetch_folder(&missing).await.failure().code, FailureCode::NoSuchFolder);
    let file = place.path().join("Home.md");
    fs::write(&file, "a page").expect("written");
    assert_eq!(fetch_folder(&file).await.failure().code, FailureCode::NoSuchFolder);
    let empty = folder();
    assert_eq!(fetch_folder(empty.path()).await.failure().code, FailureCode::EmptyWiki);
    let bare = empty.path().join("empty.git");
    WikiBuilder::new().write_bare(&bare).expect("a repository");
    assert_eq!(fetch_folder(&bare).await.failure().code, FailureCode::EmptyWiki);
}

#[tokio::test]
async fn a_real_wiki_with_history_and_odd_names_is_read() {
    let Some(corpora) = std::env::var_os("RELIEUR_CORPORA") else {
        eprintln!("skipped: RELIEUR_CORPORA is not set");
        return;
    };
    let fetched = fetch_folder(&Path::new(&corpora).join("lotr-bare")).await;
    assert!(fetched.paths().contains(&"Bilbo-Baggins.md"));
    let refused = [("symlink_refused", "Data-Two.csv"), ("symlink_refused", "Hobbit.md")];
    assert_eq!(fetched.warnings(), refused);
}
