//! The generated files are what the script makes of the public catalogues.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a panic here is a test's report, a line a skip"
)]

use pointsman_catalog::Catalog;
use pointsman_units::Rate;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Where `../shared` is. `None`, said in a line, where it is not and need not be.
fn shared() -> Option<PathBuf> {
    let root = crate_root().join("../../..");
    let shared = env::var_os("POINTSMAN_SHARED").map_or(root.join("../shared"), PathBuf::from);
    let catalogues = shared.join("catalog");
    if catalogues.is_dir() {
        return Some(catalogues);
    }
    let required = env::var_os("POINTSMAN_REQUIRE_SHARED").is_some_and(|value| value == "1");
    assert!(
        !required,
        "POINTSMAN_REQUIRE_SHARED is set and ../shared/catalog is missing"
    );
    println!("skipped: no ../shared catalogues");
    None
}

/// The script needs `tomllib`.
fn python_is_new_enough() -> bool {
    let asked = Command::new("python3")
        .args(["-c", "import tomllib"])
        .output();
    asked.is_ok_and(|output| output.status.success())
}

/// Runs the script over `out`, which holds the files that stood before. `None`, said in a line,
/// where it cannot run.
fn run_script(out: &Path) -> Option<()> {
    let catalogues = shared()?;
    if !python_is_new_enough() {
        println!("skipped: no python3 of 3.11 or newer");
        return None;
    }
    let script = crate_root().join("../../tools/catalogue.py");
    let mut command = Command::new("python3");
    let run = command
        .arg(script)
        .arg(catalogues)
        .arg(out)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{told}");
    Some(())
}

fn crate_root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_script_makes_the_model_files_byte_for_byte() {
    let models = crate_root().join("models");
    let out = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(&models).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), out.path().join(entry.file_name())).unwrap();
    }
    let Some(()) = run_script(out.path()) else {
        return;
    };
    for entry in fs::read_dir(out.path()).unwrap() {
        let name = entry.unwrap().file_name();
        let made = fs::read_to_string(out.path().join(&name)).unwrap();
        let stands = fs::read_to_string(models.join(&name)).unwrap();
        assert!(
            stands == made,
            "{name:?} is not what the script makes; run it"
        );
    }
}

#[test]
fn a_changed_price_becomes_a_further_row_and_the_old_one_stands() {
    let stood = r#"
[[model]]
id = "deepseek-v4-pro"
name = "DeepSeek V4 Pro"
price = [
  { from = "2026-04-24", input = "0.435", output = "0.87", source = "a page", read = "2026-05-01" },
]
"#;
    let out = tempfile::tempdir().unwrap();
    fs::write(out.path().join("deepseek.toml"), stood).unwrap();
    let Some(()) = run_script(out.path()) else {
        return;
    };
    let made = fs::read_to_string(out.path().join("deepseek.toml")).unwrap();
    let provider = fs::read_to_string(crate_root().join("providers/deepseek.toml")).unwrap();
    let files = [
        ("providers/deepseek.toml", provider.as_str()),
        ("models/deepseek.toml", &made),
    ];
    let catalog = Catalog::parse(&files).unwrap();
    let offer = catalog.offer("deepseek", "deepseek-v4-pro").unwrap();
    let rows = offer
        .prices
        .iter()
        .map(|price| (price.from.as_str(), price.rates.input));
    let rate = |dollars| Rate::per_million(dollars).unwrap();
    let wanted = [("2026-04-24", rate("0.435")), ("2026-11-12", rate("1.32"))];
    assert_eq!(rows.collect::<Vec<_>>(), wanted);
}
