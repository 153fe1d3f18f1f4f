//! What an operator can set about reading wikis.

use std::time::Duration;

use relieur_domain::GitHubHost;
use relieur_domain::wiki::AccessToken;

/// How much a wiki may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file; a larger one is left out with a warning.
    pub file_bytes: u64,
    /// Bytes of one object while it is unpacked in memory; a wiki with a larger one
    /// is a failure, because a small pack can hold enormous objects.
    pub object_bytes: u64,
    /// Bytes of all files, and of what is transferred; a larger wiki is a failure.
    pub total_bytes: u64,
    /// Number of files; GitHub's own soft limit is 5,000. More is a failure.
    pub files: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 100_000_000, object_bytes: 512_000_000, total_bytes: 2_000_000_000, files: 50_000 }
    }
}

/// How much may be fetched of images that lie outside a wiki.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageLimits {
    /// Bytes of one image.
    pub image_bytes: u64,
    /// Bytes of all images of a wiki together.
    pub total_bytes: u64,
    /// Number of images.
    pub images: usize,
    /// How long one image may take on each way to it.
    pub image_time: Duration,
    /// How long all images may take together.
    pub total_time: Duration,
}

impl Default for ImageLimits {
    fn default() -> Self {
        Self {
            image_bytes: 20_000_000,
            total_bytes: 500_000_000,
            images: 5_000,
            image_time: Duration::from_secs(20),
            total_time: Duration::from_mins(5),
        }
    }
}

/// How wikis are read.
#[derive(Debug, Clone)]
pub struct WikiReaderConfig {
    /// The GitHub that `OWNER/REPO` means, and the only one the token is sent to.
    /// It may be at a private address.
    pub github: GitHubHost,
    /// Lets private wikis be read and raises limits; for fetches that bring no token
    /// of their own.
    pub github_token: Option<AccessToken>,
    /// Other hosts (`host` or `host:port`) that may be at private addresses, for
    /// git servers on the own network.
    pub private_hosts: Vec<String>,
    /// How long looking up a name and connecting may take.
    pub connect_timeout: Duration,
    /// How long a host may send nothing.
    pub stall_timeout: Duration,
    /// How long one question to GitHub's API may take.
    pub api_timeout: Duration,
    /// How long a fetch may take with all its retries.
    pub total_timeout: Duration,
    /// How long to wait before each retry of a transfer that broke off; up to a
    /// quarter is added by chance, so that many workers do not come at once.
    pub retry_delays: Vec<Duration>,
    /// How long a host that asks to slow down is waited for before each retry; one
    /// that asks for more is a failure that names the time.
    pub longest_wait: Duration,
    /// How much a wiki may hold.
    pub limits: Limits,
    /// How much its images on other sites may be.
    pub images: ImageLimits,
}

impl Default for WikiReaderConfig {
    fn default() -> Self {
        Self {
            github: GitHubHost::default(),
            github_token: None,
            private_hosts: Vec::new(),
            connect_timeout: Duration::from_secs(10),
            stall_timeout: Duration::from_secs(30),
            api_timeout: Duration::from_secs(15),
            total_timeout: Duration::from_mins(30),
            retry_delays: [1, 2, 4].map(Duration::from_secs).to_vec(),
            longest_wait: Duration::from_mins(1),
            limits: Limits::default(),
            images: ImageLimits::default(),
        }
    }
}
