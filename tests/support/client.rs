//! A client that sees the very bytes: one HTTP/1.1 request a connection, chunked bodies decoded.

use crate::upstream::PATIENCE;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

/// What came back.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The header lines, lower-cased names.
    pub headers: Vec<(String, String)>,
    /// The decoded body.
    pub body: Vec<u8>,
    /// Whether the body came to its proper end.
    pub complete: bool,
}

impl Answer {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A request that was sent; its answer can be read piece by piece.
pub struct Exchange {
    reader: BufReader<TcpStream>,
    /// The head of the answer; its body stays empty until [`Exchange::finish`].
    pub answer: Answer,
}

/// Sends a request and reads the head of its answer.
pub fn send(
    to: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Exchange {
    let mut socket = TcpStream::connect(to).unwrap();
    socket.set_nodelay(true).unwrap();
    socket.set_read_timeout(Some(PATIENCE * 3)).unwrap();
    let mut head = format!(
        "{method} {path} HTTP/1.1\r\ncontent-length: {}\r\nconnection: close\r\n",
        body.len()
    );
    if !headers.iter().any(|(name, _)| *name == "host") {
        head.push_str(&format!("host: {to}\r\n"));
    }
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    socket.write_all(head.as_bytes()).unwrap();
    // The proxy may refuse before it has read everything; what it says is read below.
    let _ = socket.write_all(body);
    let mut reader = BufReader::new(socket);
    let answer = read_head(&mut reader);
    Exchange { reader, answer }
}

fn read_head(reader: &mut BufReader<TcpStream>) -> Answer {
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let status = line
        .split(' ')
        .nth(1)
        .and_then(|word| word.parse().ok())
        .unwrap_or(0);
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap() == 0 || line.trim_end().is_empty() {
            return Answer {
                status,
                headers,
                ..Answer::default()
            };
        }
        let (name, value) = line.trim_end().split_once(':').unwrap();
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
}

impl Exchange {
    /// The next piece of a chunked body; `None` at its end or when it was cut.
    pub fn piece(&mut self) -> Option<Vec<u8>> {
        let mut line = String::new();
        self.reader.read_line(&mut line).ok()?;
        let length = usize::from_str_radix(line.trim_end(), 16).ok()?;
        let mut piece = vec![0; length];
        self.reader.read_exact(&mut piece).ok()?;
        self.reader.read_exact(&mut [0; 2]).ok()?;
        self.answer.complete = length == 0;
        (length > 0).then_some(piece)
    }

    /// Reads the rest.
    pub fn finish(mut self) -> Answer {
        if self.answer.header("transfer-encoding") == Some("chunked") {
            while let Some(piece) = self.piece() {
                self.answer.body.extend(piece);
            }
        } else if let Some(length) = self.answer.header("content-length") {
            let mut body = vec![0; length.parse().unwrap()];
            self.answer.complete = self.reader.read_exact(&mut body).is_ok();
            self.answer.body = body;
        }
        self.answer
    }
}
