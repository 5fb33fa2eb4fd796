//! A provider of our own that does what a test tells it: raw HTTP/1.1 over a loopback socket, so that
//! it can cut, stall, reset and lie. It logs what it received; nothing else is judged of it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// How long a test waits for an event before it says that it never came.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// What the provider does once it has read a request.
#[derive(Clone, Debug)]
pub enum Act {
    /// Writes these bytes as they are.
    Raw(Vec<u8>),
    /// Writes the head of an answer with a chunked body.
    Head(u16, Vec<(String, String)>),
    /// Writes one chunk of a chunked body.
    Chunk(Vec<u8>),
    /// Ends the chunked body.
    End,
    /// Closes the connection, mid-way or not.
    Cut,
    /// Says nothing more until the other side hangs up.
    Hang,
    /// Waits until the test opens the gate.
    Gate(Gate),
}

/// Something a test opens once.
#[derive(Clone, Debug, Default)]
pub struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    /// Lets everything waiting pass.
    pub fn open(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }

    /// Waits until it is open.
    ///
    /// # Panics
    /// When it is not opened in time.
    pub fn wait(&self) {
        let open = self.0.0.lock().unwrap();
        let (open, _) = self
            .0
            .1
            .wait_timeout_while(open, PATIENCE, |open| !*open)
            .unwrap();
        assert!(*open, "the gate was never opened");
    }
}

/// One request as it arrived.
#[derive(Clone, Debug)]
pub struct Received {
    /// The request line's path.
    pub path: String,
    /// The header lines, lower-cased names.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Received {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Decides what to do with a request.
pub type Script = dyn Fn(&Received) -> Vec<Act> + Send + Sync;

/// The running provider. Its threads end with the process.
pub struct Upstream {
    /// Where it listens.
    pub address: SocketAddr,
    log: Arc<Mutex<Vec<Received>>>,
    hung_up: Gate,
}

impl Upstream {
    /// Starts one that follows `script`.
    pub fn start(script: impl Fn(&Received) -> Vec<Act> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (log, hung_up) = (Arc::<Mutex<Vec<Received>>>::default(), Gate::default());
        let script: Arc<Script> = Arc::new(script);
        let (seen, gone) = (log.clone(), hung_up.clone());
        std::thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                let (script, seen, gone) = (script.clone(), seen.clone(), gone.clone());
                std::thread::spawn(move || {
                    // An error here is the other side's hanging up, which is what is watched for.
                    if serve(socket, &*script, &seen).is_err() {
                        gone.open();
                    }
                });
            }
        });
        Self {
            address,
            log,
            hung_up,
        }
    }

    /// The base URL an account names.
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// What was received so far.
    pub fn received(&self) -> Vec<Received> {
        self.log.lock().unwrap().clone()
    }

    /// Waits until the proxy hangs up in the middle of an answer.
    pub fn wait_for_hang_up(&self) {
        self.hung_up.wait();
    }
}

fn serve(socket: TcpStream, script: &Script, log: &Mutex<Vec<Received>>) -> std::io::Result<()> {
    socket.set_nodelay(true)?;
    let mut reader = BufReader::new(socket.try_clone()?);
    let mut socket = socket;
    while let Some(received) = read_request(&mut reader)? {
        log.lock().unwrap().push(received.clone());
        for act in script(&received) {
            match act {
                Act::Raw(bytes) => socket.write_all(&bytes)?,
                Act::Head(status, headers) => socket.write_all(&head(status, &headers))?,
                Act::Chunk(bytes) => {
                    let mut framed = format!("{:x}\r\n", bytes.len()).into_bytes();
                    framed.extend_from_slice(&bytes);
                    framed.extend_from_slice(b"\r\n");
                    socket.write_all(&framed)?;
                }
                Act::End => socket.write_all(b"0\r\n\r\n")?,
                Act::Cut => return socket.shutdown(Shutdown::Both),
                Act::Hang => {
                    // Zero bytes is the hang-up; more of a request would be as wrong.
                    let _ = reader.read(&mut [0])?;
                    return Err(std::io::ErrorKind::ConnectionAborted.into());
                }
                Act::Gate(gate) => gate.wait(),
            }
        }
    }
    Ok(())
}

fn head(status: u16, headers: &[(String, String)]) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} Status\r\ntransfer-encoding: chunked\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    text.into_bytes()
}

fn read_request(reader: &mut BufReader<TcpStream>) -> std::io::Result<Option<Received>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some(Received {
        path,
        headers,
        body,
    }))
}

/// A whole JSON answer.
pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Vec<Act> {
    vec![
        Act::Head(
            status,
            vec![("content-type".into(), "application/json".into())],
        ),
        Act::Chunk(body.into()),
        Act::End,
    ]
}

/// The head of a stream.
pub fn stream_head() -> Act {
    Act::Head(
        200,
        vec![("content-type".into(), "text/event-stream".into())],
    )
}
