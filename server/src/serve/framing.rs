//! Where each request on a connection begins and ends, read from the bytes before hyper sees them (RFC 9112 §2.2, §5.2, §6.3, §11.2).
//!
//! hyper takes lines that end with a bare line feed and drops `Content-Length` where `Transfer-Encoding` stands beside it. A proxy in
//! front may read such bytes differently; what it takes for a body could be a request here. [`Framing`] lets through only heads that
//! have one reading: lines end with CR LF, no line is folded, no space stands before a colon, there is at most one `Content-Length`, and
//! it is digits. What comes after a request with `Transfer-Encoding` is not read at all: its body has no length that is known here.
//!
//! Left out: whether the request makes sense. That is hyper's and the handlers'.

/// Longest head that is looked at, in **bytes**. hyper refuses earlier, and by its own word, once such a head is whole.
const MAX_HEAD: usize = 32 * 1024;
/// Longest header name that matters here, in **bytes**.
const LONGEST_NAME: usize = b"transfer-encoding".len();

/// What to do with bytes that were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// All of them have one reading.
    Plain,
    /// The byte at this place is where the requests stop having one reading. Nothing from there on may be passed on.
    Ambiguous(usize),
    /// The bytes before this place are whole requests; those from there on belong to a body without a length.
    Unmeasured(usize),
}

/// The reader of one connection's requests.
#[derive(Debug, Default)]
pub(super) struct Framing {
    state: State,
    /// The bytes of the head so far.
    head: usize,
    /// The line so far, without its end.
    line: Vec<u8>,
    length: Option<u64>,
    unmeasured: bool,
    heads: u64,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first byte of a request.
    #[default]
    Between,
    RequestLine,
    Headers,
    /// So many **bytes** of the body are still to come.
    Body(u64),
    /// Nothing that comes is read any more.
    Ended,
}

impl Framing {
    /// How many heads were read to their end.
    pub(super) fn heads(&self) -> u64 {
        self.heads
    }

    /// Whether the next byte belongs to a body.
    pub(super) fn in_body(&self) -> bool {
        matches!(self.state, State::Body(_) | State::Ended)
    }

    /// Whether a head has begun and is not whole.
    pub(super) fn in_head(&self) -> bool {
        matches!(self.state, State::RequestLine | State::Headers)
    }

