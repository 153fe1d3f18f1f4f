//! The threads books are made on, as many as the machine has cores.

use std::sync::LazyLock;

pub use rayon::ThreadPoolBuildError;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// Bytes of stack for threads that make books: documents are trees, and the code that
/// walks them calls itself. The engine's limits on nesting are made for 8 MiB of
/// optimised frames; unoptimised ones are several times larger.
pub const STACK_BYTES: usize = 64 * 1024 * 1024;

static THREADS: LazyLock<Result<ThreadPool, ThreadPoolBuildError>> =
    LazyLock::new(|| ThreadPoolBuilder::new().stack_size(STACK_BYTES).build());

/// Does `work` on these threads, with all its parts that may be done side by side.
///
/// # Errors
///
/// When the threads could not be started.
pub fn on_all_cores<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, &'static ThreadPoolBuildError> {
    THREADS.as_ref().map(|threads| threads.install(work))
}
