//! The composition root: which adapter stands behind which port.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use relieur_application::exports::{HandlerPorts, WikiExportHandler};
use relieur_application::ports::{Broker, SystemClock};
use relieur_application::worker::{Worker, WorkerConfig};
use relieur_application::{Exporter, Jobs};
use relieur_broker::InProcessBroker;
use relieur_domain::AccessToken;
use relieur_press::press::{Limits, PressChild};
use relieur_storage::{SqlStore, SqlTokens, TokenKey};
use relieur_wiki::{WikiReader, WikiReaderConfig};

use crate::config::Config;

/// The longest one wiki may take to bind, and what its process may use.
const PRESS_WALL: Duration = Duration::from_hours(1);
const PRESS_CPU_SECONDS: u64 = 2 * 60 * 60;
const PRESS_ADDRESS_SPACE: u64 = 16 * 1024 * 1024 * 1024;

/// Everything `relieur export` needs. What may be used again when a wiki is exported
/// another time is kept in `memories`.
pub fn exporter(config: &Config, memories: Option<PathBuf>) -> anyhow::Result<Exporter> {
    let token = config.github_token.as_ref().and_then(|secret| AccessToken::new(secret.0.clone()));
    let reader = WikiReader::new(WikiReaderConfig {
        github: config.github.clone(),
        github_token: token,
        ..WikiReaderConfig::default()
    });
    let program = std::env::current_exe().context("the path of this program is unknown")?;
    let limits = Limits { address_space_bytes: PRESS_ADDRESS_SPACE, cpu_seconds: PRESS_CPU_SECONDS, wall: PRESS_WALL };
    let press = PressChild::new(program, limits);
    let press = memories.into_iter().fold(press, PressChild::with_memories);
    Ok(Exporter::new(Arc::new(reader), Arc::new(press)))
}

/// Everything `relieur serve` needs.
pub struct Platform {
    /// What interfaces ask.
    pub jobs: Jobs,
    /// What runs the jobs; none when this process has no workers.
    pub worker: Option<Worker>,
}

/// Opens the stores and puts the parts together.
pub async fn platform(config: &Config) -> anyhow::Result<Platform> {
    let data = &config.data_dir;
    std::fs::create_dir_all(data).with_context(|| format!("the data folder {} cannot be made", data.display()))?;
    let store = Arc::new(SqlStore::connect(&config.database_url).await.context("the database cannot be opened")?);
    let objects = relieur_objects::open_objects(&config.objects_url).context("the object store cannot be opened")?;
    let broker: Arc<dyn Broker> = Arc::new(InProcessBroker::default());
    let clock = Arc::new(SystemClock);

    let tokens = Arc::new(SqlTokens::new((*store).clone(), token_key(config)?));
    let jobs = Jobs::new(store.clone(), store.clone(), tokens.clone(), objects.clone(), broker.clone(), clock);
    let worker = if config.workers == 0 {
        None
    } else {
        let workdir = workdir(data)?;
        let ports = HandlerPorts { objects, queries: store.clone(), tokens };
        let handler =
            WikiExportHandler::new(exporter(config, Some(data.join("memories")))?, jobs.log().clone(), ports, workdir);
        let settings = WorkerConfig::new(format!("{}@{}", std::process::id(), host_name()), config.workers);
        Some(Worker::new(store, broker, vec![Arc::new(handler)], settings))
    };
    Ok(Platform { jobs, worker })
}

/// The key tokens of jobs are sealed with: the configured one, which processes on
/// several machines share, or one in the data folder.
fn token_key(config: &Config) -> anyhow::Result<TokenKey> {
    if let Some(key) = &config.secret_key {
        return TokenKey::parse(&key.0).context("RELIEUR_SECRET_KEY is no key; write 64 hexadecimal digits");
    }
    let path = config.data_dir.join("secret.key");
    TokenKey::of_file(&path).with_context(|| format!("the key in {} cannot be used", path.display()))
}

/// A folder of this process's own for unfinished work. What processes that are no
/// more left behind is removed.
fn workdir(data: &Path) -> anyhow::Result<PathBuf> {
    let all = data.join("work");
    let ours = all.join(std::process::id().to_string());
    if let Ok(entries) = std::fs::read_dir(&all) {
        for entry in entries.flatten() {
            let alive = Path::new("/proc").join(entry.file_name()).exists();
            if !alive || entry.path() == ours {
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
    }
    std::fs::create_dir_all(&ours).with_context(|| format!("the folder {} cannot be made", ours.display()))?;
    // Absolute, because the press runs in a folder of its own.
    ours.canonicalize().context("the data folder has no absolute path")
}

fn host_name() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname").map_or_else(|_| "localhost".into(), |name| name.trim().into())
}
