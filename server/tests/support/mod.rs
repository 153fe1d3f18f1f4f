//! What the tests of the binary share: the program itself as a user starts it.

#![allow(dead_code, reason = "every test file uses a part of this")]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// The program, with an environment of nothing but what is given.
pub fn relieur(environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_relieur"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("RELIEUR_")) {
        command.env_remove(name);
    }
    // What it notes about exports is nobody's but the test's.
    command.env("XDG_CACHE_HOME", std::env::temp_dir().join("relieur-tests"));
    command.envs(environment.iter().copied());
    command
}

/// Runs `relieur export` to its end.
pub fn export(github: &str, arguments: &[&str]) -> Output {
    relieur(&[("RELIEUR_GITHUB_URL", github)]).arg("export").args(arguments).output().expect("relieur starts")
}

/// `relieur serve` as its own process; killed when dropped.
pub struct Server {
    child: Child,
    pub url: String,
}

impl Server {
    /// Starts it on a free port with its data in `data` and waits until it is ready.
    pub fn start(github: &str, data: &Path) -> Self {
        let mut child = relieur(&[("RELIEUR_GITHUB_URL", github), ("RELIEUR_LOG", "info")])
            .env("RELIEUR_DATA_DIR", data)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("relieur starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("it says where it is");
        let url = line.split_whitespace().find(|word| word.starts_with("http://")).expect("an address").to_owned();
        Self { child, url }
    }

    /// What `kill -9` does.
    pub fn kill(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    /// What Ctrl-C does; returns whether it ended well.
    pub fn interrupt(mut self) -> bool {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().expect("kill").success());
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            if let Some(status) = self.child.try_wait().expect("it can be waited for") {
                return status.success();
            }
            assert!(Instant::now() < until, "it does not end");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client of the API.
pub struct Api {
    url: String,
    http: reqwest::Client,
}

impl Api {
    pub fn of(server: &Server) -> Self {
        Self { url: server.url.clone(), http: reqwest::Client::new() }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        let answer = self.http.get(self.url(path)).send().await.expect("an answer");
        (answer.status().as_u16(), answer.json().await.expect("JSON"))
    }

    pub async fn raw(&self, path: &str) -> reqwest::Response {
        self.http.get(self.url(path)).send().await.expect("an answer")
    }

    pub async fn post(&self, path: &str, body: &Value) -> (u16, reqwest::header::HeaderMap, Value) {
        let answer = self.http.post(self.url(path)).json(body).send().await.expect("an answer");
        (answer.status().as_u16(), answer.headers().clone(), answer.json().await.expect("JSON"))
    }

    /// Submits an export and returns its id.
    pub async fn submit(&self, wiki: &str) -> String {
        let (status, _, job) = self.post("/api/v1/jobs", &serde_json::json!({"wiki": wiki})).await;
        assert_eq!(status, 201, "{job}");
        job["id"].as_str().expect("an id").to_owned()
    }

    /// Waits until `found` holds of the job.
    pub async fn wait(&self, id: &str, found: impl Fn(&Value) -> bool) -> Value {
        let until = Instant::now() + Duration::from_mins(4);
        loop {
            let (_, job) = self.get(&format!("/api/v1/jobs/{id}")).await;
            if found(&job) {
                return job;
            }
            assert!(Instant::now() < until, "still waiting: {job}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until the job has ended.
    pub async fn ended(&self, id: &str) -> Value {
        self.wait(id, |job| matches!(job["status"].as_str(), Some("COMPLETED" | "FAILED"))).await
    }

    /// The job's whole history; for a job that has ended.
    pub async fn history(&self, id: &str) -> Vec<Value> {
        let text = self.raw(&format!("/api/v1/jobs/{id}/events")).await.text().await.expect("a stream");
        text.lines()
            .filter_map(|line| line.strip_prefix("data:"))
            .map(|data| serde_json::from_str(data.trim()).expect("JSON"))
            .collect()
    }
}

/// The names of a history's events.
pub fn names(history: &[Value]) -> Vec<&str> {
    history.iter().filter_map(|event| event["type"].as_str()).collect()
}
