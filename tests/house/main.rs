//! The house rules that a compiler does not hold: doors, directions, ceilings, dates, licences.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "only a test: a panic here is its report"
)]

mod security;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use toml::Table;

/// Which crate alone may name an outside thing.
const DOORS: [(&str, &str); 5] = [
    ("tauri", "desktop"),
    ("axum", "gateway"),
    ("reqwest", "upstream"),
    ("rusqlite", "store"),
    ("keyring", "vault"),
];

/// Which rooms a room may know. Design: `units <- wire <- catalog <- engine <- {upstream, gateway,
/// store, vault} <- api <- {desktop, headless}`; those in braces do not know one another.
const DIRECTIONS: [(&str, &[&str]); 11] = [
    ("units", &[]),
    ("wire", &["units"]),
    ("catalog", &["units", "wire"]),
    ("engine", &["units", "wire", "catalog"]),
    ("upstream", &["units", "wire", "catalog", "engine"]),
    ("gateway", &["units", "wire", "catalog", "engine"]),
    ("store", &["units", "wire", "catalog", "engine"]),
    ("vault", &["units", "wire", "catalog", "engine"]),
    (
        "api",
        &[
            "units", "wire", "catalog", "engine", "upstream", "gateway", "store", "vault",
        ],
    ),
    ("headless", &["units", "api"]),
    ("desktop", &["units", "api"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// The manifests of the house by room; `desktop` is the root package.
fn manifests() -> BTreeMap<String, Table> {
    let crates = root().join("src-tauri/crates");
    let mut all = BTreeMap::from([("desktop".to_owned(), read_table(&root().join("Cargo.toml")))]);
    for entry in fs::read_dir(crates).unwrap() {
        let folder = entry.unwrap().path();
        let room = folder.file_name().unwrap().to_str().unwrap().to_owned();
        all.insert(room, read_table(&folder.join("Cargo.toml")));
    }
    all
}

fn read_table(path: &Path) -> Table {
    fs::read_to_string(path).unwrap().parse().unwrap()
}

/// What a manifest names, for the product and for its tests.
fn named(manifest: &Table, sections: &[&str]) -> BTreeSet<String> {
    let tables = sections.iter().filter_map(|section| manifest.get(*section));
    tables
        .flat_map(|table| table.as_table().unwrap().keys().cloned())
        .collect()
}

/// Every file below `folder` whose name ends so, but for what is built or fetched.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() {
                if !["target", "node_modules", "dist", "gen", ".git"].contains(&name) {
                    open.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

#[test]
fn each_outside_thing_has_one_door() {
    for (room, manifest) in manifests() {
        let all = ["dependencies", "dev-dependencies", "build-dependencies"];
        for name in named(&manifest, &all) {
            for (thing, door) in DOORS {
                assert!(
                    name != thing || room == door,
                    "{room} names {thing}; its door is {door}"
                );
            }
        }
    }
}

#[test]
fn no_source_names_a_thing_whose_door_is_elsewhere() {
    for (thing, door) in DOORS {
        let uses = [format!("use {thing}::"), format!("{thing}::")];
        for file in files(&root().join("src-tauri/crates"), &[".rs"]) {
            let room = shown(&file).split('/').nth(2).unwrap().to_owned();
            let text = fs::read_to_string(&file).unwrap();
            let code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            for line in code {
                let word = uses.iter().any(|form| {
                    line.match_indices(form.as_str()).any(|(at, _)| {
                        !line
                            .get(..at)
                            .unwrap()
                            .ends_with(|c: char| c.is_alphanumeric() || "_:".contains(c))
                    })
                });
                assert!(
                    !word || room == door,
                    "{} names {thing}: {line}",
                    shown(&file)
                );
            }
        }
    }
}

#[test]
fn rooms_know_only_the_rooms_below_them() {
    let allowed = BTreeMap::from(DIRECTIONS);
    for (room, manifest) in manifests() {
        let may = allowed
            .get(room.as_str())
            .unwrap_or_else(|| panic!("{room} has no place in the directions"));
        for name in named(&manifest, &["dependencies"]) {
            if let Some(other) = name.strip_prefix("pointsman-") {
                assert!(may.contains(&other), "{room} must not know {other}");
            }
        }
    }
}

#[test]
fn no_rust_file_grows_beyond_500_lines_nor_lacks_its_first_line() {
    for folder in ["src-tauri", "tests"] {
        for file in files(&root().join(folder), &[".rs"]) {
            let text = fs::read_to_string(&file).unwrap();
            assert!(
                text.lines().count() <= 500,
                "{} is over 500 lines: cut it",
                shown(&file)
            );
            assert!(
                text.starts_with("//!"),
                "{} does not say what it is for",
                shown(&file)
            );
            assert!(
                !file.ends_with("mod.rs"),
                "{}: thing.rs beside thing/",
                shown(&file)
            );
        }
    }
}

#[test]
fn each_catalogue_file_names_its_source_and_date() {
    let folder = root().join("src-tauri/crates/catalog");
    let all = files(&folder.join("providers"), &[".toml"]);
    assert!(all.len() >= 9, "the providers of the catalogue are missing");
    for file in all {
        let table = read_table(&file);
        let docs = table
            .get("docs")
            .and_then(|v| v.as_str())
            .unwrap_or_default();
        assert!(
            docs.starts_with("https://") || table.get("transport").is_some(),
            "{}: docs",
            shown(&file)
        );
        assert!(
            is_date(table.get("read")),
            "{}: `read` must be a date",
            shown(&file)
        );
    }
    for file in files(&folder.join("models"), &[".toml"]) {
        check_prices(&shown(&file), &toml::Value::Table(read_table(&file)));
    }
}

/// Every table that has an input price says since when, from where and read when.
fn check_prices(file: &str, value: &toml::Value) {
    match value {
        toml::Value::Table(table) => {
            if table.contains_key("from") {
                assert!(is_date(table.get("from")), "{file}: `from` must be a date");
                assert!(
                    is_date(table.get("read")),
                    "{file}: a price needs the date it was read"
                );
                let source = table
                    .get("source")
                    .and_then(|v| v.as_str())
                    .unwrap_or_default();
                assert!(!source.is_empty(), "{file}: a price needs its source");
            }
            table.values().for_each(|inner| check_prices(file, inner));
        }
        toml::Value::Array(list) => list.iter().for_each(|inner| check_prices(file, inner)),
        toml::Value::String(_)
        | toml::Value::Integer(_)
        | toml::Value::Float(_)
        | toml::Value::Boolean(_)
        | toml::Value::Datetime(_) => {}
    }
}

fn is_date(value: Option<&toml::Value>) -> bool {
    let text = value
        .map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned))
        .unwrap_or_default();
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() == 3
        && text.len() == 10
        && parts
            .iter()
            .all(|part| part.bytes().all(|b| b.is_ascii_digit()))
}

#[test]
fn the_root_holds_only_what_the_design_names() {
    let known = [
        "Cargo.toml",
        "Cargo.lock",
        "src-tauri",
        "ui",
        "icons",
        "tests",
        "tauri.conf.json",
        "README.md",
        "LICENSE",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "CHANGELOG.md",
        "deny.toml",
        "rust-toolchain.toml",
        "Makefile",
        "target",
        "gen",
    ];
    for entry in fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().to_str().unwrap().to_owned();
        assert!(
            name.starts_with('.') || known.contains(&name.as_str()),
            "{name} does not belong in the root"
        );
    }
}

#[test]
fn lock_files_name_no_private_registry() {
    for file in [
        "ui/package-lock.json",
        "tests/clients/package-lock.json",
        "tests/desktop/package-lock.json",
    ] {
        let text = fs::read_to_string(root().join(file)).unwrap();
        assert!(
            !text.contains("\"resolved\""),
            "{file} names where its packages came from"
        );
    }
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    for line in lock.lines().filter(|line| line.starts_with("source = ")) {
        assert_eq!(
            line,
            "source = \"registry+https://github.com/rust-lang/crates.io-index\""
        );
    }
}

const NPM_FOLDERS: [&str; 3] = ["ui", "tests/clients", "tests/desktop"];

/// Packages whose script does nothing that is needed: Google's SDK has one that checks its own
/// repository, protobufjs one that warns of versions.
const WORKS_WITHOUT: [&str; 2] = ["node_modules/@google/genai", "node_modules/protobufjs"];

#[test]
fn no_script_of_an_npm_package_runs_while_it_is_installed() {
    for folder in NPM_FOLDERS {
        let npmrc = fs::read_to_string(root().join(folder).join(".npmrc")).unwrap();
        assert!(
            npmrc.lines().any(|line| line == "ignore-scripts=true"),
            "{folder}/.npmrc lets packages run scripts"
        );
        let lock = root().join(folder).join("package-lock.json");
        let lock: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(lock).unwrap()).unwrap();
        for (name, package) in lock["packages"].as_object().unwrap() {
            assert!(
                package["hasInstallScript"].is_null() || WORKS_WITHOUT.contains(&name.as_str()),
                "{name} of {folder} wants to run a script: build it by name in setup.sh, or do without it"
            );
        }
    }
}

#[test]
fn each_npm_package_is_held_to_a_hash() {
    for folder in NPM_FOLDERS {
        let lock = root().join(folder).join("package-lock.json");
        let lock: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(lock).unwrap()).unwrap();
        for (name, package) in lock["packages"].as_object().unwrap() {
            // The same tool for other systems, which this one never installs.
            let elsewhere = package["optional"] == true && package.get("os").is_some();
            let hash = package["integrity"].as_str().unwrap_or_default();
            assert!(
                name.is_empty() || elsewhere || hash.starts_with("sha512-"),
                "{folder}: {name} has no hash"
            );
        }
    }
}
