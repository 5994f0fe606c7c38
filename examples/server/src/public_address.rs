//! Which addresses are on the public internet, by the
//! [IPv4](https://www.iana.org/assignments/iana-ipv4-special-registry) and
//! [IPv6](https://www.iana.org/assignments/iana-ipv6-special-registry) registries of special addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// IPv4 networks that are not public: the first address, and the length of the prefix.
const SPECIAL_V4: [(Ipv4Addr, u32); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),        // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),       // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),    // shared with the customers of a provider (CGNAT)
    (Ipv4Addr::new(127, 0, 0, 0), 8),      // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16),   // link-local, with the metadata services of clouds
    (Ipv4Addr::new(172, 16, 0, 0), 12),    // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),     // protocols
    (Ipv4Addr::new(192, 0, 2, 0), 24),     // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),   // relays of 6to4
    (Ipv4Addr::new(192, 168, 0, 0), 16),   // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),    // benchmarks
    (Ipv4Addr::new(198, 51, 100, 0), 24),  // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),   // documentation
    (Ipv4Addr::new(168, 63, 129, 16), 32), // the host's own services in Azure
    (Ipv4Addr::new(224, 0, 0, 0), 4),      // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),      // reserved, and broadcast
];

/// IPv6 networks within `2000::/3` that are not public.
const SPECIAL_V6: [(Ipv6Addr, u32); 3] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocols, with Teredo
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

/// Whether the address is on the public internet. An IPv6 address that contains an IPv4 address (mapped, NAT64, 6to4) is if the IPv4
/// address is.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// Whether the host of a URL is an address that is not public, a number that some programs read as an address (`2130706433`, `0x7f.1`,
/// `0177.0.0.1`), or a name for this machine ([RFC 6761 §6.3](https://www.rfc-editor.org/rfc/rfc6761#section-6.3)). Other names are not
/// refused here, since their addresses are not known yet.
pub(crate) fn is_refused_literal(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[') {
        let address = address.strip_suffix(']').and_then(|address| address.parse().ok());
        return !address.is_some_and(is_public_v6);
    }
    match host.parse::<Ipv4Addr>() {
        Ok(address) => !is_public_v4(address),
        Err(_) => ends_in_a_number(host) || is_localhost(host),
    }
}

/// As in the [URL standard](https://url.spec.whatwg.org/#ends-in-a-number-checker).
fn ends_in_a_number(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let last = host.rsplit('.').next().unwrap_or_default();
    let hex = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
    last.bytes().all(|byte| byte.is_ascii_digit())
        || hex.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn is_localhost(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    host.rsplit('.').next().is_some_and(|last| last.eq_ignore_ascii_case("localhost"))
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let differs = |(network, length): &(Ipv4Addr, u32)| {
        (address.to_bits() ^ network.to_bits()).leading_zeros() < *length
    };
    SPECIAL_V4.iter().all(differs)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = inner_v4(address) {
        return is_public_v4(inner);
    }
    let differs = |(network, length): &(Ipv6Addr, u32)| {
        (address.to_bits() ^ network.to_bits()).leading_zeros() < *length
    };
    // Global unicast addresses are all in 2000::/3.
    address.segments()[0] >> 13 == 1 && SPECIAL_V6.iter().all(differs)
}

/// The IPv4 address that packets to this IPv6 address go to.
fn inner_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let of = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    match address.segments() {
        // Mapped, and NAT64.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(of(high, low)),
        // 6to4.
        [0x2002, high, low, ..] => Some(of(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: [&str; 14] = [
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.1",
        "223.255.255.255",
        "2606:4700::1111",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::1",
    ];

    const NOT_PUBLIC: [&str; 44] = [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.170",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "168.63.129.16",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:a9fe:a9fe",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::808:808",
        "100::1",
        "2001::1",
        "2001:2::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "2002:c0a8:1::1",
        "3fff::1",
        "fc00::1",
        "fe80::1",
        "ff02::1",
    ];

    #[test]
    fn special_addresses_are_not_public() {
        for text in PUBLIC {
            assert!(is_public(text.parse().expect(text)), "{text}");
        }
        for text in NOT_PUBLIC.iter().chain(&["fd12:3456::1", "fec0::1", "5f00::1", "4000::1"]) {
            assert!(!is_public(text.parse().expect(text)), "{text}");
        }
    }

    #[test]
    fn a_host_that_is_an_address_is_refused_if_that_is_not_public() {
        let host = |text: &str| if text.contains(':') { format!("[{text}]") } else { text.to_owned() };
        for text in PUBLIC {
            assert!(!is_refused_literal(&host(text)), "{text}");
        }
        for text in NOT_PUBLIC {
            assert!(is_refused_literal(&host(text)), "{text}");
        }
    }

    #[test]
    fn other_forms_of_addresses_are_refused() {
        for host in [
            "2130706433",
            "134744072",
            "0x7f000001",
            "0X7F000001",
            "0x7f.1",
            "0177.0.0.1",
            "127.1",
            "127.0.1",
            "127.0.0.1.",
            "localhost",
            "LocalHost.",
            "a.localhost",
            "8.8.8.08",
            "1.2.3.4.5",
            "a.0x",
            "a.1",
            "",
            ".",
            "[::1",
            "[fe80::1%25eth0]",
            "[]",
            "256.1.1.1",
        ] {
            assert!(is_refused_literal(host), "{host}");
        }
        for name in [
            "localhost.example.com",
            "example.com",
            "a1.example.com",
            "0x7f.example.com",
            "1.example",
            "xn--1",
        ] {
            assert!(!is_refused_literal(name), "{name}");
        }
    }
}
