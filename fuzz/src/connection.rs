//! Where requests end on a connection: the guard and the reader behind it see the same requests, however the bytes are cut.

// The guard is private to the server's accept loop; the very file is read here.
#[path = "../../server/src/serve/framing.rs"]
#[allow(dead_code, reason = "the accept loop asks for more of it")]
mod framing;

use framing::{Found, Framing};
use httparse::{EMPTY_HEADER, Request, Status};

/// More header lines than hyper takes.
const MOST_HEADERS: usize = 128;

/// What the guard found, and behind which bytes each head that it let through ended.
fn guarded(data: &[u8], piece: usize) -> (Option<Found>, Vec<usize>) {
    let (mut guard, mut ends, mut before) = (Framing::default(), Vec::new(), 0);
    for bytes in data.chunks(piece) {
        let found = guard.look_at(bytes);
        if guard.heads() > ends.len() as u64 {
            // In pieces of one byte this is the place; else only how many there were is compared.
            ends.resize(usize::try_from(guard.heads()).expect("few heads"), before + bytes.len());
        }
        match found {
            Found::Plain => before += bytes.len(),
            Found::Ambiguous(at) => return (Some(Found::Ambiguous(before + at)), ends),
            Found::Unmeasured(at) => return (Some(Found::Unmeasured(before + at)), ends),
        }
    }
    (None, ends)
}

/// The length of the body of a head that hyper's parser took, `None` if it is not known before.
fn length(request: &Request<'_, '_>) -> Option<u64> {
    let named = |name: &str| -> Vec<&[u8]> {
        let same = request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name));
        same.map(|header| header.value).collect()
    };
    let lengths = named("content-length");
    assert!(lengths.len() <= 1, "two lengths were let through");
    let measured = lengths.first().map(|length| std::str::from_utf8(length).expect("digits"));
    let length = measured.map(|text| text.trim().parse().expect("a length that is none was let through"));
    if !named("transfer-encoding").is_empty() {
        assert!(length.is_none(), "a body with two lengths was let through");
        return None;
    }
    Some(length.unwrap_or(0))
}

/// `data` as what a caller sends on one connection.
pub fn framing(data: &[u8]) {
    let (found, ends) = guarded(data, 1);
    for piece in [2, 7, 64, data.len().max(1)] {
        let (whole, heads) = guarded(data, piece);
        assert_eq!((whole, heads.len()), (found, ends.len()), "cut into pieces of {piece} it is something else");
    }
    let passed = match found {
        Some(Found::Ambiguous(at) | Found::Unmeasured(at)) => &data[..at],
        _ => data,
    };
    let mut begins = 0;
    for end in ends {
        let mut headers = [EMPTY_HEADER; MOST_HEADERS];
        let mut request = Request::new(&mut headers);
        match request.parse(&passed[begins..]) {
            Ok(Status::Complete(head)) => {
                assert_eq!(begins + head, end, "the head ends elsewhere for hyper's parser");
                let Some(length) = length(&request) else {
                    assert!(passed.len() == end, "something was passed on behind a body without a length");
                    return;
                };
                let Some(next) = usize::try_from(length).ok().and_then(|length| end.checked_add(length)) else { return };
                begins = next.min(passed.len());
            }
            Ok(Status::Partial) => panic!("hyper's parser waits for more of a head that ends at {end}"),
            // The reader refuses it and closes the connection: nothing behind it is read.
            Err(_) => return,
        }
    }
    let mut headers = [EMPTY_HEADER; MOST_HEADERS];
    let last = Request::new(&mut headers).parse(&passed[begins..]);
    assert!(!matches!(last, Ok(Status::Complete(_))), "hyper's parser sees one request more");
}
