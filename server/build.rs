//! The site is embedded; a build without one (a check, a test of something else)
//! must still compile, so its folder is made.

fn main() {
    let site = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/site");
    std::fs::create_dir_all(site).expect("target/ can be written");
    println!("cargo::rerun-if-changed={site}");
}
