//! What a client gets and what a provider receives, over real sockets, with the binary that users run.

mod chains;
mod kill;
mod secrets;
mod verbatim;
