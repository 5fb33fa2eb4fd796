//! Lists the files of `providers/` and `models/`, so that adding one is adding a file.

use std::fmt::Write;
use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let root = env::var("CARGO_MANIFEST_DIR")?;
    let mut table = String::from("&[\n");
    for folder in ["providers", "models"] {
        println!("cargo:rerun-if-changed={folder}");
        let mut names = Vec::new();
        for entry in fs::read_dir(Path::new(&root).join(folder))? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name.ends_with(".toml") {
                names.push(name);
            }
        }
        names.sort();
        for name in names {
            let path = format!("{folder}/{name}");
            let text = format!(r#"include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/{path}"))"#);
            writeln!(table, "    ({path:?}, {text}),")?;
        }
    }
    table.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("files.rs"), table)?;
    Ok(())
}
