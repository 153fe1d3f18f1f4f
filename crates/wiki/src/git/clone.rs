//! The clone of a remote HEAD into a bare repository, shallow or with its history.

use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use gix::protocol::handshake::Ref;
use gix::remote::Direction;
use gix::remote::fetch::{Prepare, Shallow, Tags};
use gix::remote::ref_map::Options as RefMapOptions;
use gix_transport::Protocol;
use gix_transport::client::blocking_io::http::Transport;
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::ReceiveCounts;
use super::transport::{GuardedHttp, Session};
use crate::http::{HttpClient, HttpFailure};

/// Why there is no clone.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CloneFailure {
    /// The server or the network.
    #[error(transparent)]
    Http(#[from] HttpFailure),
    /// The repository has no commit, or HEAD names a branch without one.
    #[error("the repository has no commit")]
    NoCommit,
    /// An object is larger than may be unpacked here.
    #[error("the repository holds an object that is too large to be unpacked: {0:#}")]
    ObjectTooLarge(gix::Error),
    /// What came is no sound pack, or breaks git's protocol.
    #[error("git: {0:#}")]
    Git(gix::Error),
    /// The clone could not be kept here.
    #[error("the clone could not be written: {0:#}")]
    Local(gix::Error),
}

/// What a clone needs besides an address.
pub(crate) struct CloneContext<'a> {
    pub client: &'a HttpClient,
    pub runtime: &'a Handle,
    pub cancelled: &'a CancellationToken,
    pub interrupt: &'a AtomicBool,
    pub counts: &'a ReceiveCounts,
    pub most_bytes: u64,
    pub largest_object: u64,
    /// Whether all commits come and not only the newest.
    pub whole_history: bool,
}

/// A repository with the commit that the remote's HEAD names.
pub(crate) struct Clone {
    pub repository: gix::Repository,
    pub commit: gix::ObjectId,
}

/// Clones `url` into `folder`, which must be empty. Blocks; must run on a thread
/// outside of the runtime's own.
pub(crate) fn clone_head(url: &Url, folder: &Path, context: &CloneContext<'_>) -> Result<Clone, CloneFailure> {
    let (repository, commit) = converse(url, folder, context, receive)?;
    Ok(Clone { repository, commit })
}

/// The commit that the HEAD of `url` names, asked for without any object; `folder`
/// must be empty. Blocks like [`clone_head`].
pub(crate) fn remote_head(url: &Url, folder: &Path, context: &CloneContext<'_>) -> Result<gix::ObjectId, CloneFailure> {
    let (_, commit) = converse(url, folder, context, |fetch, _| head_of(&fetch))?;
    Ok(commit)
}

/// A fetch for which the remote has named its references.
type Prepared<'r> = Prepare<'r, 'r, Transport<GuardedHttp>>;

/// Makes a bare repository in `folder` and talks to `url` as far as the references;
/// `rest` does the rest.
fn converse(
    url: &Url,
    folder: &Path,
    context: &CloneContext<'_>,
    rest: impl FnOnce(Prepared<'_>, &CloneContext<'_>) -> Result<gix::ObjectId, CloneFailure>,
) -> Result<(gix::Repository, gix::ObjectId), CloneFailure> {
    let options = gix::open::Options::isolated()
        .config_overrides([format!("gitoxide.objects.allocLimit={}", context.largest_object)]);
    let repository =
        gix::ThreadSafeRepository::init_opts(folder, gix::create::Kind::Bare, gix::create::Options::default(), options)
            .map_err(CloneFailure::Local)?
            .to_thread_local();

    let session = Arc::new(Session::new(
        context.client.clone(),
        context.runtime.clone(),
        context.cancelled.clone(),
        context.most_bytes,
    ));
    let outcome = ask_for_references(url, &repository, &session, context, rest);
    match outcome {
        Ok(commit) => Ok((repository, commit)),
        // What our side of the connection saw is truer than what became of it in gix.
        Err(failure) => Err(session.failure().map_or(failure, CloneFailure::Http)),
    }
}

fn ask_for_references(
    url: &Url,
    repository: &gix::Repository,
    session: &Arc<Session>,
    context: &CloneContext<'_>,
    rest: impl FnOnce(Prepared<'_>, &CloneContext<'_>) -> Result<gix::ObjectId, CloneFailure>,
) -> Result<gix::ObjectId, CloneFailure> {
    let url = gix::url::parse(url.as_str()).map_err(CloneFailure::Git)?;
    let remote = repository
        .remote_at_without_url_rewrite(url.clone())
        .and_then(|remote| remote.with_refspecs(["+HEAD:refs/heads/fetched"], Direction::Fetch))
        .map_err(CloneFailure::Local)?
        .with_fetch_tags(Tags::None);
    let transport = Transport::new_http(GuardedHttp::new(Arc::clone(session)), url, Protocol::V2, false);
    let connection = remote
        .to_connection_with_transport(transport)
        // Credentials are a matter of our client; nothing is ever asked for.
        .with_credentials(|_| Ok(None))
        .with_transport_options(Box::new(()));
    let fetch =
        connection.prepare_fetch(context.counts.progress(), RefMapOptions::default()).map_err(CloneFailure::Git)?;
    rest(fetch, context)
}

/// What the remote's HEAD names.
fn head_of(fetch: &Prepared<'_>) -> Result<gix::ObjectId, CloneFailure> {
    let head = fetch.ref_map().remote_refs.iter().find_map(|remote| match remote {
        Ref::Direct { full_ref_name, object } if full_ref_name == "HEAD" => Some(*object),
        Ref::Symbolic { full_ref_name, object, .. } | Ref::Peeled { full_ref_name, object, .. }
            if full_ref_name == "HEAD" =>
        {
            Some(*object)
        }
        _ => None,
    });
    head.ok_or(CloneFailure::NoCommit)
}

fn receive(fetch: Prepared<'_>, context: &CloneContext<'_>) -> Result<gix::ObjectId, CloneFailure> {
    let commit = head_of(&fetch)?;
    let depth = if context.whole_history { Shallow::NoChange } else { Shallow::DepthAtRemote(NonZeroU32::MIN) };
    fetch.with_shallow(depth).receive(context.counts.progress(), context.interrupt).map_err(|error| {
        let too_large = error.is_resource_exhausted();
        if too_large { CloneFailure::ObjectTooLarge(error) } else { CloneFailure::Git(error) }
    })?;
    Ok(commit)
}
