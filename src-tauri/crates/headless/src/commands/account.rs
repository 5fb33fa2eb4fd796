//! `account`: providers' accounts.

use crate::args::{Account, AddAccount, KeyFrom, KeySource};
use crate::exit::{Exit, Fault};
use crate::out::words::{or_dash, span};
use crate::out::{Out, Side, Table};
use pointsman_api::House;
use pointsman_api::folder::Absent;
use pointsman_api::views::providers::{
    AccountView, Check, KeyHealth, KeyStatus, LocalServer, NewAccount, NewHeader, NewKeyFor,
    NewWay, TestAsk,
};
use serde_json::json;
use std::io::{BufRead, IsTerminal, Read, Write};
use std::path::PathBuf;

/// Longer than any key.
const KEY_LIMIT: u64 = 64 * 1024;

/// Runs it.
pub async fn run(folder: Option<PathBuf>, account: Account, out: &Out) -> Result<Exit, Fault> {
    match account {
        Account::Add(asked) => {
            // Read before the folder is taken: a person may take their time.
            let key = typed_key(&asked.key)?;
            let house = House::open_command(folder, Absent::Make).await?;
            let done = add(&house, asked, key, out).await;
            house.close().await;
            done
        }
        Account::List => {
            let house = House::open_command(folder, Absent::Tell).await?;
            let done = list(&house, out).await;
            house.close().await;
            done
        }
        Account::Test { name, model } => {
            let house = House::open_command(folder, Absent::Tell).await?;
            let done = test(&house, name, model, out).await;
            house.close().await;
            done
        }
        Account::Key { name, key_stdin: _ } => {
            let key = first_line()?;
            let house = House::open_command(folder, Absent::Tell).await?;
            let done = replace_key(&house, name, key, out).await;
            house.close().await;
            done
        }
        Account::Remove { name } => {
            let house = House::open_command(folder, Absent::Tell).await?;
            let done = remove(&house, name, out).await;
            house.close().await;
            done
        }
    }
}

async fn add(
    house: &House,
    asked: AddAccount,
    key: Option<String>,
    out: &Out,
) -> Result<Exit, Fault> {
    let said_nothing = key.is_none() && asked.key.key.is_none() && !asked.key.no_key;
    if said_nothing {
        let presets = house.providers_presets().await?;
        let needs = |id: &str| presets.iter().any(|it| it.id == id && it.key == "needed");
        if needs(&asked.provider) {
            return Err(Fault::Usage(format!(
                "{} needs a key: give --key env:NAME, --key-stdin or --no-key",
                asked.provider
            )));
        }
    }
    let way = way(&asked)?;
    let new = NewAccount {
        provider: asked.provider,
        name: asked.name,
        base_url: asked.base_url,
        key,
        client: Some(asked.key.key == Some(KeyFrom::Client)),
        key_env: match asked.key.key {
            Some(KeyFrom::Env(variable)) => Some(variable),
            Some(KeyFrom::Client) | None => None,
        },
        way: Some(way),
    };
    let account = house.providers_add(new).await?;
    out.show(&account, || {
        let key = key_words(&account);
        format!(
            "Added {} at {} ({key}).\nIts models are asked for as {}/<model>.",
            account.name, account.provider_name, account.name
        )
    })?;
    Ok(Exit::Done)
}

/// How the account's calls travel. A file is named from where the person stands.
fn way(asked: &AddAccount) -> Result<NewWay, Fault> {
    let ca_file = asked
        .ca_file
        .as_ref()
        .map(std::path::absolute)
        .transpose()?;
    let headers = asked.headers.iter();
    Ok(NewWay {
        region: asked.region.clone(),
        proxy: asked.proxy.clone(),
        ca_file: ca_file.map(|path| path.to_string_lossy().into_owned()),
        headers: headers
            .map(|header| NewHeader {
                name: header.name.clone(),
                value: header.value.clone(),
            })
            .collect(),
    })
}

fn typed_key(source: &KeySource) -> Result<Option<String>, Fault> {
    match source.key_stdin {
        true => first_line().map(Some),
        false => Ok(None),
    }
}

fn first_line() -> Result<String, Fault> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        // Where nobody reads standard error, nobody waits for this either.
        let _ = writeln!(std::io::stderr(), "Paste the key, then Enter:");
    }
    let mut key = String::new();
    stdin.lock().take(KEY_LIMIT).read_line(&mut key)?;
    let key = key.trim();
    if key.is_empty() {
        return Err(Fault::Usage("standard input holds no key".to_owned()));
    }
    Ok(key.to_owned())
}

