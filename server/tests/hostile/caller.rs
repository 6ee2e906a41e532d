//! A caller that sends what it is told, byte for byte, and reads one answer.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A connection that is made anew when the server has closed it.
pub(crate) struct Caller {
    address: SocketAddr,
    stream: Option<TcpStream>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Caller {
    pub(crate) fn of(address: SocketAddr) -> Self {
        Self { address, stream: None }
    }

    /// Sends a request with these header lines and this body.
    pub(crate) async fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: fieldbook.test\r\nContent-Length: {}\r\n", body.len()).into_bytes();
        for (name, value) in headers {
            request.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        request.extend_from_slice(b"\r\n");
        request.extend_from_slice(body);
        // A kept connection may have been closed meanwhile, or was closed because the last body was not read.
        for _ in 0..3 {
            let mut stream = match self.stream.take() {
                Some(stream) => stream,
                None => TcpStream::connect(self.address).await.unwrap(),
            };
            if let Ok(answer) = exchange(&mut stream, &request).await {
                if !answer.head.to_ascii_lowercase().contains("connection: close") {
                    self.stream = Some(stream);
                }
                return answer;
            }
        }
        panic!("no answer to {method} {path}");
    }
}

async fn exchange(stream: &mut TcpStream, request: &[u8]) -> io::Result<Answer> {
    let (mut input, mut output) = stream.split();
    // The answer may come before the body was taken.
    let (sent, answer) = tokio::join!(output.write_all(request), read(&mut input));
    let answer = answer?;
    if sent.is_err() {
        return Ok(Answer { head: format!("{}\r\nconnection: close", answer.head), ..answer });
    }
    Ok(answer)
}

async fn read(input: &mut (impl tokio::io::AsyncRead + Unpin)) -> io::Result<Answer> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if input.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut body = bytes.split_off(end + 4);
    let status = head[9..12].parse().unwrap();
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    while body.len() < length.unwrap_or(0) {
        if input.read_buf(&mut body).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(Answer { status, head, body })
}
