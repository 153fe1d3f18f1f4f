//! `relieur serve`: the web application with its worker.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::compose::{self, Platform};
use crate::config::Config;
use crate::web;

/// How long open connections may take to end after the worker has stopped.
const GRACE: Duration = Duration::from_secs(5);

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Address and port to listen on [default: RELIEUR_LISTEN or 127.0.0.1:3000]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
}

pub fn run(mut config: Config, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if let Some(listen) = arguments.listen {
        config.listen = listen;
    }
    super::start_logging(&config.log)?;
    tokio::runtime::Runtime::new()?.block_on(serve(config))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(config: Config) -> anyhow::Result<()> {
    // The address first: a second server must not touch the first one's work.
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("{} is not free; choose another with --listen or RELIEUR_LISTEN", config.listen))?;
    let address = listener.local_addr()?;
    let Platform { jobs, worker } = compose::platform(&config).await?;

    let shutdown = CancellationToken::new();
    tokio::spawn({
        let shutdown = shutdown.clone();
        async move {
            asked_to_stop().await;
            shutdown.cancel();
        }
    });
    let worker = worker.map(|worker| tokio::spawn(worker.run(shutdown.clone())));

    let router = web::router(&config, jobs, shutdown.clone());
    println!("Relieur is ready on http://{address} (stop it with Ctrl-C)");
    let mut server = tokio::spawn(
        axum::serve(listener, router).with_graceful_shutdown(shutdown.clone().cancelled_owned()).into_future(),
    );
    let still_serving = tokio::select! {
        ended = &mut server => {
            shutdown.cancel();
            ended?.context("the web server failed")?;
            false
        }
        () = shutdown.cancelled() => {
            tracing::info!("stopping");
            true
        }
    };
    if let Some(worker) = worker {
        worker.await.context("the worker failed")?;
    }
    if still_serving {
        // A browser may hold its connection open for as long as it likes.
        let _ = tokio::time::timeout(GRACE, server).await;
    }
    Ok(())
}

/// Ctrl-C, or the signal service managers send.
async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
