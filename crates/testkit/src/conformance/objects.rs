//! What every [`ObjectStore`] must do.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use futures::StreamExt;
use relieur_application::ports::{ObjectError, ObjectStore};
use tempfile::TempDir;

/// Makes one test of every behaviour. `$with` takes a function from an
/// `Arc<impl ObjectStore>` to a future and runs it on an empty store.
#[macro_export]
macro_rules! object_conformance {
    ($with:path) => {
        $crate::object_conformance! { @ $with:
            what_was_put_is_read_back,
            an_empty_file_is_an_object,
            a_second_put_replaces_the_first,
            a_large_file_is_streamed_unchanged,
            a_reader_keeps_what_it_opened_while_the_object_is_replaced,
            a_file_that_cannot_be_read_leaves_the_store_as_it_was,
            a_copy_outlives_its_original,
            what_was_deleted_is_gone,
            deleting_what_is_not_there_is_no_error,
            opening_what_is_not_there_says_so,
            keys_that_leave_the_store_are_refused,
            names_in_any_script_are_keys,
            a_working_store_passes_its_check_and_keeps_nothing_of_it,
        }
    };
    (@ $with:path: $($behaviour:ident),+ $(,)?) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $behaviour() {
                $with(|store| $crate::conformance::objects::$behaviour(store)).await;
            }
        )+
    };
}

/// A file outside the store, to be put into it.
struct Source {
    path: PathBuf,
    _folder: TempDir,
}

fn source(content: &[u8]) -> Source {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("source");
    std::fs::write(&path, content).expect("a file");
    Source { path, _folder: folder }
}

async fn put<S: ObjectStore>(store: &S, key: &str, content: &[u8]) {
    store.put_file(key, &source(content).path).await.expect("the object is put");
}

async fn content<S: ObjectStore>(store: &S, key: &str) -> Vec<u8> {
    let mut object = store.open(key).await.expect("the object opens");
    let mut content = Vec::new();
    while let Some(piece) = object.content.next().await {
        content.extend_from_slice(&piece.expect("a piece"));
    }
    assert_eq!(object.bytes, content.len() as u64, "the size said before reading");
    content
}

/// The plain case.
pub async fn what_was_put_is_read_back<S: ObjectStore>(store: Arc<S>) {
    put(&*store, "jobs/1/book.pdf", b"%PDF-1.7 one").await;
    put(&*store, "jobs/2/book.pdf", b"%PDF-1.7 two").await;
    assert_eq!(content(&*store, "jobs/1/book.pdf").await, b"%PDF-1.7 one");
    assert_eq!(content(&*store, "jobs/2/book.pdf").await, b"%PDF-1.7 two");
}

/// Copies are objects of their own; what is not there cannot be copied.
pub async fn a_copy_outlives_its_original<S: ObjectStore>(store: Arc<S>) {
    put(&*store, "jobs/1/book.pdf", b"one").await;
    put(&*store, "jobs/2/a/book.pdf", b"old").await;
    store.copy("jobs/1/book.pdf", "jobs/2/a/book.pdf").await.expect("a copy");
    store.delete("jobs/1/book.pdf").await.expect("deleted");
    assert_eq!(content(&*store, "jobs/2/a/book.pdf").await, b"one");
    let missing = store.copy("jobs/1/book.pdf", "jobs/3/book.pdf").await;
    assert!(matches!(missing, Err(ObjectError::NotFound(_))), "{missing:?}");
    assert!(store.copy("jobs/2/a/book.pdf", "../out").await.is_err());
}

/// Nothing is special about length nought.
pub async fn an_empty_file_is_an_object<S: ObjectStore>(store: Arc<S>) {
    put(&*store, "jobs/1/empty.zip", b"").await;
    assert_eq!(content(&*store, "jobs/1/empty.zip").await, b"");
}

/// A second attempt stores under the same keys; also when its file is shorter.
pub async fn a_second_put_replaces_the_first<S: ObjectStore>(store: Arc<S>) {
    put(&*store, "jobs/1/book.epub", b"the longer first attempt").await;
    put(&*store, "jobs/1/book.epub", b"the second").await;
    assert_eq!(content(&*store, "jobs/1/book.epub").await, b"the second");
}

/// Larger than any part a store may cut it into, and not a multiple of one.
pub async fn a_large_file_is_streamed_unchanged<S: ObjectStore>(store: Arc<S>) {
    const BLOCK: usize = 1 << 20;
    const BLOCKS: usize = 41;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("large");
    let mut file = std::fs::File::create(&path).expect("a file");
    for block in 0..BLOCKS {
        file.write_all(&pattern(block * BLOCK, BLOCK)).expect("written");
    }
    file.write_all(&pattern(BLOCKS * BLOCK, 77)).expect("written");
    drop(file);

    store.put_file("jobs/1/large.pdf", &path).await.expect("put");

    let mut object = store.open("jobs/1/large.pdf").await.expect("opens");
    assert_eq!(object.bytes, (BLOCKS * BLOCK + 77) as u64);
    let (mut read, mut pieces) = (0, 0);
    while let Some(piece) = object.content.next().await {
        let piece = piece.expect("a piece");
        assert!(piece == pattern(read, piece.len()), "the content differs after byte {read}");
        read += piece.len();
        pieces += 1;
    }
    assert_eq!(read, BLOCKS * BLOCK + 77);
    assert!(pieces > 1, "it came in one piece, so it was whole in memory");
}

