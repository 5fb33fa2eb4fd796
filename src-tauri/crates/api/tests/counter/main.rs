//! The counter as shells use it: a house that serves on a fresh folder, and one attached to it.
#![cfg(test)]

mod alike;
mod calls;
mod files;
mod hostile;
mod policy;
mod projects;
mod requests;
mod settings;
mod tools;
mod undo;
mod upkeep;
mod window;

use futures_util::{Stream, StreamExt};
use pointsman_api::folder::Absent;
use pointsman_api::views::connect::{TestCall, TestCallReport};
use pointsman_api::views::live::{Batch, CallsQuery};
use pointsman_api::{House, Ready};
use pointsman_units::Secret;
use pointsman_upstream::{Loopback, Pass};
use std::pin::Pin;
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::timeout;

/// How long anything may take that a test waits for.
const LIMIT: Duration = Duration::from_secs(10);

/// A house that serves on a folder of its own.
struct Serving {
    folder: TempDir,
    house: House,
    ready: Ready,
}

impl Serving {
    async fn start() -> Self {
        Self::on(tempfile::tempdir().unwrap()).await
    }

    async fn on(folder: TempDir) -> Self {
        let path = folder.path().to_owned();
        let (house, ready) = House::serve(Some(path), Some(0), None).await.unwrap();
        Self {
            folder,
            house,
            ready,
        }
    }

    /// Another process of the same user, as far as the folder can tell.
    async fn attached(&self) -> House {
        let path = self.folder.path().to_owned();
        let house = House::open_command(Some(path), Absent::Tell).await.unwrap();
        assert_eq!(house.attached_to(), Some(std::process::id()));
        house
    }

    async fn call(&self, model: &str) -> TestCallReport {
        let test = TestCall {
            model: Some(model.to_owned()),
            stream: false,
        };
        self.house.connect_test_call(test).await.unwrap()
    }

    /// What changes from now on. Waits for nothing, so that nothing after it is missed.
    fn watch(&self) -> Batches {
        Box::pin(self.house.events())
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(file)).unwrap()
    }

    fn write(&self, file: &str, text: &str) {
        std::fs::write(self.folder.path().join(file), text).unwrap();
    }

    /// The status that a client gets who asks for the models with this key.
    async fn knock(&self, key: &str) -> u16 {
        let url = self.ready.url.trim_end_matches("/v1");
        let client = Loopback::new(url, Pass::LocalKey(Secret::new(key.to_owned()))).unwrap();
        let body = br#"{"model": "nothing/here", "messages": []}"#;
        let answer = client.post_json("/v1/chat/completions", body).await;
        answer.unwrap().0
    }
}

impl Serving {
    /// The status that a web page of this origin gets.
    async fn knock_from(&self, origin: &str) -> u16 {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let address = self.ready.url.trim_start_matches("http://");
        let address = address.trim_end_matches("/v1");
        let request = format!(
            "GET /v1/models/none HTTP/1.1\r\nhost: {address}\r\norigin: {origin}\r\n\
             authorization: Bearer {}\r\nconnection: close\r\n\r\n",
            self.ready.key.expose()
        );
        let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
        socket.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).await.unwrap();
        answer.split(' ').nth(1).unwrap().parse().unwrap()
    }
}

type Batches = Pin<Box<dyn Stream<Item = Batch> + Send>>;

/// Waits until a batch fits.
async fn wait_for(batches: &mut Batches, fits: impl Fn(&Batch) -> bool) -> Batch {
    timeout(LIMIT, async {
        loop {
            let batch = batches.next().await.expect("the house has closed");
            if fits(&batch) {
                return batch;
            }
        }
    })
    .await
    .expect("no batch came that fits")
}

fn last(last: u32) -> CallsQuery {
    CallsQuery { last, before: None }
}
