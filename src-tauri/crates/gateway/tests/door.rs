//! The door over real sockets on this machine, with a switch of its own behind it.

#[cfg(test)]
mod door {
    mod bind;
    mod bodies;
    mod calls;
    mod client;
    mod control;
    mod guard;
    mod lanes;
    mod leaving;
    mod routes;
    mod scarce;
    mod shutdown;
    mod support;
}
