//! Taking the port: the same one in both families. Knows nothing of what is served there.

use socket2::{Domain, Protocol, Socket, Type};
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

/// This machine alone, in both families.
pub const LOOPBACK: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::LOCALHOST),
    IpAddr::V6(Ipv6Addr::LOCALHOST),
];

const BACKLOG: i32 = 1024;
/// How many free ports are tried before giving up on one that is free in both families.
const TRIES: usize = 32;

/// The door before it is built.
pub struct Gateway;

/// Sockets that listen already and serve nothing yet.
#[derive(Debug)]
pub struct Bound {
    pub(crate) listeners: Vec<TcpListener>,
    addresses: Vec<SocketAddr>,
    port: u16,
}

/// Why the port could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// Somebody else listens there.
    #[error(
        "port {port} is in use on {address}: stop the program that holds it, or choose another \
         port with `pointsman serve --port N` or in the settings"
    )]
    Busy {
        /// The port.
        port: u16,
        /// The address on which it is taken.
        address: IpAddr,
    },
    /// The system does not let us.
    #[error(
        "listening on {address} was refused: ports below 1024 need rights; choose another port"
    )]
    Forbidden {
        /// The address and port.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// This machine does not have the address.
    #[error("this machine does not have the address {0} to listen on; use 127.0.0.1")]
    NotHere(IpAddr),
    /// No address was given, or only IPv6 ones that this machine does not have.
    #[error("no address is left to listen on; use 127.0.0.1")]
    NoAddress,
    /// The system gives no thread to serve on.
    #[error("no thread could be started to serve connections")]
    Threads(#[source] io::Error),
    /// Anything else.
    #[error("listening on {address} failed")]
    Io {
        /// The address and port.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl Gateway {
    /// Listens on one port of every address. Port 0 chooses one that is free on all of them. IPv6
    /// addresses that this machine does not have are left out, with a warning in the log.
    ///
    /// # Errors
    /// `Busy` when one of the addresses has the port taken; then none is held.
    pub fn bind(port: u16, addresses: &[IpAddr]) -> Result<Bound, BindError> {
        let mut tries = if port == 0 { TRIES } else { 1 };
        loop {
            tries -= 1;
            match bind_all(port, addresses) {
                Err(BindError::Busy { .. }) if tries > 0 => {}
                ended => return ended,
            }
        }
    }
}

impl Bound {
    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where it listens.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Where clients find it, without a path: `http://127.0.0.1:4100`.
    pub fn url(&self) -> String {
        let first = self.addresses.first().map(|first| match first.ip() {
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            ip => ip,
        });
        let first = first.unwrap_or(Ipv4Addr::LOCALHOST.into());
        format!("http://{}", SocketAddr::new(first, self.port))
    }
}

fn bind_all(port: u16, addresses: &[IpAddr]) -> Result<Bound, BindError> {
    let mut bound = Bound {
        listeners: Vec::with_capacity(addresses.len()),
        addresses: Vec::with_capacity(addresses.len()),
        port,
    };
    for &address in addresses {
        let wanted = SocketAddr::new(address, bound.port);
        match listen(wanted) {
            Ok((listener, at)) => {
                bound.port = at.port();
                bound.listeners.push(listener);
                bound.addresses.push(at);
            }
            Err(source) if address.is_ipv6() && is_absent(&source) => {
                tracing::warn!(%address, "this machine has no such address; serving without it");
            }
            Err(source) => return Err(trouble(wanted, source)),
        }
    }
    if bound.listeners.is_empty() {
        return Err(BindError::NoAddress);
    }
    Ok(bound)
}

fn listen(address: SocketAddr) -> io::Result<(TcpListener, SocketAddr)> {
    let socket = Socket::new(
        Domain::for_address(address),
        Type::STREAM,
        Some(Protocol::TCP),
    )?;
    // Each family has a socket of its own; `[::]` must not take IPv4 along.
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    // On Unix this lets a restart take the port while old connections linger. On Windows the same
    // option would let two programs share the port, so it stays off there.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    let listener = TcpListener::from(socket);
    let at = listener.local_addr()?;
    Ok((listener, at))
}

/// The system knows no such address, or not the whole family.
fn is_absent(error: &io::Error) -> bool {
    // EAFNOSUPPORT has no kind of its own: 97 on Linux, 47 on macOS, 10047 on Windows.
    error.kind() == ErrorKind::AddrNotAvailable
        || matches!(error.raw_os_error(), Some(97 | 47 | 10047))
}

fn trouble(address: SocketAddr, source: io::Error) -> BindError {
    match source.kind() {
        ErrorKind::AddrInUse => BindError::Busy {
            port: address.port(),
            address: address.ip(),
        },
        ErrorKind::PermissionDenied => BindError::Forbidden { address, source },
        ErrorKind::AddrNotAvailable => BindError::NotHere(address.ip()),
        _ => BindError::Io { address, source },
    }
}
