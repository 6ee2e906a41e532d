//! Server-sent events, as far as a line of pokes needs them: name and data of each event. Fields of other names are left alone, as the
//! standard has it. Bounded: what does not end is no event.

use super::answer::Failure;

/// The longest event, in **bytes**.
const MAX_EVENT_BYTES: usize = 4 * 1024;

/// One event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Event {
    /// Its name; empty if it has none.
    pub(crate) name: String,
    /// Its data, lines joined.
    pub(crate) data: String,
}

/// Reads events out of pieces of a body, wherever they are cut.
#[derive(Debug, Default)]
pub(crate) struct Events {
    line: Vec<u8>,
    /// The last byte was a carriage return: a line feed after it belongs to it.
    after_return: bool,
    event: Event,
    bytes: usize,
}

impl Events {
    /// The events that `piece` completes.
    ///
    /// # Errors
    /// [`Failure::Answer`] if an event has no end; the line is of no use then.
    pub(crate) fn take(&mut self, piece: &[u8]) -> Result<Vec<Event>, Failure> {
        let mut complete = Vec::new();
        for byte in piece {
            let after_return = std::mem::replace(&mut self.after_return, *byte == b'\r');
            match byte {
                b'\n' if after_return => {}
                b'\n' | b'\r' => complete.extend(self.end_line()),
                byte => self.line.push(*byte),
            }
            self.bytes += 1;
            if self.bytes > MAX_EVENT_BYTES {
                return Err(Failure::Answer("an event has no end".to_owned()));
            }
        }
        Ok(complete)
    }

    fn end_line(&mut self) -> Option<Event> {
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            self.bytes = 0;
            let event = std::mem::take(&mut self.event);
            return (event != Event::default()).then_some(event);
        }
        let line = String::from_utf8_lossy(&line);
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            // A comment: nothing of it is kept.
            "" => self.bytes = if self.event == Event::default() { 0 } else { self.bytes },
            "event" => value.clone_into(&mut self.event.name),
            "data" => {
                if !self.event.data.is_empty() {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
            }
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(name: &str, data: &str) -> Event {
        Event { name: name.into(), data: data.into() }
    }

    #[test]
    fn events_come_out_the_same_wherever_the_pieces_are_cut() {
        let text = ": hello\n\nevent: poke\ndata: {}\n\n:\n\nid: 7\nevent:poke\r\ndata:a\r\ndata: b\r\n\r\ndata: c\r\r".as_bytes();
        let expected = [event("poke", "{}"), event("poke", "a\nb"), event("", "c")];
        for size in 1..=text.len() {
            let mut events = Events::default();
            let found: Vec<_> = text.chunks(size).flat_map(|piece| events.take(piece).unwrap()).collect();
            assert_eq!(found, expected, "pieces of {size}");
        }
    }

    #[test]
    fn an_event_without_end_is_refused_and_comments_may_go_on_for_ever() {
        let mut events = Events::default();
        for _ in 0..2 * MAX_EVENT_BYTES {
            assert_eq!(events.take(b":\n\n").unwrap(), []);
        }
        assert!(events.take(&vec![b'x'; MAX_EVENT_BYTES + 1]).is_err());
    }
}
