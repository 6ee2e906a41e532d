//! Changes, read from the sheets, within the bounds of who asks.

use std::rc::Rc;

use automerge::ChangeHash;

use super::change::{Begun, KEY_ID, MAX_VALUES, MESSAGE, OBJECTS, TIMED_BYTES, ms_of, remember};
use super::memory::{Known, MAX_KEPT, MAX_WEIGHT, Memory};
use super::parts::{Parts, meta, put_number};
use super::shape::{self, Form, Shape, column, kind};
use super::sheets::{self, Read, Sheet, signed};
use super::values::{self, Hole, Template, code, id_code};
use super::{FORMAT, check, pen};
use crate::gate::chunk::{self, ACTOR_BYTES, Broken, put_unsigned};
use crate::id::DocumentId;
use crate::wire::packed::{MAX_CHANGE_BYTES, PackedError, PackedLimits, too_many_bytes, within};

/// Reads lists.
pub(super) struct Reader<'a> {
    memory: Memory,
    sheets: Read<'a>,
    paths: pen::Paths<'a>,
    list: Begun,
    hashes: Vec<ChangeHash>,
    /// Short texts, as they came.
    texts: Vec<&'a [u8]>,
    check: [u8; 8],
    limits: PackedLimits,
    left: PackedLimits,
}

impl<'a> Reader<'a> {
    /// Takes a section apart, as far as its sheets.
    pub(super) fn new(section: &'a [u8], limits: PackedLimits) -> Result<Self, PackedError> {
        let mut reader = chunk::Reader::new(section);
        if reader.array()? != [FORMAT] {
            return Err(PackedError::Malformed("an unknown format"));
        }
        let check = reader.array()?;
        let mut sheets = Read::new(reader.rest())?;
        let pen = sheets.on(Sheet::Pen)?;
        let paths = pen::Paths::new(pen.take(pen.rest().len() as u64)?);
        let (memory, list) = (Memory::default(), Begun::default());
        Ok(Self { memory, sheets, paths, list, hashes: Vec::new(), texts: Vec::new(), check, limits, left: limits })
    }

    /// The lists of `documents`.
    pub(super) fn lists(mut self, documents: &[DocumentId]) -> Result<Vec<Vec<Vec<u8>>>, PackedError> {
        let mut lists = Vec::with_capacity(documents.len());
        for document in documents {
            self.memory.ids.push(*document.as_bytes());
            self.list = Begun::default();
            let count = usize::try_from(self.unsigned(Sheet::Count)?).ok().filter(|count| *count <= self.left.changes);
            let count = count.ok_or(PackedError::TooLarge { what: "changes", limit: self.limits.changes })?;
            self.left.changes -= count;
            let mut raws = Vec::new();
            for _ in 0..count {
                let (hash, raw) = chunk::wrap(&self.change()?);
                self.left.bytes = self.left.bytes.checked_sub(raw.len()).ok_or(too_many_bytes(self.limits.bytes))?;
                self.list.hashes.push(hash);
                self.hashes.push(hash);
                raws.push(raw);
            }
            lists.push(raws);
        }
        if !self.sheets.is_empty() || !self.paths.is_empty() || self.memory.contexts() != self.sheets.contexts() {
            return Err(PackedError::Malformed("something follows the last change"));
        }
        if self.check != check(&self.hashes) {
            return Err(PackedError::Malformed("the check does not match"));
        }
        Ok(lists)
    }