async fn replace_key(
    house: &House,
    account: String,
    key: String,
    out: &Out,
) -> Result<Exit, Fault> {
    let account = house
        .providers_set_key(NewKeyFor {
            account,
            key,
            place: None,
        })
        .await?;
    out.show(&account, || {
        format!(
            "{} calls {} with another key from now on.",
            account.name, account.base_url
        )
    })?;
    Ok(Exit::Done)
}

async fn list(house: &House, out: &Out) -> Result<Exit, Fault> {
    let accounts = house.providers_list().await?;
    // What stands in the window's gallery stands here; a script asks for accounts alone.
    let found = match out.is_for_people() {
        true => offers(&house.providers_local().await?),
        false => String::new(),
    };
    out.show(&accounts, || {
        let mut table = Table::new(&[
            ("ACCOUNT", Side::Left),
            ("PROVIDER", Side::Left),
            ("KEY", Side::Left),
            ("MODELS", Side::Right),
            ("CHAINS", Side::Left),
            ("ADDRESS", Side::Left),
        ]);
        for account in &accounts {
            table.row([
                account.name.clone(),
                account.provider_name.clone(),
                key_words(account),
                account.models.to_string(),
                or_dash(Some(&account.chains.join(", "))),
                account.base_url.clone(),
            ]);
        }
        if table.is_empty() {
            return format!("No account yet. `pointsman account add PROVIDER` adds one.{found}");
        }
        format!("{}{found}", table.text())
    })?;
    Ok(Exit::Done)
}

/// The servers on this machine that no account calls yet, each with the command that adds it.
pub fn offers(found: &[LocalServer]) -> String {
    let mut text = String::new();
    for server in found.iter().filter(|server| server.account.is_none()) {
        let models = match server.models.len() {
            0 => String::new(),
            1 => " with 1 model".to_owned(),
            many => format!(" with {many} models"),
        };
        let at = server.base_url.as_ref();
        let at = at.map_or_else(String::new, |url| format!(" --base-url {url}"));
        text.push_str(&format!(
            "\nFound on this machine: {} at {}{models}. Add it: pointsman account add {}{at} --no-key",
            server.provider_name, server.address, server.provider
        ));
    }
    text
}

fn key_words(account: &AccountView) -> String {
    let status = match account.key {
        KeyStatus::Present => present_words(account),
        KeyStatus::Missing => format!("{}, missing", account.key_place),
        KeyStatus::Locked => "keychain is locked".to_owned(),
        KeyStatus::NoKeychain => "no keychain here".to_owned(),
        KeyStatus::NotNeeded if account.key_place == "client" => "the caller's own".to_owned(),
        KeyStatus::NotNeeded => "not needed".to_owned(),
    };
    if account.enabled {
        status
    } else {
        format!("{status}; switched off")
    }
}

/// The first key's place and what is wrong with it, then what is wrong with the others.
fn present_words(account: &AccountView) -> String {
    let mut words = account.key_place.clone();
    for (at, key) in account.keys.iter().enumerate() {
        let wrong = match key.health {
            KeyHealth::Ok => continue,
            KeyHealth::Cooling => "cooling",
            KeyHealth::Retired => "refused",
        };
        match at {
            0 => words.push_str(&format!(", {wrong}")),
            _ => words.push_str(&format!("; {}, {wrong}", key.place)),
        }
    }
    words
}

async fn test(
    house: &House,
    account: String,
    model: Option<String>,
    out: &Out,
) -> Result<Exit, Fault> {
    let report = house.providers_test(TestAsk { account, model }).await?;
    out.show(&report, || {
        let line = |what: &str, check: &Check| {
            let verdict = match check.ok {
                Some(true) => "ok",
                Some(false) => "FAILED",
                None => "-",
            };
            format!(
                "{what:<6} {verdict:<7} {} ({})",
                check.message,
                span(check.took)
            )
        };
        format!(
            "{}\n{}",
            line("key", &report.auth),
            line("model", &report.model)
        )
    })?;
    let failed = |check: &Check| check.ok == Some(false);
    // A key that could not be tested at all is not a key that holds.
    let holds = !failed(&report.auth)
        && !failed(&report.model)
        && (report.auth.ok.is_some() || report.model.ok.is_some());
    Ok(if holds { Exit::Done } else { Exit::No })
}

async fn remove(house: &House, name: String, out: &Out) -> Result<Exit, Fault> {
    house.providers_remove(name.clone()).await?;
    out.show(&json!({ "removed": name }), || format!("Removed {name}."))?;
    Ok(Exit::Done)
}
