//! A small HTTP client that does what no library lets a test do: stop half-way, misframe, leave.

use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::support::soon;

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// One connection.
pub struct Client {
    pub stream: TcpStream,
    buffer: Vec<u8>,
}

impl Client {
    pub async fn connect(address: SocketAddr) -> Self {
        Self {
            stream: soon(TcpStream::connect(address)).await.unwrap(),
            buffer: Vec::new(),
        }
    }

    /// Sends one request as it stands, `\n` as CRLF in the head.
    pub async fn send(&mut self, head: &str, body: &[u8]) {
        let mut bytes = head.trim_start().replace('\n', "\r\n").into_bytes();
        bytes.extend_from_slice(b"\r\n\r\n");
        bytes.extend_from_slice(body);
        self.stream.write_all(&bytes).await.unwrap();
    }

    /// Posts a call with a key.
    pub async fn post(&mut self, headers: &str, body: &[u8]) {
        let head = format!(
            "POST /v1/chat/completions HTTP/1.1\nHost: localhost\nContent-Length: {}{headers}",
            body.len()
        );
        self.send(&head, body).await;
    }

    /// Reads some more bytes; false at the end.
    pub async fn more(&mut self) -> bool {
        let mut piece = vec![0; 64 * 1024];
        let read = soon(self.stream.read(&mut piece)).await.unwrap_or(0);
        self.buffer.extend_from_slice(&piece[..read]);
        read > 0
    }

    async fn line(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|two| two == b"\r\n") {
                let rest = self.buffer.split_off(end + 2);
                let line = std::mem::replace(&mut self.buffer, rest);
                return Some(String::from_utf8(line[..end].to_vec()).unwrap());
            }
            if !self.more().await {
                return None;
            }
        }
    }

    pub async fn exactly(&mut self, length: usize) -> Vec<u8> {
        while self.buffer.len() < length {
            assert!(self.more().await, "the answer ended early");
        }
        let rest = self.buffer.split_off(length);
        std::mem::replace(&mut self.buffer, rest)
    }

    /// Reads the head of an answer; `None` when the server closed instead.
    pub async fn head(&mut self) -> Option<Reply> {
        let status = self.line().await?;
        let status = status.split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers = Vec::new();
        loop {
            let line = self.line().await.unwrap();
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            headers.push((name.to_owned(), value.trim().to_owned()));
        }
        Some(Reply {
            status,
            headers,
            body: Vec::new(),
        })
    }

    /// Reads one chunk of a chunked body; `None` at its end.
    pub async fn chunk(&mut self) -> Option<Vec<u8>> {
        let size = self.line().await.expect("the body ended early");
        let size = usize::from_str_radix(&size, 16).unwrap();
        let chunk = self.exactly(size).await;
        assert_eq!(self.line().await.as_deref(), Some(""));
        (size > 0).then_some(chunk)
    }

    /// Reads a whole answer; `None` when the server closed instead.
    pub async fn try_reply(&mut self) -> Option<Reply> {
        let mut reply = self.head().await?;
        if let Some(length) = reply.header("content-length") {
            let length = length.parse().unwrap();
            reply.body = self.exactly(length).await;
        } else if reply.header("transfer-encoding").is_some() {
            while let Some(chunk) = self.chunk().await {
                reply.body.extend(chunk);
            }
        }
        Some(reply)
    }

    pub async fn reply(&mut self) -> Reply {
        self.try_reply().await.expect("the server closed instead")
    }

    /// Waits until the server closes.
    pub async fn closed(&mut self) {
        while self.more().await {}
    }
}
