//! Which paths of a wiki are taken.
//!
//! A wiki's paths never become paths here (files are stored under numbers), yet
//! they travel on, into archives that are unpacked on other machines. So a path
//! that could leave the folder it is unpacked in is refused at the door.

/// Why a path is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PathFault {
    #[error("is empty")]
    Empty,
    #[error("is absolute")]
    Absolute,
    #[error("leaves the wiki")]
    Leaves,
    #[error("has an invisible control character in it")]
    Control,
    #[error("is longer than 4,096 bytes")]
    TooLong,
}

/// The longest path that Linux takes (`PATH_MAX`).
const LONGEST: usize = 4_096;

/// Whether `path`, parts joined by `/`, may be taken. A backslash is a character of
/// a name on GitHub and a separator on Windows: both readings must be harmless.
pub(crate) fn check(path: &str) -> Result<(), PathFault> {
    if path.is_empty() {
        return Err(PathFault::Empty);
    }
    if path.len() > LONGEST {
        return Err(PathFault::TooLong);
    }
    if path.chars().any(char::is_control) {
        return Err(PathFault::Control);
    }
    if path.starts_with(['/', '\\']) || has_drive(path) {
        return Err(PathFault::Absolute);
    }
    if path.split('/').any(str::is_empty) || path.split(['/', '\\']).any(|part| matches!(part, "." | "..")) {
        return Err(PathFault::Leaves);
    }
    Ok(())
}

/// `C:\x` and `C:/x`; a name such as `Q: how?` is none.
fn has_drive(path: &str) -> bool {
    let mut chars = path.chars();
    let letter = chars.next().is_some_and(|c| c.is_ascii_alphabetic());
    letter && chars.next() == Some(':') && matches!(chars.next(), Some('/' | '\\'))
}

/// Whether `bytes` are a Git LFS pointer and not the file itself (Git LFS
/// specification, "The Pointer").
pub(crate) fn is_lfs_pointer(bytes: &[u8]) -> bool {
    const LONGEST_POINTER: usize = 1_024;
    if bytes.len() >= LONGEST_POINTER {
        return false;
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    text.starts_with("version https://git-lfs.github.com/spec/")
        && text.lines().any(|line| line.starts_with("oid sha256:"))
        && text.lines().any(|line| line.starts_with("size "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_wikis_really_have_are_taken() {
        for path in
            ["Home.md", "a/b/c.png", "Which-Client?.md", "Guide:CPU-settings.md", "AC\\DC.md", "手册.md", "...md"]
        {
            assert_eq!(check(path), Ok(()), "{path}");
        }
    }

    #[test]
    fn paths_that_leave_the_wiki_are_refused() {
        assert_eq!(check("../a"), Err(PathFault::Leaves));
        assert_eq!(check("a/../../b"), Err(PathFault::Leaves));
        assert_eq!(check("a//b"), Err(PathFault::Leaves));
        assert_eq!(check("./a"), Err(PathFault::Leaves));
        assert_eq!(check("a\\..\\..\\b"), Err(PathFault::Leaves));
        assert_eq!(check("/etc/passwd"), Err(PathFault::Absolute));
        assert_eq!(check("\\\\host\\share"), Err(PathFault::Absolute));
        assert_eq!(check("C:\\Windows"), Err(PathFault::Absolute));
        assert_eq!(check("c:/Windows"), Err(PathFault::Absolute));
        assert_eq!(check("a\0b"), Err(PathFault::Control));
        assert_eq!(check("a\nb"), Err(PathFault::Control));
        assert_eq!(check(""), Err(PathFault::Empty));
        assert_eq!(check(&"a/".repeat(4_000)), Err(PathFault::TooLong));
    }

    #[test]
    fn lfs_pointers_are_told_from_text_about_them() {
        let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
        assert!(is_lfs_pointer(pointer));
        assert!(!is_lfs_pointer(b"# LFS\n\nversion https://git-lfs.github.com/spec/v1\n"));
        assert!(!is_lfs_pointer(&[0xff; 10]));
    }
}