    /// The body of the next change.
    fn change(&mut self) -> Result<Vec<u8>, PackedError> {
        let mut body = Vec::new();
        let deps = self.unsigned(Sheet::Deps)?;
        put_unsigned(deps, &mut body);
        for _ in 0..deps {
            let dep = match self.unsigned(Sheet::Deps)? {
                0 => self.random()?,
                back => self.hash(back)?.ok_or(PackedError::Malformed("a dependency before the list"))?,
            };
            self.append(&dep, &mut body)?;
        }
        let actor = self.actor(0)?;
        put_unsigned(ACTOR_BYTES as u64, &mut body);
        body.extend_from_slice(&actor);
        let shape = match self.unsigned(Sheet::Shape)? {
            0 => {
                let sheet = self.sheets.on(Sheet::Plain)?;
                let length = sheet.unsigned()?;
                let rest = sheet.take(length)?;
                self.append(rest, &mut body)?;
                return Ok(body);
            }
            1 => {
                let sheet = self.sheets.on(Sheet::Shapes)?;
                let length = sheet.unsigned()?;
                let bytes = sheet.take(length)?;
                let shape = Rc::new(Shape::read(bytes)?);
                within(self.memory.values.saturating_add(shape.values()), MAX_VALUES, "values")?;
                self.weighs(shape.weight(bytes.len()))?;
                let mut contexts = Vec::with_capacity(shape.values());
                for (name, count) in shape.names()? {
                    contexts.extend(std::iter::repeat_n(self.context(&name)?, count));
                }
                self.memory.shapes.push(Known { shape, contexts: contexts.into(), ops: 0 });
                self.memory.shapes.len() - 1
            }
            place => usize::try_from(place - 2).unwrap_or(usize::MAX),
        };
        self.shaped(actor, shape, &mut body)?;
        Ok(body)
    }

    fn shaped(&mut self, actor: [u8; ACTOR_BYTES], place: usize, body: &mut Vec<u8>) -> Result<(), PackedError> {
        let more = self.signed(Sheet::Ops)?;
        let known = self.memory.shapes.get_mut(place).ok_or(PackedError::Malformed("a shape that was not written out"))?;
        let ops = known.ops.wrapping_add(more);
        known.ops = ops;
        let (shape, contexts) = (Rc::clone(&known.shape), Rc::clone(&known.contexts));
        self.memory.values = self.memory.values.saturating_add(contexts.len());
        within(self.memory.values, MAX_VALUES, "values")?;
        let number = self.list.next_number(actor).wrapping_add(self.signed(Sheet::Seq)?.cast_unsigned());
        let start = self.list.end.wrapping_add(self.signed(Sheet::Start)?.cast_unsigned());
        let time = self.memory.time.wrapping_add(self.signed(Sheet::Time)?);
        self.memory.time = time;
        self.list.take(actor, number, start, ops);
        let mut message = Vec::new();
        let context = self.context(MESSAGE)?;
        self.value(context, &mut message, 0)?;
        let mut others = Vec::new();
        for place in 0..shape.others {
            let place = usize::try_from(place).ok().and_then(|place| place.checked_add(1));
            others.push(self.actor(place.ok_or(PackedError::Malformed("too many actors"))?)?);
            self.fits(others.len() * ACTOR_BYTES)?;
        }
        let mut columns: Vec<(u64, Vec<u8>)> = Vec::with_capacity(shape.columns.len() + 1);
        let mut bytes = message.len();
        for (specification, form) in &shape.columns {
            let mut column = Vec::new();
            let values = self.column(&contexts, *specification, form, start, ops, &mut column)?;
            bytes += column.len() + values.as_ref().map_or(0, Vec::len);
            self.fits(bytes)?;
            columns.push((*specification, column));
            if let Some(values) = values {
                columns.push((column::VALUE, values));
            }
        }
        let columns = columns.iter().map(|(specification, column)| (*specification, column.as_slice())).collect();
        Parts { number, start, time, message: &message, others, columns }.put(body);
        self.fits(body.len())
    }

