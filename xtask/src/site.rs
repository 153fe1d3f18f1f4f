//! The static part of the web interface: `target/site`, which the server serves and
//! a release carries inside.

mod compress;
mod folders;
mod node;
mod program;
mod stamp;
mod wasm;

use std::fs;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use folders::Folders;

/// How the site is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// As it is shipped.
    Small,
    /// As one tries things out.
    Quick,
}

/// What the browser may have to load at most, compressed, in bytes. More is a
/// mistake to be found now: a dependency that came along, for example.
const LIMITS: [(&str, u64); 2] = [("pkg/relieur_bg.wasm.br", 550_000), ("pkg/relieur.css.br", 12_000)];

/// Builds what changed; nothing when nothing did.
pub fn build(mode: Mode) -> Result<()> {
    let started = Instant::now();
    let folders = Folders::find()?;
    let stamp = stamp::of_inputs(&folders)?;
    if stamp::is_current(&folders, mode, &stamp)? {
        println!("site is up to date");
        return Ok(());
    }

    node::install(&folders)?;
    // Aside, then swapped in whole: a server that runs meanwhile never sees half a
    // site.
    let next = folders.target.join("site-next");
    if next.exists() {
        fs::remove_dir_all(&next).with_context(|| format!("cannot empty {}", next.display()))?;
    }
    let package = next.join("pkg");
    fs::create_dir_all(&package).with_context(|| format!("cannot make {}", package.display()))?;

    wasm::build(&folders, mode, &package)?;
    node::make_styles(&folders, mode, &package.join("relieur.css"))?;
    folders::copy(&folders.root.join("public"), &next)?;
    if mode == Mode::Small {
        compress::all_below(&next)?;
        for (file, limit) in LIMITS {
            let bytes = fs::metadata(next.join(file)).with_context(|| format!("{file} was not made"))?.len();
            println!("{file}: {bytes} bytes");
            ensure!(bytes <= limit, "{file} has {bytes} bytes, more than the {limit} a page may load");
        }
    }

    let site = folders.site();
    if site.exists() {
        fs::remove_dir_all(&site).with_context(|| format!("cannot remove {}", site.display()))?;
    }
    fs::rename(&next, &site).with_context(|| format!("cannot put the site at {}", site.display()))?;
    stamp::write(&folders, mode, &stamp)?;
    println!("site is built in {:.0} s: {}", started.elapsed().as_secs_f64(), site.display());
    Ok(())
}
