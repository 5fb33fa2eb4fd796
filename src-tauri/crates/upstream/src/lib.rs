//! The way out: sends attempts to providers, probes accounts, talks to one's own proxy, and holds
//! the built-in simulator.
//!
//! The only crate that names `reqwest`. It knows no policy, chain, budget or ledger, reads no
//! conversation of a real provider, and stores nothing.

mod fault;
mod http;
mod loopback;
mod probe;
mod sender;
mod simulator;

pub use loopback::{Loopback, NotLoopback, Pass};
pub use probe::LocalServer;
pub use sender::Sender;
pub use simulator::{Simulator, SimulatorPace};