    /// Looks at the next bytes of the connection. How they are cut into calls makes no difference.
    pub(super) fn look_at(&mut self, bytes: &[u8]) -> Found {
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            match self.state {
                State::Ended => return Found::Unmeasured(at),
                State::Body(left) => {
                    let here = usize::try_from(left).map_or(rest.len(), |left| left.min(rest.len()));
                    at += here;
                    let left = left - here as u64;
                    self.state = if left == 0 { State::Between } else { State::Body(left) };
                }
                State::Between | State::RequestLine | State::Headers => {
                    let Some(byte) = rest.first() else { return Found::Plain };
                    if !self.take(*byte) {
                        self.state = State::Ended;
                        return Found::Ambiguous(at);
                    }
                    at += 1;
                }
            }
        }
        Found::Plain
    }

    /// The next byte of a head; `false` if the head has more than one reading with it.
    fn take(&mut self, byte: u8) -> bool {
        self.head += 1;
        if self.head > MAX_HEAD {
            return false;
        }
        if byte != b'\n' {
            // A CR is the end of a line or nothing; a line that begins with a space continues the one before.
            let begins = self.line.is_empty();
            let folds = begins && self.state == State::Headers && matches!(byte, b' ' | b'\t');
            let loose = self.line.last() == Some(&b'\r') || byte == 0;
            self.line.push(byte);
            if self.state == State::Between && byte != b'\r' {
                self.state = State::RequestLine;
            }
            return !(folds || loose);
        }
        if self.line.pop() != Some(b'\r') {
            return false;
        }
        let line = std::mem::take(&mut self.line);
        let plain = match self.state {
            // An empty line before a request is passed over (RFC 9112 §2.2).
            State::Between => true,
            State::RequestLine => {
                self.state = State::Headers;
                true
            }
            _ if line.is_empty() => self.ends_head(),
            _ => self.header(&line),
        };
        self.line = line;
        self.line.clear();
        plain
    }

    fn header(&mut self, line: &[u8]) -> bool {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { return false };
        let (name, value) = line.split_at(colon);
        if name.last().is_none_or(|byte| matches!(byte, b' ' | b'\t')) {
            return false;
        }
        if name.len() > LONGEST_NAME {
            return true;
        }
        if name.eq_ignore_ascii_case(b"transfer-encoding") {
            self.unmeasured = true;
        } else if name.eq_ignore_ascii_case(b"content-length") {
            let value = value.get(1..).unwrap_or_default().trim_ascii();
            let digits = !value.is_empty() && value.iter().all(u8::is_ascii_digit);
            let length = std::str::from_utf8(value).ok().filter(|_| digits).and_then(|text| text.parse().ok());
            if self.length.is_some() || length.is_none() {
                return false;
            }
            self.length = length;
        }
        true
    }

    fn ends_head(&mut self) -> bool {
        let (length, unmeasured) = (self.length.take(), std::mem::take(&mut self.unmeasured));
        if length.is_some() && unmeasured {
            return false;
        }
        self.head = 0;
        self.heads += 1;
        self.state = match length {
            _ if unmeasured => State::Ended,
            None | Some(0) => State::Between,
            Some(length) => State::Body(length),
        };
        true
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

    use super::*;

    const PLAIN: [&str; 6] = [
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe\nloGET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST / HTTP/1.1\r\ncontent-length:0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: \t 5 \t\r\n\r\n\r\n\r\n ",
        "GET / HTTP/1.1\r\nX-Empty:\r\nX-Content-Length: 4\r\nX: Content-Length: 4\r\n\r\n",
    ];

    const AMBIGUOUS: [&str; 17] = [
        "GET / HTTP/1.1\n",
        "\nGET / HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\nHost: x\n",
        "GET / HTTP/1.1\r\nHost: x\r\n\n",
        "GET / HTTP/1.1\r\nHost: x\rX: y\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n folded: y\r\n",
        "GET / HTTP/1.1\r\n\tfolded: y\r\n",
        "GET / HTTP/1.1\r\nHost : x\r\n",
        "GET / HTTP/1.1\r\n: x\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n",
        "GET / HTTP/1.1\r\nX: \0\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 5, 5\r\n",
        "POST / HTTP/1.1\r\nContent-Length: +5\r\n",
        "POST / HTTP/1.1\r\nContent-Length:\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 18446744073709551616\r\n",
    ];

    fn read(bytes: &[u8], piece: usize) -> (Found, u64) {
        let mut framing = Framing::default();
        let mut before = 0;
        for piece in bytes.chunks(piece) {
            match framing.look_at(piece) {
                Found::Plain => before += piece.len(),
                Found::Ambiguous(at) => return (Found::Ambiguous(before + at), framing.heads()),
                Found::Unmeasured(at) => return (Found::Unmeasured(before + at), framing.heads()),
            }
        }
        (Found::Plain, framing.heads())
    }

    #[test]
    fn plain_requests_pass_and_bodies_are_passed_over() {
        for case in PLAIN {
            assert_eq!(read(case.as_bytes(), 1 << 20).0, Found::Plain, "{case:?}");
        }
        assert_eq!(read(PLAIN[2].as_bytes(), 7).1, 2);
    }

    #[test]
    fn what_has_two_readings_is_found_at_its_first_byte_that_shows_it() {
        for case in AMBIGUOUS {
            let (found, heads) = read(case.as_bytes(), 1 << 20);
            assert!(matches!(found, Found::Ambiguous(at) if at < case.len()), "{case:?}: {found:?}");
            assert_eq!(heads, 0, "{case:?}");
        }
        let both = "POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert_eq!(read(both.as_bytes(), 9), (Found::Ambiguous(both.len() - 1), 0));
        assert!(matches!(read(&[b"GET / HTTP/1.1\r\nX: ".as_slice(), &[b'x'; MAX_HEAD]].concat(), 100).0, Found::Ambiguous(_)));
    }

    #[test]
    fn nothing_behind_a_body_without_a_length_is_read() {
        let head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert_eq!(read(format!("{head}0\r\n\r\nGET / HTTP/1.1\r\n\r\n").as_bytes(), 1 << 20), (Found::Unmeasured(head.len()), 1));
    }

    #[test]
    fn how_the_bytes_are_cut_makes_no_difference() {
        for case in PLAIN.iter().chain(&AMBIGUOUS) {
            let whole = read(case.as_bytes(), 1 << 20);
            for piece in 1..9 {
                assert_eq!(read(case.as_bytes(), piece), whole, "{case:?} by {piece}");
            }
        }
    }
}