    /// A column, and the one of values with it.
    fn column(
        &mut self,
        contexts: &[usize],
        specification: u64,
        form: &Form,
        start: u64,
        ops: i64,
        out: &mut Vec<u8>,
    ) -> Result<Option<Vec<u8>>, PackedError> {
        match form {
            Form::Here(column) => self.append(column, out)?,
            Form::Whole(value) => shape::whole(*value, ops, out),
            Form::False => put_unsigned(ops.cast_unsigned(), out),
            Form::True => {
                out.push(0);
                put_unsigned(ops.cast_unsigned(), out);
            }
            Form::Value => {
                let context = self.context(format!("#{specification}").as_bytes())?;
                self.value(context, out, 0)?;
            }
            Form::Keys(pieces) => {
                let context = self.context(KEY_ID)?;
                for (place, piece) in pieces.iter().enumerate() {
                    if place > 0 {
                        self.value(context, out, 0)?;
                    }
                    self.append(piece, out)?;
                }
            }
            Form::Objects(runs) => {
                let context = self.context(OBJECTS)?;
                for run in runs {
                    shape::put_leb_signed(run.length, out);
                    for value in &run.values {
                        let value = match *value {
                            0 => self.number(context)?.cast_unsigned(),
                            place if run.length == 0 => place - 1,
                            place => start.wrapping_add(place - 1),
                        };
                        put_unsigned(value, out);
                    }
                    self.fits(out.len())?;
                }
            }
            Form::Letters => return self.letters(ops, out).map(Some),
            Form::Values(kinds) => return self.values(contexts, kinds, out).map(Some),
        }
        Ok(None)
    }

    /// So many letters of the text sheet.
    fn letters(&mut self, ops: i64, metas: &mut Vec<u8>) -> Result<Vec<u8>, PackedError> {
        let ops = usize::try_from(ops).map_err(|_| PackedError::Malformed("fewer letters than none"))?;
        within(ops, shape::MAX_PARTS, "letters of a change")?;
        let sheet = self.sheets.on(Sheet::Text)?;
        let mut found = Vec::with_capacity(ops);
        let mut length = 0_u64;
        for _ in 0..ops {
            let first = sheet.rest().get(usize::try_from(length).unwrap_or(usize::MAX)).ok_or(Broken("it ends too early"))?;
            let letter = u64::from(first.leading_ones().max(1));
            length += letter;
            found.push(letter << 4 | u64::from(kind::TEXT));
        }
        let text = sheet.take(length)?.to_vec();
        shape::put_runs(&found, metas);
        Ok(text)
    }

    fn values(&mut self, contexts: &[usize], kinds: &[u8], metas: &mut Vec<u8>) -> Result<Vec<u8>, PackedError> {
        let mut values = Vec::new();
        let mut found = Vec::with_capacity(kinds.len());
        for (kind, context) in kinds.iter().zip(contexts) {
            let (from, context) = (values.len(), *context);
            match *kind {
                kind::NULL..=kind::TRUE => {}
                kind::UNSIGNED | kind::SIGNED | kind::COUNTER | kind::TIME => put_number(*kind, self.number(context)?, &mut values),
                _ => self.value(context, &mut values, 0)?,
            }
            found.push(meta(*kind & 15, values.len() - from));
        }
        shape::put_runs(&found, metas);
        Ok(values)
    }

