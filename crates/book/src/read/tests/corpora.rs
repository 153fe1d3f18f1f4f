//! Real wikis.

use std::path::Path;

use super::*;

#[test]
fn real_wikis_are_read_whole() {
    let Some(corpora) = std::env::var_os("RELIEUR_CORPORA") else {
        eprintln!("skipped: RELIEUR_CORPORA names no folder of sample wikis");
        return;
    };
    for name in ["typescript-wiki", "oppia-docs", "moviepilot-wiki", "oi-math", "github-markup"] {
        let folder = Path::new(&corpora).join(name);
        if !folder.is_dir() {
            continue;
        }
        let mut sample = Sample::of_folder(&folder);
        let wiki = match name {
            "typescript-wiki" => "microsoft/TypeScript",
            "oppia-docs" => "oppia/oppia",
            _ => "o/r",
        };
        sample.snapshot.wiki =
            relieur_domain::WikiRef::parse(wiki, &relieur_domain::GitHubHost::default()).expect("a wiki");
        let began = std::time::Instant::now();
        let mut reading = sample.read();
        eprintln!(
            "{name}: {} pages in {} ms, {}, {} links in, {} out, {} broken, {} images, {} missing, {} warnings",
            reading.pages,
            began.elapsed().as_millis(),
            reading.book.language,
            reading.links.internal,
            reading.links.external,
            reading.links.broken.len(),
            reading.images.embedded,
            reading.images.missing.len(),
            reading.warnings.len()
        );
        if std::env::var_os("RELIEUR_SHOW").is_some() {
            show_contents(&reading.book.contents, 1);
            show_leftovers(&mut reading);
            for link in &reading.links.broken {
                eprintln!("  broken {} -> {}", link.page, link.target);
            }
            for image in reading.images.missing.iter().filter(|image| !image.url.starts_with("http")) {
                eprintln!("  missing {} -> {} ({})", image.page, image.url, image.reason);
            }
            for warning in &reading.warnings {
                eprintln!("  {} {}: {}", warning.kind, warning.page, warning.message);
            }
        }
        let pages = sample.snapshot.files.iter().filter(|file| matches!(role_of(&file.path), Role::Page(_))).count();
        assert_eq!(reading.pages, pages as u64);
        check(&mut reading);
    }
}

fn show_contents(entries: &[ContentsEntry], depth: usize) {
    for entry in entries {
        eprintln!("  toc {}{} {:?}", "  ".repeat(depth), entry.label, entry.chapter);
        show_contents(&entry.children, depth + 1);
    }
}

/// Text that looks like markup nobody read.
fn show_leftovers(reading: &mut Reading) {
    for chapter in &mut reading.book.chapters {
        let path = chapter.path.clone();
        if chapter.language.is_some() || chapter.right_to_left {
            eprintln!("  language {path}: {:?} {}", chapter.language, chapter.right_to_left);
        }
        visit::inlines_mut(&mut chapter.blocks, &mut |inline| {
            if let Inline::Text(text) = inline
                && ["](", "[[", "**", "</", "$$", "```", "&amp;", "&lt;", "==="].iter().any(|mark| text.contains(mark))
            {
                eprintln!("  leftover {path}: {text:.160}");
            }
        });
    }
}
