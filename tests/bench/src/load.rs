//! Clients: each a connection of its own, kept open, one request at a time.

use crate::Outcome;
use crate::upstream::now;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Body;
use hyper::client::conn::http1::SendRequest;
use hyper_util::rt::TokioIo;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;

/// Where most clients ask.
pub const CHAT: &str = "/v1/chat/completions";

/// Where to send, and with which local key.
#[derive(Clone, Debug)]
pub struct Place {
    /// `host:port`.
    pub address: String,
    /// The local key, where one is asked for.
    pub key: String,
    /// The path that is asked.
    pub path: &'static str,
}

/// Opens a connection with TCP_NODELAY.
pub async fn connect<B>(to: &str) -> Outcome<SendRequest<B>>
where
    B: Body + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let socket = TcpStream::connect(to).await?;
    socket.set_nodelay(true)?;
    let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(socket)).await?;
    tokio::task::spawn_local(async move {
        let _ = connection.await;
    });
    Ok(sender)
}

fn request(place: &Place, body: &Bytes) -> Outcome<Request<Full<Bytes>>> {
    Ok(Request::post(place.path)
        .header("host", &place.address)
        .header("authorization", &place.key)
        .header("content-type", "application/json")
        .body(Full::new(body.clone()))?)
}

/// Sends `count` requests one after another; answers how long each took, in nanoseconds.
pub async fn in_turn(place: &Place, body: &Bytes, count: usize) -> Outcome<Vec<u64>> {
    let mut client = connect(&place.address).await?;
    let mut took = Vec::with_capacity(count);
    for _ in 0..count {
        took.push(one(&mut client, place, body).await?);
    }
    Ok(took)
}

async fn one(client: &mut SendRequest<Full<Bytes>>, place: &Place, body: &Bytes) -> Outcome<u64> {
    let began = Instant::now();
    client.ready().await?;
    let response = client.send_request(request(place, body)?).await?;
    let status = response.status();
    let text = response.into_body().collect().await?.to_bytes();
    if status != 200 {
        return Err(format!("{status}: {}", String::from_utf8_lossy(&text)).into());
    }
    Ok(u64::try_from(began.elapsed().as_nanos())?)
}

/// Sends at a steady rate, whatever comes back; answers how long each took.
pub async fn at_rate(
    place: &Place,
    body: &Bytes,
    per_second: u32,
    count: usize,
) -> Outcome<Vec<u64>> {
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / per_second);
    let mut running = Vec::with_capacity(count);
    let mut idle: Vec<SendRequest<Full<Bytes>>> = Vec::new();
    for _ in 0..4 {
        idle.push(connect(&place.address).await?);
    }
    let idle = std::rc::Rc::new(std::cell::RefCell::new(idle));
    for _ in 0..count {
        ticks.tick().await;
        let (place, body, idle) = (place.clone(), body.clone(), idle.clone());
        running.push(tokio::task::spawn_local(async move {
            let kept = idle.borrow_mut().pop();
            let mut client = match kept {
                Some(client) => client,
                None => connect(&place.address).await?,
            };
            let took = one(&mut client, &place, &body).await?;
            idle.borrow_mut().push(client);
            Ok::<u64, Box<dyn std::error::Error + Send + Sync>>(took)
        }));
    }
    let mut took = Vec::with_capacity(count);
    for task in running {
        took.push(task.await??);
    }
    Ok(took)
}

/// Keeps `clients` busy for `span`; answers how many requests were done.
pub async fn throughput(
    place: &Place,
    body: &Bytes,
    clients: usize,
    span: Duration,
) -> Outcome<usize> {
    let until = Instant::now() + span;
    let mut running = Vec::with_capacity(clients);
    for _ in 0..clients {
        let (place, body) = (place.clone(), body.clone());
        running.push(tokio::task::spawn_local(async move {
            let mut client = connect(&place.address).await?;
            let mut done = 0;
            while Instant::now() < until {
                one(&mut client, &place, &body).await?;
                done += 1;
            }
            Ok::<usize, Box<dyn std::error::Error + Send + Sync>>(done)
        }));
    }
    let mut done = 0;
    for task in running {
        done += task.await??;
    }
    Ok(done)
}

/// What streams showed, in nanoseconds.
#[derive(Default)]
pub struct Streams {
    /// From asking to the first chunk.
    pub first: Vec<u64>,
    /// From a chunk's leaving the provider to its arrival here.
    pub chunks: Vec<u64>,
}

/// Between the beginnings of two streams, so that they are no storm of connections and their chunks do
/// not all come at once.
const STAGGER: Duration = Duration::from_micros(2_210);

/// Runs `clients` streams side by side.
pub async fn streams(place: &Place, body: &Bytes, clients: usize) -> Outcome<Streams> {
    let mut running = Vec::with_capacity(clients);
    for place_in_line in 0..clients {
        let (place, body) = (place.clone(), body.clone());
        let later = STAGGER.saturating_mul(u32::try_from(place_in_line)?);
        running.push(tokio::task::spawn_local(async move {
            tokio::time::sleep(later).await;
            stream(&place, &body).await
        }));
    }
    let mut all = Streams::default();
    for task in running {
        let one = task.await??;
        all.first.extend(one.first);
        all.chunks.extend(one.chunks);
    }
    Ok(all)
}

async fn stream(place: &Place, body: &Bytes) -> Outcome<Streams> {
    let mut client = connect(&place.address).await?;
    let began = Instant::now();
    let mut answer = client
        .send_request(request(place, body)?)
        .await?
        .into_body();
    let mut seen = Streams::default();
    let mut latest = 0;
    while let Some(frame) = answer.frame().await {
        let Ok(data) = frame?.into_data() else {
            continue;
        };
        let here = now();
        if seen.first.is_empty() {
            seen.first.push(u64::try_from(began.elapsed().as_nanos())?);
        }
        let text = String::from_utf8_lossy(&data).into_owned();
        for left in text.split('@').filter_map(|part| part.parse::<u64>().ok()) {
            // Some dialects say the whole text again at the end.
            if left > latest {
                latest = left;
                seen.chunks.push(here.saturating_sub(left));
            }
        }
    }
    if seen.chunks.is_empty() {
        return Err("a stream had no chunks".into());
    }
    Ok(seen)
}