    fn value(&mut self, context: usize, out: &mut Vec<u8>, depth: usize) -> Result<(), PackedError> {
        let from = out.len();
        match self.code(context)? {
            code::SAME => {
                let same = std::mem::take(&mut self.memory.last(context).value);
                self.append(&same, out)?;
                self.memory.last(context).value = same;
                return Ok(());
            }
            code::OUT => {
                let length = self.code(context)?;
                let long = length >= values::LONG as u64;
                let sheet = if long { self.sheets.on(Sheet::Text)? } else { self.sheets.letters(context)? };
                let written = sheet.take(length)?;
                if values::SHORT.contains(&written.len()) {
                    self.memory.last(context).named = i64::try_from(self.texts.len()).unwrap_or(i64::MAX);
                    self.texts.push(written);
                }
                self.append(written, out)?;
            }
            code::ID => {
                let id = self.id()?;
                self.append(&values::id_letters(id), out)?;
            }
            code::TEMPLATE if depth < values::DEPTH => self.filled(context, out, depth)?,
            code::TEMPLATE => return Err(PackedError::Malformed("texts in texts, too deep")),
            code::DIGEST => {
                let digest = match self.code(context)? {
                    0 => self.random()?,
                    1 => self.memory.quoted.digest(),
                    back => self.hash(back - 1)?.ok_or(PackedError::Malformed("a hash before the list"))?,
                };
                self.append(hex::encode(digest).as_bytes(), out)?;
            }
            code::BLOB => {
                let blob = match self.code(context)? {
                    0 => self.paths.path(self.left.bytes.min(MAX_CHANGE_BYTES))?,
                    length => self.sheets.on(Sheet::Blob)?.take(length)?.to_vec(),
                };
                self.append(values::blob_letters(&blob).as_bytes(), out)?;
            }
            named => {
                let distance = sheets::unzigzag(named - code::NAMED);
                let last = self.memory.last(context);
                last.named = last.named.wrapping_add(distance).wrapping_add(1);
                let place = usize::try_from(last.named).unwrap_or(usize::MAX);
                let text = self.texts.get(place).ok_or(PackedError::Malformed("a text that was not written out"))?;
                fits(text.len() + out.len(), self.left.bytes, self.limits.bytes)?;
                out.extend_from_slice(text);
            }
        }
        self.memory.keep(context, out.get(from..).unwrap_or_default());
        within(self.memory.kept(), MAX_KEPT, "bytes of last values")
    }

    fn filled(&mut self, context: usize, out: &mut Vec<u8>, depth: usize) -> Result<(), PackedError> {
        let template = match self.code(context)? {
            0 => {
                let sheet = self.sheets.on(Sheet::Templates)?;
                let length = sheet.unsigned()?;
                let template = Rc::new(Template::of(sheet.take(length)?)?);
                self.weighs(template.weight())?;
                self.memory.templates.push(Rc::clone(&template));
                template
            }
            place => {
                let place = usize::try_from(place - 1).unwrap_or(usize::MAX);
                let template = self.memory.templates.get(place);
                Rc::clone(template.ok_or(PackedError::Malformed("a template that was not written out"))?)
            }
        };
        for place in &template.holes {
            self.append(template.piece(place), out)?;
            let context = match place.context.get() {
                Some(context) => context,
                None => self.context(template.name(place))?,
            };
            place.context.set(Some(context));
            match place.hole {
                Hole::Number => {
                    let number = self.number(context)?.to_string();
                    self.append(number.as_bytes(), out)?;
                }
                Hole::Text => {
                    let from = out.len();
                    self.value(context, out, depth + 1)?;
                    let text = out.get(from..).unwrap_or_default();
                    if text.contains(&b'"') {
                        self.memory.quoted.keep(text);
                    }
                }
            }
        }
        self.append(template.end(), out)
    }

    fn number(&mut self, context: usize) -> Result<i64, PackedError> {
        let more = signed(self.sheets.codes(context)?)?;
        let last = &mut self.memory.last(context).number;
        *last = last.wrapping_add(more);
        Ok(*last)
    }

