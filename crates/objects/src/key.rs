//! Keys of objects: relative paths with `/` that stay inside the store.

use object_store::path::Path;
use relieur_application::ports::ObjectError;

/// The key as the object_store crate takes it, unchanged.
///
/// Stricter than any one store, so that what is a key in a folder is one in a bucket:
/// no empty, `.` or `..` segments, no control characters, nothing that is a
/// separator or a drive on Windows. And no `#` with digits at the end: the local
/// store names its unfinished uploads so.
pub(crate) fn parse(key: &str) -> Result<Path, ObjectError> {
    let refused = || ObjectError::BadKey(key.to_owned());
    let whole = !key.is_empty() && !key.starts_with('/') && !key.ends_with('/');
    if !whole || key.contains(['\\', ':']) || key.split('/').any(is_unfinished) {
        return Err(refused());
    }
    Path::parse(key).map_err(|_| refused())
}

fn is_unfinished(segment: &str) -> bool {
    segment.rsplit_once('#').is_some_and(|(_, end)| end.chars().all(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_taken_as_it_is_written() {
        for key in ["a", "jobs/1/book.pdf", "jobs/1/C#.pdf", "jobs/1/a%2Fb.pdf", "jobs/1/..."] {
            assert_eq!(parse(key).expect("a key").as_ref(), key);
        }
    }

    #[test]
    fn a_key_is_never_the_name_of_an_unfinished_upload() {
        for key in ["jobs/book.pdf#1", "jobs#12/book.pdf", "jobs/#"] {
            assert!(matches!(parse(key), Err(ObjectError::BadKey(_))), "{key}");
        }
    }
}
