//! `serve`: the proxy, until it is told to stop.

use crate::args::Serve;
use crate::commands::account::offers;
use crate::exit::{Exit, Fault};
use crate::out::Out;
use pointsman_api::{House, Ready};
use pointsman_units::Secret;
use serde_json::json;
use std::io;
use std::path::PathBuf;

/// Runs it.
pub async fn run(folder: Option<PathBuf>, serve: Serve, out: &Out) -> Result<Exit, Fault> {
    let key = match serve.key {
        None => None,
        Some(from) => Some(key(&from.0)?),
    };
    // Before anyone is told that it runs, so that no signal is missed.
    let mut stop = Stop::listen()?;
    let (house, ready) = House::serve(folder, serve.port, key).await?;
    let said = say(&house, &ready, out).await;
    if said.is_ok() {
        stop.told().await;
    }
    // Told twice, it does not wait for running calls.
    tokio::select! {
        () = house.close() => {}
        () = stop.told() => {}
    }
    said.map(|()| Exit::Done)
}

fn key(variable: &str) -> Result<Secret, Fault> {
    let text = std::env::var(variable).unwrap_or_default();
    if text.trim().is_empty() {
        return Err(Fault::Usage(format!(
            "the environment variable {variable}, which --key names, is not set"
        )));
    }
    Ok(Secret::new(text.trim().to_owned()))
}

async fn say(house: &House, ready: &Ready, out: &Out) -> Result<(), Fault> {
    let key = ready.key.expose();
    let line = json!({
        "url": ready.url,
        "key": key,
        "pid": ready.pid,
        "data_dir": ready.data_dir,
    });
    let view = house.connect_view().await?;
    let curl = view.snippets.iter().find(|snippet| snippet.id == "curl");
    let curl = curl.map_or_else(String::new, |snippet| snippet.text.replace("{key}", key));
    let offers = match out.is_for_people() {
        true => offers(&house.providers_local().await?),
        false => String::new(),
    };
    out.show(&line, || {
        format!(
            "Pointsman serves at {}\n\
             Session key  {key}  (void when this ends; `pointsman key new` makes one that stays)\n\
             Data folder  {}\n\n\
             Try it:\n\n{curl}\n\n\
             Stop with Ctrl-C. Running calls then have 10 seconds to end.{offers}",
            ready.url, ready.data_dir
        )
    })?;
    Ok(())
}

/// What tells a server to stop.
struct Stop {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Stop {
    #[cfg(unix)]
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    #[cfg(unix)]
    async fn told(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    #[cfg(not(unix))]
    fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn told(&mut self) {
        // Fails only where no console can be heard; then nothing can stop it but the system.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