/// Bytes that tell their place, so that swapped parts show.
fn pattern(from: usize, length: usize) -> Vec<u8> {
    (from..from + length).map(|place| (place.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
}

/// A download that has begun ends with the same file.
pub async fn a_reader_keeps_what_it_opened_while_the_object_is_replaced<S: ObjectStore>(store: Arc<S>) {
    put(&*store, "jobs/1/book.pdf", b"old").await;
    let mut opened = store.open("jobs/1/book.pdf").await.expect("opens");
    put(&*store, "jobs/1/book.pdf", b"new!").await;
    let mut read = Vec::new();
    while let Some(piece) = opened.content.next().await {
        read.extend_from_slice(&piece.expect("a piece"));
    }
    assert_eq!(read, b"old");
    assert_eq!(content(&*store, "jobs/1/book.pdf").await, b"new!");
}

/// All or nothing.
pub async fn a_file_that_cannot_be_read_leaves_the_store_as_it_was<S: ObjectStore>(store: Arc<S>) {
    put(&*store, "jobs/1/book.pdf", b"kept").await;
    let nowhere = tempfile::tempdir().expect("a folder");
    for unreadable in [nowhere.path().join("missing"), nowhere.path().to_owned()] {
        let refused = store.put_file("jobs/1/book.pdf", &unreadable).await;
        assert!(matches!(&refused, Err(ObjectError::Failed { key, .. }) if key == "jobs/1/book.pdf"), "{refused:?}");
        let refused = store.put_file("jobs/1/other.pdf", &unreadable).await;
        assert!(matches!(refused, Err(ObjectError::Failed { .. })), "{refused:?}");
    }
    assert_eq!(content(&*store, "jobs/1/book.pdf").await, b"kept");
    assert!(matches!(store.open("jobs/1/other.pdf").await.err(), Some(ObjectError::NotFound(_))));
}

/// And only that.
pub async fn what_was_deleted_is_gone<S: ObjectStore>(store: Arc<S>) {
    put(&*store, "jobs/1/book.pdf", b"one").await;
    put(&*store, "jobs/1/book.epub", b"two").await;
    store.delete("jobs/1/book.pdf").await.expect("deleted");
    assert!(matches!(store.open("jobs/1/book.pdf").await.err(), Some(ObjectError::NotFound(_))));
    assert_eq!(content(&*store, "jobs/1/book.epub").await, b"two");
}

/// Cleaning up twice is fine.
pub async fn deleting_what_is_not_there_is_no_error<S: ObjectStore>(store: Arc<S>) {
    store.delete("jobs/1/never.pdf").await.expect("nothing to do");
    put(&*store, "jobs/1/book.pdf", b"one").await;
    store.delete("jobs/1/book.pdf").await.expect("deleted");
    store.delete("jobs/1/book.pdf").await.expect("nothing to do");
}

/// An answer of its own, so that an interface can say 404; a folder is no object.
pub async fn opening_what_is_not_there_says_so<S: ObjectStore>(store: Arc<S>) {
    let missing = store.open("jobs/1/never.pdf").await.err();
    assert!(matches!(&missing, Some(ObjectError::NotFound(key)) if key == "jobs/1/never.pdf"), "{missing:?}");
    put(&*store, "jobs/1/book.pdf", b"one").await;
    let folder = store.open("jobs/1").await.err();
    assert!(matches!(folder, Some(ObjectError::NotFound(_))), "{folder:?}");
}

/// Whatever way they try.
pub async fn keys_that_leave_the_store_are_refused<S: ObjectStore>(store: Arc<S>) {
    let file = source(b"content");
    for key in [
        "",
        "/",
        ".",
        "..",
        "../x",
        "jobs/../x",
        "jobs/..",
        "/etc/passwd",
        "jobs//x",
        "jobs/",
        "jobs/./x",
        "jobs\\..\\x",
        "C:\\x",
        "jobs/a\0b",
        "jobs/a\nb",
    ] {
        let put = store.put_file(key, &file.path).await;
        assert!(matches!(put, Err(ObjectError::BadKey(_))), "put {key:?}: {put:?}");
        let opened = store.open(key).await.err();
        assert!(matches!(opened, Some(ObjectError::BadKey(_))), "open {key:?}: {opened:?}");
        let deleted = store.delete(key).await;
        assert!(matches!(deleted, Err(ObjectError::BadKey(_))), "delete {key:?}: {deleted:?}");
    }
}

/// A book may be called what its wiki is called; names that look encoded are taken
/// as they are.
pub async fn names_in_any_script_are_keys<S: ObjectStore>(store: Arc<S>) {
    let keys =
        ["jobs/1/Büchlein – année.pdf", "jobs/1/日本語.epub", "jobs/1/a b+c.zip", "jobs/1/a%20b.zip", "jobs/1/..x"];
    for key in keys {
        put(&*store, key, key.as_bytes()).await;
    }
    for key in keys {
        assert_eq!(content(&*store, key).await, key.as_bytes());
    }
}

/// It may be called often.
pub async fn a_working_store_passes_its_check_and_keeps_nothing_of_it<S: ObjectStore>(store: Arc<S>) {
    put(&*store, "jobs/1/book.pdf", b"one").await;
    let checks = futures::future::join_all((0..8).map(|_| store.check())).await;
    for check in checks {
        check.expect("it works");
    }
    assert_eq!(content(&*store, "jobs/1/book.pdf").await, b"one");
}
