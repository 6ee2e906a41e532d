//! Where events may be sent: to addresses of the internet, and not into the network that the server stands in.
//!
//! Whoever may keep addresses of other systems must not use the server to reach what only the server reaches: its own machine, the
//! neighbours, the metadata of a cloud. A name is resolved by [`Guard`] when a connection is made, and only addresses that may be reached
//! come out, so that a name that changes between looking and connecting gains nothing; a host that is written as an address is looked at
//! before. Whoever runs the server can allow the network they stand in ([`crate::Config::webhook_private_targets`]).

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Longest address, in **bytes**.
const MAX_URL_BYTES: usize = 2_000;

/// Networks of IPv4 that are nobody's on the internet, with the length of their prefix (IANA special-purpose registry), and the address at
/// which Azure's machines find what runs them.
const V4_CLOSED: [(Ipv4Addr, u32); 17] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
    (Ipv4Addr::new(255, 255, 255, 255), 32),
];
/// Of the global addresses of IPv6 (`2000::/3`; all others are closed) those that are nobody's, or hide another address: Teredo and other
/// protocols, documentation, 6to4.
const V6_CLOSED: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Whether an address is somebody's on the internet.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !V4_CLOSED.iter().any(|(net, prefix)| (address.to_bits() ^ net.to_bits()) >> (32 - prefix) == 0),
        IpAddr::V6(address) => match address.segments() {
            // An address of IPv4 that is written as one of IPv6, or reached through NAT64.
            [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
                is_public(IpAddr::V4(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low))))
            }
            [first, ..] if first >> 13 != 1 => false,
            _ => !V6_CLOSED.iter().any(|(net, prefix)| (address.to_bits() ^ net.to_bits()) >> (128 - prefix) == 0),
        },
    }
}

/// The host may not be reached from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the host has no address on the internet")]
pub(crate) struct NotPublic;

/// The name has no address.
#[derive(Debug, thiserror::Error)]
#[error("the name has no address: {0}")]
pub(crate) struct Unresolved(io::Error);

/// Whether the host of `url`, where it is written as an address, may be reached.
///
/// # Errors
/// [`NotPublic`] if not. Names are looked at by [`Guard`].
pub(crate) fn check_host(url: &Url, private: bool) -> Result<(), NotPublic> {
    let host = url.host_str().unwrap_or_default();
    match host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
        Ok(address) if !private && !is_public(address) => Err(NotPublic),
        _ => Ok(()),
    }
}

/// Reads an address to which events are to be sent.
///
/// # Errors
/// A sentence for the person who wrote it.
pub(crate) fn read(text: &str, private: bool) -> Result<Url, &'static str> {
    if text.len() > MAX_URL_BYTES {
        return Err("url: at most 2,000 bytes");
    }
    let url = Url::parse(text.trim()).map_err(|_| "url: an address such as https://erp.example/hooks/fieldbook")?;
    match url.scheme() {
        "https" => {}
        "http" if private => {}
        _ => return Err("url: it has to begin with https://"),
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err("url: it names no host");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("url: no name and password; events carry a signature");
    }
    if url.fragment().is_some() {
        return Err("url: nothing behind a #; it is never sent");
    }
    check_host(&url, private).map_err(|NotPublic| "url: the host has to be on the internet, not in the server's own network")?;
    Ok(url)
}

type Looked = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Resolves names, and lets through only addresses that may be reached.
pub(crate) struct Guard {
    lookup: Box<dyn Fn(String) -> Looked + Send + Sync>,
    private: bool,
}

impl Guard {
    /// By the system's resolver; with `private` everything may be reached.
    pub(crate) fn system(private: bool) -> Self {
        let lookup = |name: String| -> Looked {
            Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.map(|found| found.ip()).collect()) })
        };
        Self { lookup: Box::new(lookup), private }
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let (looked, private) = ((self.lookup)(name.as_str().to_owned()), self.private);
        Box::pin(async move {
            let found = looked.await.map_err(Unresolved)?;
            let open: Vec<SocketAddr> =
                found.into_iter().filter(|address| private || is_public(*address)).map(|address| SocketAddr::new(address, 0)).collect();
            if open.is_empty() {
                return Err(NotPublic.into());
            }
            Ok(Box::new(open.into_iter()) as Addrs)
        })
    }
}

/// A resolver of a test: each look gives the next answer.
#[cfg(test)]
pub(crate) fn scripted(answers: Vec<Vec<IpAddr>>) -> (Guard, std::sync::Arc<std::sync::atomic::AtomicUsize>) {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    let looks = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&looks);
    let lookup = move |_: String| -> Looked {
        let answer = answers.get(counted.fetch_add(1, Ordering::SeqCst)).cloned().unwrap_or_default();
        Box::pin(async move { Ok(answer) })
    };
    (Guard { lookup: Box::new(lookup), private: false }, looks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_are_nobodys_on_the_internet_are_closed() {
        let closed = [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.100.100.200",
            "100.127.255.255",
            "127.0.0.1",
            "127.9.9.9",
            "168.63.129.16",
            "169.254.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.1.2.3",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "5f00::1",
        ];
        for address in closed {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn addresses_of_the_internet_are_open() {
        let open = [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "126.0.0.1",
            "128.0.0.1",
            "169.253.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.167.0.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2400:3200::1",
            "2606:4700::1111",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
        ];
        for address in open {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn hosts_that_are_addresses_are_read_however_they_are_written() {
        let closed = [
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0177.0.0.1/",
            "https://127.1/",
            "https://0/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:7f00:1]/",
            "https://[64:ff9b::7f00:1]/",
            "https://169.254.169.254/latest/meta-data",
            "https://0xa9fea9fe/",
            "https://１２７.0.0.1/",
            "https://10.0.0.1:8443/",
        ];
        for text in closed {
            assert_eq!(
                read(text, false).unwrap_err(),
                "url: the host has to be on the internet, not in the server's own network",
                "{text}"
            );
            assert!(read(text, true).is_ok(), "{text}");
        }
        for text in ["https://erp.example/hooks", "https://1.1.1.1:8443/a?b=c", "https://[2606:4700::1111]/"] {
            assert!(read(text, false).is_ok(), "{text}");
        }
        let never = [
            "",
            "erp.example",
            "ftp://erp.example/",
            "file:///etc/passwd",
            "https://a:b@erp.example/",
            "https://erp.example/#x",
            "https://",
        ];
        for text in never {
            assert!(read(text, true).is_err(), "{text}");
        }
        assert!(read("http://erp.example/", false).is_err() && read("http://erp.example/", true).is_ok());
    }

    #[tokio::test]
    async fn a_name_gives_only_addresses_that_may_be_reached() {
        let mixed: Vec<IpAddr> = ["10.0.0.1", "1.1.1.1", "::1"].map(|text| text.parse().unwrap()).to_vec();
        let (guard, _) = scripted(vec![mixed, vec!["127.0.0.1".parse().unwrap()]]);
        let found: Vec<_> = guard.resolve("erp.example".parse().unwrap()).await.unwrap().collect();
        assert_eq!(found, ["1.1.1.1:0".parse().unwrap()]);
        let rebound = guard.resolve("erp.example".parse().unwrap()).await.err().unwrap();
        assert!(rebound.is::<NotPublic>());
    }
}