    fn id(&mut self) -> Result<[u8; 16], PackedError> {
        let id = match self.unsigned(Sheet::Id)? {
            id_code::RANDOM => {
                let id = self.sheets.on(Sheet::Random)?.array()?;
                self.memory.ids.push(id);
                return Ok(id);
            }
            id_code::STEP => self.memory.last_id.wrapping_add(u128::from(self.unsigned(Sheet::IdStep)?)),
            timed if timed < id_code::STEP => {
                let ms = ms_of(self.memory.last_id).wrapping_add(self.signed(Sheet::IdTime)?);
                let random: [u8; TIMED_BYTES] = self.sheets.on(Sheet::Random)?.array()?;
                let rest = random.iter().fold(0_u128, |rest, byte| rest << 8 | u128::from(*byte)) << 2 | u128::from(timed - id_code::TIMED);
                let ms = u128::from(ms.cast_unsigned() & 0xffff_ffff_ffff);
                ms << 80 | 7 << 76 | (rest >> 62) << 64 | 2 << 62 | (rest & ((1 << 62) - 1))
            }
            known => {
                let back = usize::try_from(known - id_code::KNOWN).ok();
                let place = back.and_then(|back| self.memory.ids.len().checked_sub(back)?.checked_sub(1));
                let id = place.and_then(|place| self.memory.ids.get(place));
                return Ok(*id.ok_or(PackedError::Malformed("an id that was not written out"))?);
            }
        };
        self.memory.last_id = id;
        self.memory.ids.push(id.to_be_bytes());
        Ok(id.to_be_bytes())
    }

    fn actor(&mut self, place: usize) -> Result<[u8; ACTOR_BYTES], PackedError> {
        let unknown = PackedError::Malformed("an actor that was not written out");
        let actor = match self.unsigned(Sheet::Actors)? {
            0 => return self.list.last.get(place).copied().ok_or(unknown),
            1 => {
                let actor = self.sheets.on(Sheet::Random)?.array()?;
                self.memory.actors.push(actor);
                actor
            }
            back => {
                let place = usize::try_from(back - 1).ok().and_then(|back| self.memory.actors.len().checked_sub(back));
                *place.and_then(|place| self.memory.actors.get(place)).ok_or(unknown)?
            }
        };
        remember(&mut self.list.last, place, actor);
        Ok(actor)
    }

    fn hash(&self, back: u64) -> Result<Option<[u8; 32]>, PackedError> {
        let place = usize::try_from(back).ok().and_then(|back| self.list.hashes.len().checked_sub(back));
        Ok(place.and_then(|place| self.list.hashes.get(place)).map(|hash| hash.0))
    }

    fn random(&mut self) -> Result<[u8; 32], PackedError> {
        Ok(self.sheets.on(Sheet::Random)?.array()?)
    }

    fn context(&mut self, name: &[u8]) -> Result<usize, PackedError> {
        let (context, _) = self.memory.context(name);
        if context >= self.sheets.contexts() {
            return Err(PackedError::Malformed("a context that is not there"));
        }
        Ok(context)
    }

    fn unsigned(&mut self, sheet: Sheet) -> Result<u64, PackedError> {
        Ok(self.sheets.on(sheet)?.unsigned()?)
    }

    fn signed(&mut self, sheet: Sheet) -> Result<i64, PackedError> {
        Ok(signed(self.sheets.on(sheet)?)?)
    }

    fn code(&mut self, context: usize) -> Result<u64, PackedError> {
        Ok(self.sheets.codes(context)?.unsigned()?)
    }

    /// Remembers that a shape or a template is there.
    fn weighs(&mut self, more: usize) -> Result<(), PackedError> {
        self.memory.weight = self.memory.weight.saturating_add(more);
        within(self.memory.weight, MAX_WEIGHT, "bytes of shapes and templates")
    }

    /// Appends what is not longer than one change, or what is left, may be.
    fn append(&self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), PackedError> {
        self.fits(out.len().saturating_add(bytes.len()))?;
        out.extend_from_slice(bytes);
        Ok(())
    }

    fn fits(&self, bytes: usize) -> Result<(), PackedError> {
        fits(bytes, self.left.bytes, self.limits.bytes)
    }
}

fn fits(bytes: usize, left: usize, limit: usize) -> Result<(), PackedError> {
    let (left, limit) = if left < MAX_CHANGE_BYTES { (left, limit) } else { (MAX_CHANGE_BYTES, MAX_CHANGE_BYTES) };
    if bytes > left {
        return Err(too_many_bytes(limit));
    }
    Ok(())
}
