//! Taking the port.

use super::client::Client;
use super::support::{serve, whole};
use pointsman_gateway::{BindError, Gateway, LOOPBACK};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};

const V4: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Whether this machine speaks IPv6 at all; containers often do not.
fn has_ipv6() -> bool {
    TcpListener::bind("[::1]:0").is_ok()
}

#[tokio::test]
async fn serves_both_families_on_one_port() {
    let running = serve(|_| whole("{}"));
    let mut addresses = vec![running.address];
    if has_ipv6() {
        addresses.push(SocketAddr::new(LOOPBACK[1], running.address.port()));
    }
    for address in addresses {
        let mut client = Client::connect(address).await;
        let head = format!("GET /health HTTP/1.1\nHost: {address}");
        client.send(&head, b"").await;
        assert_eq!(client.reply().await.status, 200, "{address}");
    }
}

#[test]
fn a_busy_port_is_named_with_what_to_do() {
    let taken = Gateway::bind(0, &[V4]).unwrap();
    let error = Gateway::bind(taken.port(), &LOOPBACK).unwrap_err();
    assert!(matches!(&error, BindError::Busy { port, .. } if *port == taken.port()));
    let words = error.to_string();
    assert!(words.contains(&taken.port().to_string()) && words.contains("--port"));
}

#[test]
fn a_port_that_is_busy_in_one_family_is_held_in_none() {
    if !has_ipv6() {
        return;
    }
    let taken = Gateway::bind(0, &LOOPBACK[1..]).unwrap();
    let error = Gateway::bind(taken.port(), &LOOPBACK).unwrap_err();
    assert!(matches!(error, BindError::Busy { address, .. } if address.is_ipv6()));
    Gateway::bind(taken.port(), &[V4]).unwrap();
}

#[test]
fn serves_without_an_ipv6_address_that_the_machine_lacks() {
    // 2001:db8::/32 is for documentation (RFC 3849); no machine has it.
    let absent: IpAddr = "2001:db8::1".parse().unwrap();
    let bound = Gateway::bind(0, &[V4, absent]).unwrap();
    assert_eq!(bound.addresses(), [SocketAddr::new(V4, bound.port())]);
    assert_eq!(bound.url(), format!("http://127.0.0.1:{}", bound.port()));
    assert!(matches!(
        Gateway::bind(0, &[absent]),
        Err(BindError::NoAddress)
    ));
}

#[test]
fn an_ipv4_address_that_the_machine_lacks_is_an_error() {
    // 192.0.2.0/24 is for documentation (RFC 5737).
    let absent: IpAddr = "192.0.2.1".parse().unwrap();
    let error = Gateway::bind(0, &[absent]).unwrap_err();
    assert!(matches!(error, BindError::NotHere(address) if address == absent));
}
