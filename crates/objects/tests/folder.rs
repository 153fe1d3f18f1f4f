//! Objects in a local folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use relieur_objects::{StoredObjects, open_objects};

async fn with_folder<F: Future<Output = ()>>(test: impl FnOnce(Arc<StoredObjects>) -> F) {
    let folder = tempfile::tempdir().expect("a folder");
    let backend = object_store::local::LocalFileSystem::new_with_prefix(folder.path()).expect("a store");
    test(Arc::new(StoredObjects::new(Arc::new(backend)))).await;
}

relieur_testkit::object_conformance!(with_folder);

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files
}

#[tokio::test]
async fn objects_are_plain_files_and_the_folder_is_made_when_missing() {
    let folder = tempfile::tempdir().expect("a folder");
    let objects = folder.path().join("data/objects");
    let store = open_objects(&format!("file:{}", objects.display())).expect("opened");
    let source = folder.path().join("book.pdf");
    std::fs::write(&source, "a book").expect("written");
    store.put_file("jobs/1/book.pdf", &source).await.expect("put");
    store.check().await.expect("it works");
    assert_eq!(files_below(&objects), [objects.join("jobs/1/book.pdf")], "the check leaves nothing");
    assert_eq!(std::fs::read(objects.join("jobs/1/book.pdf")).expect("a file"), b"a book");
    assert!(source.exists(), "the source is left alone");
}

#[tokio::test]
async fn a_file_that_cannot_be_stored_says_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let objects = folder.path().join("objects");
    let store = open_objects(objects.to_str().expect("UTF-8")).expect("opened");
    let source = folder.path().join("book.pdf");
    // A folder with something in it where the object should be.
    std::fs::create_dir_all(objects.join("jobs/1/book.pdf/taken")).expect("a folder");
    for bytes in [20, 20 << 20] {
        std::fs::write(&source, vec![7; bytes]).expect("written");
        let refused = store.put_file("jobs/1/book.pdf", &source).await.expect_err("something is in the way");
        let causes = format!("{refused:?}");
        assert!(causes.contains("directory"), "{causes}");
    }
    assert!(objects.join("jobs/1/book.pdf/taken").exists());
}

#[tokio::test]
async fn a_store_that_cannot_be_written_fails_its_check() {
    let folder = tempfile::tempdir().expect("a folder");
    let objects = folder.path().join("objects");
    let store = open_objects(objects.to_str().expect("UTF-8")).expect("opened");
    std::fs::remove_dir_all(&objects).expect("removed");
    std::fs::write(&objects, "a file where the folder was").expect("written");
    store.check().await.expect_err("nothing can be written");
}
