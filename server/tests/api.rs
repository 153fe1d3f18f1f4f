//! The REST API as a client sees it, from a running `relieur serve`.

mod support;

use relieur_testkit::{GitHub, judges, samples};
use serde_json::{Value, json};
use support::{Api, Server, names};

async fn started() -> (GitHub, tempfile::TempDir, Server, Api) {
    let github = GitHub::start().await.expect("a GitHub");
    github.add_wiki("acme/handbook", &samples::handbook_at(&github.base_url())).expect("a wiki");
    github.add_wiki("acme/small", &samples::small()).expect("a wiki");
    github.add_repository("acme/nowiki").expect("a repository");
    github.add_empty_wiki("acme/empty").expect("a wiki");
    let data = tempfile::tempdir().expect("a folder");
    let server = Server::start(&github.base_url(), data.path());
    let api = Api::of(&server);
    (github, data, server, api)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_submitted_followed_and_its_files_downloaded() {
    let (_github, data, _server, api) = started().await;
    let (status, headers, job) =
        api.post("/api/v1/jobs", &json!({"wiki": "acme/handbook", "formats": ["markdown", "pdf", "epub"]})).await;
    assert_eq!(status, 201);
    let id = job["id"].as_str().expect("an id");
    assert_eq!(headers["location"], format!("/api/v1/jobs/{id}"));
    assert!(matches!(job["status"].as_str(), Some("PENDING" | "PROCESSING")));

    // Followed from the start while it runs, until it ends by itself.
    let history = api.history(id).await;
    let sequences: Vec<u64> = history.iter().map(|event| event["sequence"].as_u64().expect("a number")).collect();
    assert_eq!(sequences, (1..=history.len() as u64).collect::<Vec<_>>(), "no gap and nothing twice");
    assert_eq!(names(&history).first(), Some(&"JobSubmitted"));
    assert_eq!(names(&history).last(), Some(&"JobCompleted"), "{history:?}");
    let percents: Vec<u64> = history.iter().filter_map(|event| event["percent"].as_u64()).collect();
    assert!(percents.is_sorted() && percents.len() >= 2, "{percents:?}");

    let (_, job) = api.get(&format!("/api/v1/jobs/{id}")).await;
    assert_eq!(job["status"], "COMPLETED");
    assert_eq!(job["progress"]["percent"], 100);
    assert_eq!(job["error"], Value::Null);
    assert!(job["completed_at"].as_str() >= job["created_at"].as_str());
    let files = job["files"].as_array().expect("files");
    assert_eq!(files.len(), 3);
    for file in files {
        let answer = api.raw(&format!("/api/v1/files/{}/download", file["id"].as_str().expect("an id"))).await;
        assert_eq!(answer.status(), 200);
        let disposition = answer.headers()["content-disposition"].to_str().expect("text").to_owned();
        assert!(disposition.contains(file["name"].as_str().expect("a name")), "{disposition}");
        let bytes = answer.bytes().await.expect("bytes");
        assert_eq!(Some(bytes.len() as u64), file["bytes"].as_u64());
        let path = data.path().join(file["name"].as_str().expect("a name"));
        std::fs::write(&path, &bytes).expect("a file");
        match file["format"].as_str() {
            Some("MARKDOWN") => assert!(bytes.starts_with(b"PK")),
            Some("PDF") => judges::pdf_is_sound(&path),
            Some("EPUB") => judges::epub_is_sound(&path),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reconnecting_browser_misses_nothing_and_stops_at_the_end() {
    let (_github, _data, _server, api) = started().await;
    let id = api.submit("acme/small").await;
    api.ended(&id).await;
    let whole = api.history(&id).await;
    let client = reqwest::Client::new();
    let from = |sequence: usize| {
        client.get(api.url(&format!("/api/v1/jobs/{id}/events"))).header("Last-Event-ID", sequence.to_string()).send()
    };
    let text = from(2).await.expect("an answer").text().await.expect("a stream");
    assert_eq!(text.matches("data:").count(), whole.len() - 2);
    assert!(text.contains("id: 3\n") || text.contains("id:3\n"), "{text}");
    assert_eq!(from(whole.len()).await.expect("an answer").status(), 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wiki_that_cannot_be_read_ends_its_job_with_a_reason() {
    let (_github, _data, _server, api) = started().await;
    for (wiki, code) in
        [("acme/nothing", "no_such_repository"), ("acme/nowiki", "no_wiki"), ("acme/empty", "no_wiki|empty_wiki")]
    {
        let id = api.submit(wiki).await;
        let job = api.ended(&id).await;
        assert_eq!(job["status"], "FAILED", "{wiki}");
        assert!(code.split('|').any(|code| job["error"]["code"] == code), "{wiki}: {}", job["error"]);
        for part in ["message", "hint"] {
            assert!(job["error"][part].as_str().is_some_and(|text| text.ends_with('.')), "{wiki}: {}", job["error"]);
        }
        assert!(job["files"].as_array().is_some_and(Vec::is_empty));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_request_is_refused_with_a_hint_and_makes_no_job() {
    let (_github, _data, _server, api) = started().await;
    for body in [
        json!({}),
        json!({"wiki": ""}),
        json!({"wiki": "hello world"}),
        json!({"wiki": "/etc"}),
        json!({"wiki": "file:///etc"}),
        json!({"wiki": "acme/small", "formats": []}),
        json!({"wiki": "acme/small", "formats": ["docx"]}),
        json!({"wiki": "acme/small", "format": ["pdf"]}),
        json!({"wiki": "acme/small", "options": {"formats": []}}),
        json!({"wiki": "acme/small", "options": {"paper": "a4"}}),
        json!({"wiki": "acme/small", "options": {"pdf": {"paper": "a3"}}}),
        json!({"wiki": "acme/small", "options": {"title": ""}}),
        json!({"wiki": "acme/small", "options": "none"}),
    ] {
        let (status, _, answer) = api.post("/api/v1/jobs", &body).await;
        assert_eq!(status, 422, "{body}: {answer}");
        assert!(answer["error"]["hint"].as_str().is_some_and(|hint| !hint.is_empty()), "{answer}");
    }
    let (_, list) = api.get("/api/v1/jobs").await;
    assert_eq!(list["jobs"], json!([]));
    for path in [
        "/api/v1/jobs/nonsense",
        "/api/v1/jobs/018f0000-0000-7000-8000-000000000000",
        "/api/v1/files/x/download",
        "/api/v1/nothing",
    ] {
        let (status, answer) = api.get(path).await;
        assert_eq!(status, 404, "{path}");
        assert!(answer["error"]["message"].is_string(), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_listed_newest_first_page_by_page() {
    let (_github, _data, _server, api) = started().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(api.submit("acme/nothing").await);
    }
    for id in &ids {
        api.ended(id).await;
    }
    ids.reverse();
    let (_, first) = api.get("/api/v1/jobs?limit=2").await;
    let listed = |page: &Value| -> Vec<String> {
        page["jobs"].as_array().expect("jobs").iter().map(|job| job["id"].as_str().expect("an id").to_owned()).collect()
    };
    assert_eq!(listed(&first), ids[..2]);
    let (_, second) = api.get(&format!("/api/v1/jobs?limit=2&before={}", first["next"].as_str().expect("more"))).await;
    assert_eq!(listed(&second), ids[2..]);
    assert_eq!(second["next"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_says_whether_it_is_well() {
    let (_github, _data, _server, api) = started().await;
    assert_eq!(api.get("/health/live").await.0, 200);
    assert_eq!(api.get("/health/ready").await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_on_another_site_cannot_submit() {
    let (_github, _data, _server, api) = started().await;
    let answer = reqwest::Client::new()
        .post(api.url("/api/v1/jobs"))
        .header("Origin", "https://evil.example")
        .header("Sec-Fetch-Site", "cross-site")
        .json(&json!({"wiki": "acme/small"}))
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_not_changed_is_not_bound_again_unless_wanted() {
    let (github, _data, _server, api) = started().await;
    let submit = async |body: &Value| {
        let (status, _, job) = api.post("/api/v1/jobs", body).await;
        assert_eq!(status, 201, "{job}");
        api.ended(job["id"].as_str().expect("an id")).await
    };
    let sums = |job: &Value| -> Vec<String> {
        job["files"].as_array().expect("files").iter().map(|file| file["sha256"].to_string()).collect()
    };
    let plain = json!({"wiki": "acme/small", "formats": ["markdown", "epub"]});
    let first = submit(&plain).await;
    assert_eq!(first["report"]["reused"], Value::Null, "{first}");
    assert!(first["report"]["binder"].is_string());

    let asked = github.requests().len();
    let second = submit(&plain).await;
    assert_eq!(second["status"], "COMPLETED");
    assert_eq!(second["report"]["reused"], true, "{second}");
    assert_eq!(sums(&second), sums(&first));
    assert!(github.requests().len() - asked <= 2, "only the newest commit was asked for");
    let (one, other) = (&first["files"][0]["id"], &second["files"][0]["id"]);
    assert_ne!(one, other, "each job has its own files");
    let path = format!("/api/v1/files/{}/download", other.as_str().expect("an id"));
    assert_eq!(api.raw(&path).await.status(), 200);

    for changed in [
        json!({"wiki": "acme/small", "formats": ["markdown", "epub"], "force": true}),
        json!({"wiki": "acme/small", "formats": ["markdown"]}),
        json!({"wiki": "acme/small", "formats": ["markdown", "epub"], "history": true}),
        json!({"wiki": "acme/small", "formats": ["markdown", "epub"], "options": {"cover": false}}),
    ] {
        let job = submit(&changed).await;
        assert_eq!(job["status"], "COMPLETED", "{job}");
        assert_eq!(job["report"]["reused"], Value::Null, "{changed}");
    }
    github.add_wiki("acme/small", &samples::many(3)).expect("another state");
    let after = submit(&plain).await;
    assert_eq!((&after["report"]["reused"], &after["report"]["pages"]), (&Value::Null, &json!(3)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_shows_the_options_it_was_asked_for_with_and_they_can_be_sent_again() {
    let (_github, _data, _server, api) = started().await;
    let options = json!({
        "formats": ["epub"],
        "title": "Small, but mine",
        "pages": {"exclude": ["No-Such-*"]},
        "contents_depth": 3,
        "pdf": {"paper": "letter"},
    });
    let (status, _, job) = api.post("/api/v1/jobs", &json!({"wiki": "acme/small", "options": options})).await;
    assert_eq!(status, 201, "{job}");
    assert_eq!(job["formats"], json!(["EPUB"]));
    let shown = &job["options"];
    assert_eq!((&shown["title"], &shown["contents_depth"]), (&json!("Small, but mine"), &json!(3)), "{shown}");
    assert_eq!((&shown["pdf"]["paper"], &shown["pdf"]["type_size"]), (&json!("letter"), &json!(11)), "{shown}");
    let done = api.ended(job["id"].as_str().expect("an id")).await;
    assert_eq!(done["status"], "COMPLETED", "{done}");
    // Exactly the same options: nothing to make anew.
    let (_, _, again) = api.post("/api/v1/jobs", &json!({"wiki": "acme/small", "options": shown})).await;
    assert_eq!(&again["options"], shown);
    assert_eq!(api.ended(again["id"].as_str().expect("an id")).await["report"]["reused"], true);
    // What stands beside the wiki counts.
    let both = json!({"wiki": "acme/small", "formats": ["markdown"], "history": true, "options": shown});
    let (_, _, other) = api.post("/api/v1/jobs", &both).await;
    assert_eq!((&other["formats"], &other["options"]["history"]), (&json!(["MARKDOWN"]), &json!(true)), "{other}");
    let none = json!({"wiki": "acme/small", "options": {"pages": {"include": ["Nowhere"]}}});
    let (_, _, none) = api.post("/api/v1/jobs", &none).await;
    let failed = api.ended(none["id"].as_str().expect("an id")).await;
    assert_eq!(failed["error"]["code"], "no_page_chosen", "{failed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_opens_a_private_wiki_for_one_job_and_is_found_nowhere() {
    let (github, data, _server, api) = started().await;
    github.add_private_wiki("acme/secret", &samples::small(), "ghp_open_sesame").expect("a wiki");
    let submit = async |body: &Value| {
        let (_, _, job) = api.post("/api/v1/jobs", body).await;
        api.ended(job["id"].as_str().expect("an id")).await
    };
    let without = submit(&json!({"wiki": "acme/secret"})).await;
    assert_eq!(without["error"]["code"], "no_such_repository");
    let wrong = submit(&json!({"wiki": "acme/secret", "token": "ghp_wrong_sesame"})).await;
    assert_eq!(wrong["error"]["code"], "token_refused", "{wrong}");
    let with = submit(&json!({"wiki": "acme/secret", "formats": ["markdown"], "token": "ghp_open_sesame"})).await;
    assert_eq!(with["status"], "COMPLETED", "{with}");
    // What one person may read, another may not: no token, no reuse.
    let other = submit(&json!({"wiki": "acme/secret", "formats": ["markdown"]})).await;
    assert_eq!(other["error"]["code"], "no_such_repository", "{other}");

    for id in [&wrong["id"], &with["id"]] {
        let history = api.history(id.as_str().expect("an id")).await;
        assert!(!json!(history).to_string().contains("sesame"));
    }
    for entry in walk(data.path()) {
        let bytes = std::fs::read(&entry).unwrap_or_default();
        assert!(!bytes.windows(6).any(|window| window == b"sesame"), "{}", entry.display());
    }
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files
}
