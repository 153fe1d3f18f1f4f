//! Which addresses may be connected to: none that only this network can reach, so
//! that nobody uses the server to look behind the firewall (SSRF).
//!
//! The ranges are those of the IANA special-purpose address registries, and
//! Azure's metadata address, which lies in a public range.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::lookup_host;

/// A name leads to an address that is not public.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{host} is at a private address")]
pub(crate) struct PrivateAddress {
    /// The name or address asked for.
    pub host: String,
}

/// Whether anybody on the internet can reach `address`.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = match (a, b) {
        // This network, private use, this machine, multicast and reserved.
        (0 | 10 | 127 | 224..=255, _) | (172, 16..=31) | (192, 168)
        // Shared by a provider's customers (RFC 6598), Alibaba's metadata; the link.
        | (100, 64..=127) | (169, 254)
        // Benchmarks between networks (RFC 2544).
        | (198, 18 | 19) => true,
        // Protocol assignments, Oracle's metadata; documentation; 6to4 relays.
        (192, 0) => matches!(c, 0 | 2),
        (192, 88) => c == 99,
        (198, 51) => c == 100,
        (203, 0) => c == 113,
        _ => address == Ipv4Addr::new(168, 63, 129, 16),
    };
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = embedded_v4(address) {
        return is_public_v4(inner);
    }
    let segments = address.segments();
    // Only 2000::/3 is given out for the public internet.
    let global = segments[0] & 0xe000 == 0x2000;
    let special = match segments[0] {
        // 2001::/23: protocol assignments, Teredo among them; documentation.
        0x2001 => segments[1] < 0x0200 || segments[1] == 0x0db8,
        0x3fff => segments[1] < 0x1000,
        _ => false,
    };
    global && !special
}

/// The IPv4 address that an IPv6 address stands for: mapped and compatible ones,
/// NAT64 (RFC 6052) and 6to4 (RFC 3056).
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let from = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff | 0, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            Some(from(high, low))
        }
        _ => None,
    }
}

/// Looks names up and hands on public addresses only. The client connects to
/// exactly the addresses that were checked, so a name cannot change in between.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PublicResolver;

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        Box::pin(async move {
            let found: Vec<SocketAddr> = lookup_host((host.as_str(), 0)).await?.collect();
            if found.is_empty() {
                return Err(io::Error::new(io::ErrorKind::NotFound, format!("{host} has no address")).into());
            }
            // One private address among public ones is a trick, not an accident.
            if found.iter().any(|address| !is_public(address.ip())) {
                return Err(PrivateAddress { host }.into());
            }
            let addresses: Addrs = Box::new(found.into_iter());
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(text: &str) -> bool {
        is_public(text.parse().expect("an address"))
    }

    #[test]
    fn hosts_of_the_internet_are_reached() {
        for address in ["140.82.121.4", "1.1.1.1", "192.1.0.1", "172.32.0.1", "100.128.0.1", "198.20.0.1", "192.0.66.1"]
        {
            assert!(public(address), "{address}");
        }
        for address in ["2606:50c0:8000::153", "2a01:4f8::1", "2001:4860:4860::8888", "64:ff9b::8c52:7904"] {
            assert!(public(address), "{address}");
        }
    }

    #[test]
    fn nothing_behind_the_firewall_is_reached() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "100.64.0.1",
            "100.100.100.200",
            "100.127.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.250",
            "240.0.0.1",
            "255.255.255.255",
            "168.63.129.16",
        ] {
            assert!(!public(address), "{address}");
        }
    }

    #[test]
    fn nothing_private_is_reached_over_ipv6_either() {
        for address in [
            "::",
            "::1",
            "fe80::1",
            "fec0::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "3fff::1",
            "100::1",
            "64:ff9b:1::1",
            "4000::1",
        ] {
            assert!(!public(address), "{address}");
        }
    }

    #[test]
    fn an_ipv4_address_in_disguise_is_recognised() {
        for address in [
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::",
        ] {
            assert!(!public(address), "{address}");
        }
        assert!(public("::ffff:140.82.121.4"));
    }

    #[tokio::test]
    async fn a_name_for_this_machine_is_refused_after_it_was_looked_up() {
        let name: Name = "localhost".parse().expect("a name");
        let refused = PublicResolver.resolve(name).await.err().expect("a refusal");
        assert!(refused.downcast_ref::<PrivateAddress>().is_some(), "{refused}");
    }
}
