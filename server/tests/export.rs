//! `relieur export` as scripts rely on it: files, report, exit codes, sentences.

#![expect(clippy::case_sensitive_file_extension_comparisons, reason = "the names are ours, in lower case")]

mod support;

use std::fs::File;
use std::io::Read as _;

use relieur_testkit::{Facts, GitHub, WikiBuilder, judges, samples};
use serde_json::Value;
use support::{export, relieur};

fn report(output: &std::process::Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("one JSON report and nothing else")
}

fn zip_names(path: &std::path::Path) -> Vec<String> {
    let archive = zip::ZipArchive::new(File::open(path).expect("a file")).expect("a zip");
    (0..archive.len())
        .map(|number| archive.name_for_index(number).expect("an entry").expect("a name").into_owned())
        .collect()
}

fn zip_text(path: &std::path::Path, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(File::open(path).expect("a file")).expect("a zip");
    let mut text = String::new();
    archive.by_name(name).expect(name).read_to_string(&mut text).expect("text");
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wiki_comes_out_as_three_sound_files_with_every_page() {
    let github = GitHub::start().await.expect("a GitHub");
    github.add_wiki("acme/handbook", &samples::handbook_at(&github.base_url())).expect("a wiki");
    let out = tempfile::tempdir().expect("a folder");
    let output =
        export(&github.base_url(), &["acme/handbook", "--json", "--output", &out.path().display().to_string()]);
    let report = report(&output);

    assert_eq!(report["wiki"], format!("{}/acme/handbook/wiki", github.base_url()));
    assert_eq!(report["strategy"], "git");
    assert_eq!(report["commit"].as_str().map(str::len), Some(40));
    let files = report["files"].as_array().expect("files");
    assert_eq!(
        files.iter().map(|file| file["format"].as_str().expect("a word")).collect::<Vec<_>>(),
        ["markdown", "pdf", "epub"]
    );
    for file in files {
        let path = out.path().join(file["path"].as_str().and_then(|path| path.rsplit('/').next()).expect("a name"));
        assert_eq!(file["bytes"].as_u64(), Some(path.metadata().expect("it is there").len()));
        assert_eq!(file["sha256"].as_str().map(str::len), Some(64));
    }
    let phases: Vec<_> =
        report["phases"].as_array().expect("phases").iter().map(|p| p["phase"].as_str().expect("a word")).collect();
    assert_eq!(phases, ["FETCH", "READ", "BIND", "STORE"]);

    let zip = out.path().join("acme-handbook-wiki.zip");
    let pages = zip_names(&zip).iter().filter(|name| name.ends_with(".md") && !name.starts_with('_')).count() as u64;
    // The archive adds a table of contents of its own.
    assert_eq!(report["pages"].as_u64(), Some(pages - 1), "{:?}", zip_names(&zip));

    let pdf = out.path().join("acme-handbook-wiki.pdf");
    judges::pdf_is_sound(&pdf);
    judges::pdf_is_for_archives_and_screen_readers(&pdf);
    let epub = out.path().join("acme-handbook-wiki.epub");
    judges::epub_is_sound(&epub);
    let chapters =
        zip_names(&epub).iter().filter(|name| name.contains("/c0") && name.ends_with(".xhtml")).count() as u64;
    assert_eq!(report["pages"].as_u64(), Some(chapters));

    // Whatever is said to be broken is broken in the sample, and nothing is lost.
    assert!(!report["links"]["broken"].as_array().expect("a list").is_empty());
    assert!(report["images"]["embedded"].as_u64() > Some(0));
    let mut told: Vec<_> = report["warnings"].as_array().expect("a list").iter().map(Value::to_string).collect();
    assert!(!told.is_empty(), "the sample has oddities");
    let count = told.len();
    told.sort_unstable();
    told.dedup();
    assert_eq!(told.len(), count, "each is told once");
    let left = std::fs::read_dir(out.path()).expect("a folder").count();
    assert_eq!(left, 3, "nothing but the files is left behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn links_images_and_tables_are_in_every_file() {
    let github = GitHub::start().await.expect("a GitHub");
    let wiki = WikiBuilder::new()
        .page(
            "Home.md",
            "Welcome. See [[the guide|Guide#first-steps]] and [it again](Guide).\n\n![The plan](images/plan.png)\n",
        )
        .page("Guide.md", "# Guide\n\n## First steps\n\n| Tool | Weight |\n|---|---:|\n| Bone folder | 40 g |\n")
        .page("Lonely.md", "Nobody links to the lonely page.\n")
        .page("_Sidebar.md", "* [[Home]]\n* [[Guide]]\n")
        .file("images/plan.png", samples::png(40, 30, [200, 30, 30]));
    github.add_wiki("acme/links", &wiki).expect("a wiki");
    let out = tempfile::tempdir().expect("a folder");
    let output = export(&github.base_url(), &["acme/links", "--json", "-o", &out.path().display().to_string()]);
    let report = report(&output);
    assert_eq!(report["pages"], 3);
    assert_eq!(report["links"]["broken"], serde_json::json!([]));
    assert_eq!(report["links"]["internal"], 2);
    assert_eq!(report["images"], serde_json::json!({"embedded": 1, "missing": []}));

    let zip = out.path().join("acme-links-wiki.zip");
    let home = zip_text(&zip, "Home.md");
    assert!(home.contains("(Guide.md#first-steps)") && home.contains("[it again](Guide.md)"), "{home}");
    assert!(home.contains("assets/") && zip_names(&zip).iter().any(|name| name.ends_with("plan.png")), "{home}");

    if let Some(text) = judges::text_of_pdf(&out.path().join("acme-links-wiki.pdf")) {
        for words in ["Welcome", "First steps", "Bone folder", "40 g", "Nobody links to the lonely page"] {
            assert!(text.contains(words), "{words:?} is not in the PDF");
        }
    }
    let epub = out.path().join("acme-links-wiki.epub");
    judges::epub_is_sound(&epub);
    assert!(zip_names(&epub).iter().any(|name| name.ends_with(".png")));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_formats_asked_for_are_made() {
    let out = tempfile::tempdir().expect("a folder");
    let wiki = tempfile::tempdir().expect("a folder");
    WikiBuilder::new().page("Home.md", "Hello.\n").write_folder(wiki.path()).expect("a wiki");
    let folder = wiki.path().display().to_string();
    let output = export("https://github.com", &[&folder, "--format", "epub", "-o", &out.path().display().to_string()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let made: Vec<_> =
        std::fs::read_dir(out.path()).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
    let stem = wiki.path().file_name().expect("a name").to_string_lossy().trim_start_matches('.').to_owned();
    assert_eq!(made, [std::ffi::OsString::from(format!("{stem}.epub"))]);
}

#[test]
fn books_are_as_the_flags_say() {
    let out = tempfile::tempdir().expect("a folder");
    let wiki = tempfile::tempdir().expect("a folder");
    WikiBuilder::new()
        .page("Home.md", "See [[Draft]] and [[Use]].\n")
        .page("Use.md", "## Every day\n\nDo this.\n")
        .page("Draft.md", "Not ready.\n")
        .write_folder(wiki.path())
        .expect("a wiki");
    let (folder, to) = (wiki.path().display().to_string(), out.path().display().to_string());
    let flags = [
        "--title",
        "A Manual",
        "--author",
        "Ada",
        "--exclude",
        "draft*",
        "--paper",
        "letter",
        "--link-pages",
        "--contents-depth",
        "2",
        "--no-highlight",
        "--json",
    ];
    let run = |more: &[&str]| export("https://github.com", &[&[&*folder, "-o", &to], &flags[..], more].concat());
    let report = report(&run(&[]));
    assert_eq!(
        (&report["pages"], &report["links"]["broken"]),
        (&Value::from(2), &Value::Array(Vec::new())),
        "{report}"
    );
    let made = |extension: &str| {
        let files = std::fs::read_dir(out.path()).expect("a folder").flatten().map(|entry| entry.path());
        files.into_iter().find(|path| path.extension().is_some_and(|end| end == extension)).expect(extension)
    };
    assert!(!zip_names(&made("zip")).iter().any(|name| name.contains("Draft")));
    assert!(zip_text(&made("epub"), "EPUB/package.opf").contains("<dc:title>A Manual</dc:title>"));
    if let Some(words) = judges::text_of_pdf(&made("pdf")) {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        for said in ["A Manual", "Author Ada", "Every day", "See Draft and Use (p. 2)."] {
            assert!(words.contains(said), "{said}: {words}");
        }
    }
    let nothing = run(&["--exclude", "*"]);
    let said = String::from_utf8_lossy(&nothing.stderr).into_owned();
    assert_eq!(nothing.status.code(), Some(2), "{said}");
    assert!(said.contains("the patterns leave all of them out") && said.contains("guide/**"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_commit_gives_the_same_bytes() {
    let github = GitHub::start().await.expect("a GitHub");
    github.add_wiki("acme/handbook", &samples::handbook_at(&github.base_url())).expect("a wiki");
    let mut sums = Vec::new();
    for _ in 0..2 {
        let out = tempfile::tempdir().expect("a folder");
        let output = export(&github.base_url(), &["acme/handbook", "--json", "-o", &out.path().display().to_string()]);
        let report = report(&output);
        let files = report["files"].as_array().expect("files").clone();
        sums.push(files.iter().map(|file| file["sha256"].clone()).collect::<Vec<_>>());
    }
    assert_eq!(sums[0], sums[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_wiki_is_a_sentence_a_hint_and_an_exit_code() {
    let github = GitHub::start().await.expect("a GitHub");
    github.add_repository("acme/nowiki").expect("a repository");
    github.add_empty_wiki("acme/empty").expect("a wiki");
    let base = github.base_url();
    let free_port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let silent = format!("http://{free_port}");

    for (home, wiki, code, words) in [
        (base.as_str(), "hello world", 2, "is not the address of a wiki"),
        (&base, "https://github.com/only-an-owner", 2, "names no repository"),
        (&base, "acme/nothing-here", 3, "no repository"),
        (&base, "acme/nowiki", 3, "has no wiki"),
        (&base, "acme/empty", 3, "no page"),
        (&base, "/no/such/folder", 3, "is not there"),
        (&silent, "acme/handbook", 4, "could not be reached"),
        (&base, "http://10.11.12.13/a/b.git", 4, "private network address"),
    ] {
        let out = tempfile::tempdir().expect("a folder");
        let output = export(home, &[wiki, "--json", "-o", &out.path().display().to_string()]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{wiki}: {said}");
        assert!(said.contains(words), "{wiki}: {said}");
        assert!(!said.contains("panicked") && !said.contains("backtrace"), "{wiki}: {said}");
        assert!(output.stdout.is_empty(), "{wiki}");
        assert_eq!(std::fs::read_dir(out.path()).expect("a folder").count(), 0, "{wiki}: nothing is left behind");
    }
}

#[test]
fn wrong_usage_is_exit_code_2() {
    for arguments in [&[][..], &["a/b", "--format", "docx"], &["a/b", "--no-such-option"]] {
        let output = export("https://github.com", arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
    for (flag, wrong, hint) in [
        ("--paper", "a3", "choose a4, a5 or letter"),
        ("--type-size", "40", "from 8 to 16"),
        ("--language", "english", "such as en"),
        ("--include", "/", "Install*"),
        ("--contents-depth", "7", "from 0"),
    ] {
        let output = export("https://github.com", &["a/b", flag, wrong]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{flag}: {said}");
        assert!(said.contains(flag) && said.contains(hint), "{flag}: {said}");
    }
    let output = relieur(&[("RELIEUR_WORKERS", "lots")]).args(["serve"]).output().expect("it starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("RELIEUR_WORKERS"));
}

#[test]
fn a_folder_can_be_exported_into_itself_again_and_again() {
    let wiki = tempfile::tempdir().expect("a folder");
    WikiBuilder::new().page("Home.md", "Hello.\n").write_folder(wiki.path()).expect("a wiki");
    let folder = wiki.path().display().to_string();
    let once = || {
        let output = export("https://github.com", &[&folder, "--json", "--format", "markdown", "-o", &folder]);
        report(&output)["files"][0]["sha256"].clone()
    };
    assert_eq!(once(), once());
}

#[test]
fn two_wikis_of_one_name_do_not_replace_each_other() {
    let all = tempfile::tempdir().expect("a folder");
    for place in ["a", "b"] {
        let wiki = all.path().join(place).join("docs");
        WikiBuilder::new().page("Home.md", format!("From {place}.\n")).write_folder(&wiki).expect("a wiki");
    }
    let out = all.path().join("out");
    let arguments = [all.path().join("a/docs"), all.path().join("b/docs")].map(|path| path.display().to_string());
    let output = export(
        "https://github.com",
        &[&arguments[0], &arguments[1], "--json", "--format", "markdown", "-o", &out.display().to_string()],
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("would replace"));
    let reports: Value = serde_json::from_slice(&output.stdout).expect("an array");
    assert_eq!(reports.as_array().map(Vec::len), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_export_is_made_once_while_its_files_are_there() {
    let github = GitHub::start().await.expect("a GitHub");
    github.add_wiki("acme/small", &samples::small()).expect("a wiki");
    let (cache, out) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let (base, folder) = (github.base_url(), out.path().display().to_string());
    let run = |extra: &[&str]| {
        let output = relieur(&[("RELIEUR_GITHUB_URL", &base)])
            .env("XDG_CACHE_HOME", cache.path())
            .args(["export", "acme/small", "--json", "--format", "markdown,epub", "--output", &folder])
            .args(extra)
            .output()
            .expect("relieur starts");
        report(&output)
    };
    let first = run(&[]);
    assert_eq!(first["reused"], Value::Null);
    let again = run(&[]);
    assert_eq!(again["reused"], true);
    assert_eq!((&again["files"], &again["pages"]), (&first["files"], &first["pages"]));
    assert_eq!(run(&["--force"])["reused"], Value::Null);
    assert_eq!(run(&["--history"])["reused"], Value::Null, "other options");
    assert_eq!(run(&["--paper", "a5"])["reused"], Value::Null, "other options");
    assert_eq!(run(&["--paper", "a5"])["reused"], Value::Bool(true), "the same ones again");

    std::fs::write(out.path().join("acme-small-wiki.zip"), "not what it was").expect("a file");
    assert_eq!(run(&[])["reused"], Value::Null);
    judges::epub_is_sound(&out.path().join("acme-small-wiki.epub"));
    github.add_wiki("acme/small", &samples::many(2)).expect("another state");
    assert_eq!(run(&[])["pages"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn images_outside_the_wiki_are_in_the_books_and_what_is_missing_is_told() {
    let github = GitHub::start().await.expect("a GitHub");
    let token = "ghp_for_images";
    let open = github.add_attachment("user-attachments/assets/1", samples::png(30, 20, [200, 30, 30]));
    let shut = github.add_private_attachment(
        "user-attachments/assets/2",
        samples::png(31, 21, [30, 200, 30]),
        "acme/shots",
        token,
    );
    let private = "http://127.0.0.1:9/secret.png";
    let page = format!("![open]({open}) ![again]({open}) <img src=\"{shut}\" alt=\"shut\"> ![inside]({private})\n");
    github.add_private_wiki("acme/shots", &WikiBuilder::new().page("Home.md", page), token).expect("a wiki");
    let out = tempfile::tempdir().expect("a folder");
    let output = relieur(&[("RELIEUR_GITHUB_URL", &github.base_url()), ("RELIEUR_GITHUB_TOKEN", token)])
        .args(["export", "acme/shots", "--json", "--output", &out.path().display().to_string()])
        .output()
        .expect("relieur starts");
    let report = report(&output);
    assert_eq!(report["images"]["embedded"], 2);
    let missing = report["images"]["missing"].as_array().expect("a list");
    assert_eq!(missing.len(), 1, "{missing:?}");
    assert_eq!(missing[0]["url"], private);
    assert!(missing[0]["reason"].as_str().is_some_and(|reason| reason.contains("private")), "{missing:?}");

    let zip = out.path().join("acme-shots-wiki.zip");
    assert_eq!(zip_names(&zip).iter().filter(|name| name.ends_with(".png")).count(), 2, "{:?}", zip_names(&zip));
    let home = zip_text(&zip, "Home.md");
    assert!(!home.contains("user-attachments") && home.contains("](assets/127.0.0.1/1.png)"), "{home}");
    let epub = out.path().join("acme-shots-wiki.epub");
    judges::epub_is_sound(&epub);
    judges::pdf_is_sound(&out.path().join("acme-shots-wiki.pdf"));
    // The cover and the two.
    assert_eq!(zip_names(&epub).iter().filter(|name| name.ends_with(".png")).count(), 3, "{:?}", zip_names(&epub));
}

/// GitHub's own limit for a wiki is 5,000 files.
#[tokio::test(flavor = "multi_thread")]
async fn a_wiki_of_five_thousand_pages_is_exported_whole() {
    let github = GitHub::start().await.expect("a GitHub");
    github.add_wiki("acme/large", &samples::many(5_000)).expect("a wiki");
    let out = tempfile::tempdir().expect("a folder");
    let folder = out.path().display().to_string();
    let output = export(&github.base_url(), &["acme/large", "--json", "--format", "markdown", "--output", &folder]);
    let report = report(&output);
    assert_eq!(report["pages"], 5_000);
    assert_eq!(report["links"]["broken"], serde_json::json!([]));
    let pages = zip_names(&out.path().join("acme-large-wiki.zip")).len();
    // Besides the pages: the table of contents and wiki.json.
    assert!(pages >= 5_002, "{pages}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_github_says_of_the_repository_is_on_the_cover() {
    let github = GitHub::start().await.expect("a GitHub");
    github.add_wiki("acme/small", &samples::small()).expect("a wiki");
    let facts = Facts {
        description: Some("Everything about anvils".into()),
        owner_name: Some("Acme, Inc.".into()),
        avatar: Some(samples::png(64, 64, [160, 90, 40])),
        ..Facts::default()
    };
    github.describe("acme/small", facts);
    let out = tempfile::tempdir().expect("a folder");
    let folder = out.path().display().to_string();
    let output = export(&github.base_url(), &["acme/small", "--json", "--format", "pdf,epub", "--output", &folder]);
    assert_eq!(report(&output)["images"]["embedded"], 0, "the picture on the cover is none of the wiki's");
    let epub = out.path().join("acme-small-wiki.epub");
    judges::epub_is_sound(&epub);
    let title = zip_text(&epub, "EPUB/text/title.xhtml");
    for said in ["Everything about anvils", "Acme, Inc.", "class=\"avatar\""] {
        assert!(title.contains(said), "{said}: {title}");
    }
    let pdf = out.path().join("acme-small-wiki.pdf");
    judges::pdf_is_sound(&pdf);
    if let Some(text) = judges::text_of_pdf(&pdf) {
        assert!(text.contains("Everything about anvils") && text.contains("Acme, Inc."), "{text}");
    }
    if let Some(place) = std::env::var_os("RELIEUR_SHOW") {
        std::fs::copy(&pdf, place).expect("a copy to look at");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_remembered_of_a_wiki_changes_nothing_in_its_books() {
    let github = GitHub::start().await.expect("a GitHub");
    github.add_wiki("acme/handbook", &samples::handbook_at(&github.base_url())).expect("a wiki");
    let (cache, out) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let sums = || {
        let output = relieur(&[("RELIEUR_GITHUB_URL", &github.base_url())])
            .env("XDG_CACHE_HOME", cache.path())
            .args(["export", "acme/handbook", "--json", "--force", "--output"])
            .arg(out.path())
            .output()
            .expect("relieur starts");
        let files = report(&output)["files"].take();
        files.as_array().expect("files").iter().map(|file| file["sha256"].clone()).collect::<Vec<_>>()
    };
    let memories = cache.path().join("relieur/memories");
    let remembered = || {
        let files = std::fs::read_dir(&memories).expect("memories").map(|entry| entry.expect("a file").path());
        files.collect::<Vec<_>>()
    };
    let first = sums();
    let memory = remembered();
    assert_eq!(memory.len(), 1);
    let written = std::fs::read(&memory[0]).expect("a memory");
    assert!(written.len() > 100, "{} bytes", written.len());
    assert_eq!(sums(), first);
    assert_eq!((remembered(), std::fs::read(&memory[0]).expect("a memory")), (memory.clone(), written));
    std::fs::write(&memory[0], "damaged").expect("written");
    assert_eq!(sums(), first);
}
