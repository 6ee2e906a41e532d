//! Changes, written onto the sheets.

use std::collections::BTreeSet;
use std::rc::Rc;

use automerge::ChangeHash;

use super::change::{Begun, KEY_ID, MAX_VALUES, MESSAGE, OBJECTS, TIMED_BYTES, ms_of, remember};
use super::memory::{Known, MAX_KEPT, MAX_WEIGHT, Memory};
use super::parts::{Parts, number_of};
use super::shape::{self, Form, Shape, column, kind};
use super::sheets::{self, MAX_CONTEXTS, Sheet, Written, put_signed};
use super::values::{self, Filled, Places, Template, code, id_code};
use super::{FORMAT, check, pen};
use crate::gate::chunk::{self, ACTOR_BYTES, Broken, put_unsigned};
use crate::id::DocumentId;

/// In how many contexts one byte of a change can be kept: in those of a value and of what is in it.
const DEPTHS: usize = values::DEPTH + 1;
/// A text that is no longer than this is written out again rather than named from far away, in **bytes**.
const SHORT_AGAIN: usize = 4;
/// Far away.
const FAR: u64 = 120;

/// Writes lists.
#[derive(Default)]
pub(super) struct Writer {
    memory: Memory,
    places: Places,
    sheets: Written,
    pen: pen::Writer,
    list: Begun,
    hashes: Vec<ChangeHash>,
    /// Short texts so far.
    texts: usize,
    /// Contexts that the change being written may still need.
    reserved: usize,
}

impl Writer {
    /// The next list.
    pub(super) fn begin(&mut self, document: DocumentId, changes: usize) {
        let id = *document.as_bytes();
        self.places.ids.insert(id, self.memory.ids.len());
        self.memory.ids.push(id);
        self.list = Begun::default();
        put_unsigned(changes as u64, self.sheets.on(Sheet::Count));
    }

    /// The next change of the list.
    pub(super) fn change(&mut self, raw: &[u8]) -> Result<(), Broken> {
        let (hash, body) = chunk::open(raw)?;
        let mut reader = chunk::Reader::new(body);
        let mut deps = Vec::new();
        for _ in 0..reader.unsigned()? {
            deps.push(ChangeHash(reader.array()?));
        }
        if reader.unsigned()? != ACTOR_BYTES as u64 {
            return Err(Broken("its actor is not 16 bytes"));
        }
        let actor = reader.array()?;
        put_unsigned(deps.len() as u64, self.sheets.on(Sheet::Deps));
        for dep in deps {
            let back = self.list.hashes.iter().rev().position(|seen| *seen == dep).map_or(0, |back| back as u64 + 1);
            put_unsigned(back, self.sheets.on(Sheet::Deps));
            if back == 0 {
                self.sheets.on(Sheet::Random).extend_from_slice(&dep.0);
            }
        }
        self.actor(0, actor);
        let parts = Parts::of(reader.rest());
        let parts = parts.and_then(|parts| parts.shape().map(|(ops, shape)| (parts, ops, shape)));
        let place = parts.as_ref().and_then(|(_, _, shape)| self.place(shape, raw.len()));
        match parts.zip(place) {
            Some(((parts, ops, shape), place)) => self.shaped(actor, &parts, ops, &shape, place),
            None => {
                put_unsigned(0, self.sheets.on(Sheet::Shape));
                let plain = self.sheets.on(Sheet::Plain);
                put_unsigned(reader.rest().len() as u64, plain);
                plain.extend_from_slice(reader.rest());
            }
        }
        self.list.hashes.push(hash);
        self.hashes.push(hash);
        Ok(())
    }

    /// The section.
    pub(super) fn finish(mut self) -> Vec<u8> {
        *self.sheets.on(Sheet::Pen) = self.pen.finish();
        let mut out = vec![FORMAT];
        out.extend_from_slice(&check(&self.hashes));
        self.sheets.put(&mut out);
        out
    }

    fn actor(&mut self, place: usize, actor: [u8; ACTOR_BYTES]) {
        let sheet = self.sheets.on(Sheet::Actors);
        if self.list.last.get(place) == Some(&actor) {
            sheet.push(0);
            return;
        }
        match self.memory.actors.iter().rev().position(|known| *known == actor) {
            Some(back) => put_unsigned(back as u64 + 2, sheet),
            None => {
                sheet.push(1);
                self.sheets.on(Sheet::Random).extend_from_slice(&actor);
                self.memory.actors.push(actor);
            }
        }
        remember(&mut self.list.last, place, actor);
    }

    /// Writes down which shape a change of so many bytes has; none, and nothing written, if a reader would refuse it.
    fn place(&mut self, shape: &Shape, bytes: usize) -> Option<usize> {
        let values = self.memory.values.saturating_add(shape.values());
        let kept = self.memory.kept().saturating_add(bytes.saturating_mul(DEPTHS));
        // Those of its columns, of the message, of ids in keys, of objects elsewhere.
        let others = shape.columns.len() + 3;
        if values > MAX_VALUES || kept > MAX_KEPT || self.memory.contexts() + others > MAX_CONTEXTS {
            return None;
        }
        self.reserved = others;
        let mut written = Vec::new();
        shape.put(&mut written);
        if let Some(place) = self.places.shapes.get(&written) {
            put_unsigned(*place as u64 + 2, self.sheets.on(Sheet::Shape));
            return Some(*place);
        }
        let read = Shape::read(&written).ok()?;
        let names = read.names().ok()?;
        let weight = self.memory.weight.saturating_add(read.weight(written.len()));
        if weight > MAX_WEIGHT || self.memory.contexts() + others + names.len() > MAX_CONTEXTS {
            return None;
        }
        self.memory.weight = weight;
        self.sheets.on(Sheet::Shape).push(1);
        let sheet = self.sheets.on(Sheet::Shapes);
        put_unsigned(written.len() as u64, sheet);
        sheet.extend_from_slice(&written);
        let place = self.memory.shapes.len();
        self.places.shapes.insert(written, place);
        let contexts = names.iter().flat_map(|(name, count)| std::iter::repeat_n(self.context(name), *count)).collect();
        self.memory.shapes.push(Known { shape: Rc::new(read), contexts, ops: 0 });
        Some(place)
    }

    fn shaped(&mut self, actor: [u8; ACTOR_BYTES], parts: &Parts<'_>, ops: i64, shape: &Shape, place: usize) {
        let Some(known) = self.memory.shapes.get_mut(place) else { return };
        let contexts = Rc::clone(&known.contexts);
        let last = std::mem::replace(&mut known.ops, ops);
        self.memory.values += contexts.len();
        put_signed(ops.wrapping_sub(last), self.sheets.on(Sheet::Ops));
        let number = parts.number.wrapping_sub(self.list.next_number(actor));
        put_signed(number.cast_signed(), self.sheets.on(Sheet::Seq));
        put_signed(parts.start.wrapping_sub(self.list.end).cast_signed(), self.sheets.on(Sheet::Start));
        put_signed(parts.time.wrapping_sub(self.memory.time), self.sheets.on(Sheet::Time));
        self.memory.time = parts.time;
        self.list.take(actor, parts.number, parts.start, ops);
        let message = self.context(MESSAGE);
        self.value(message, parts.message, 0);
        for (place, other) in parts.others.iter().enumerate() {
            self.actor(place + 1, *other);
        }
        for (specification, form) in &shape.columns {
            let column = parts.column(*specification).unwrap_or_default();
            self.column(parts, &contexts, *specification, form, column, ops);
        }
    }

    fn column(&mut self, parts: &Parts<'_>, contexts: &[usize], specification: u64, form: &Form, column: &[u8], ops: i64) {
        match form {
            Form::Here(_) | Form::Whole(_) | Form::False | Form::True => {}
            Form::Value => {
                let context = self.context(format!("#{specification}").as_bytes());
                self.value(context, column, 0);
            }
            Form::Keys(pieces) => {
                let context = self.context(KEY_ID);
                let mut rest = column;
                for piece in pieces.iter().take(pieces.len().saturating_sub(1)) {
                    let (id, after) = rest.get(piece.len()..).unwrap_or_default().split_at_checked(36).unwrap_or_default();
                    self.value(context, id, 0);
                    rest = after;
                }
            }
            Form::Objects(_) => {
                let context = self.context(OBJECTS);
                for value in shape::objects(column, parts.start, ops.cast_unsigned()).map(|(_, elsewhere)| elsewhere).unwrap_or_default() {
                    self.number(context, value.cast_signed());
                }
            }
            Form::Letters => self.sheets.on(Sheet::Text).extend_from_slice(parts.column(column::VALUE).unwrap_or_default()),
            Form::Values(kinds) => {
                let mut values = chunk::Reader::new(parts.column(column::VALUE).unwrap_or_default());
                let metas = shape::runs_of(column).unwrap_or_default();
                for ((kind, meta), context) in kinds.iter().zip(metas).zip(contexts) {
                    let value = values.take(meta >> 4).unwrap_or_default();
                    let context = *context;
                    match *kind {
                        kind::NULL..=kind::TRUE => {}
                        kind::UNSIGNED | kind::SIGNED | kind::COUNTER | kind::TIME => {
                            self.number(context, number_of(*kind, value).unwrap_or_default());
                        }
                        _ => self.value(context, value, 0),
                    }
                }
            }
        }
    }

    fn context(&mut self, name: &[u8]) -> usize {
        let (context, is_new) = self.memory.context(name);
        if is_new {
            self.sheets.context();
        }
        context
    }

    fn number(&mut self, context: usize, number: i64) {
        let last = std::mem::replace(&mut self.memory.last(context).number, number);
        put_signed(number.wrapping_sub(last), self.sheets.codes(context));
    }

    fn value(&mut self, context: usize, value: &[u8], depth: usize) {
        if self.memory.last(context).value == value {
            put_unsigned(code::SAME, self.sheets.codes(context));
            return;
        }
        self.new_value(context, value, depth);
        self.memory.keep(context, value);
    }

    fn new_value(&mut self, context: usize, value: &[u8], depth: usize) {
        if let Some(id) = values::id_of(value) {
            put_unsigned(code::ID, self.sheets.codes(context));
            return self.id(id);
        }
        if let Some(digest) = values::digest_of(value) {
            return self.digest(context, digest);
        }
        if let Some(blob) = values::blob_of(value) {
            return self.blob(context, &blob);
        }
        if depth < values::DEPTH
            && value.contains(&b'"')
            && let Some(split) = values::split(value)
            && let Some((template, is_new)) = self.template(&split)
        {
            return self.filled(context, split, &template, is_new, depth);
        }
        if let Some(place) = self.places.texts.get(value) {
            let place = i64::try_from(*place).unwrap_or(i64::MAX);
            let distance = sheets::zigzag(place.wrapping_sub(self.memory.last(context).named).wrapping_sub(1));
            if distance < FAR || value.len() > SHORT_AGAIN {
                self.memory.last(context).named = place;
                return put_unsigned(distance.saturating_add(code::NAMED), self.sheets.codes(context));
            }
        }
        put_unsigned(code::OUT, self.sheets.codes(context));
        put_unsigned(value.len() as u64, self.sheets.codes(context));
        let sheet = if value.len() < values::LONG { self.sheets.letters(context) } else { self.sheets.on(Sheet::Text) };
        sheet.extend_from_slice(value);
        if values::SHORT.contains(&value.len()) {
            self.places.texts.insert(value.to_vec(), self.texts);
            self.memory.last(context).named = i64::try_from(self.texts).unwrap_or(i64::MAX);
            self.texts += 1;
        }
    }

    /// The template of `split`, and whether it is a new one; none if a reader would refuse it, or a context of it.
    fn template(&self, split: &values::Split<'_>) -> Option<(Rc<Template>, bool)> {
        let known = self.places.templates.get(&split.template).and_then(|place| self.memory.templates.get(*place));
        let (template, is_new) = match known {
            Some(template) => (Rc::clone(template), false),
            None => (Rc::new(Template::of(&split.template).ok()?), true),
        };
        let fits = self.memory.contexts() + self.reserved + self.unknown(&template) <= MAX_CONTEXTS;
        let weighs = if is_new { template.weight() } else { 0 };
        (fits && self.memory.weight.saturating_add(weighs) <= MAX_WEIGHT).then_some((template, is_new))
    }

    /// How many contexts a template brings up.
    fn unknown(&self, template: &Template) -> usize {
        let new = template.holes.iter().filter(|place| place.context.get().is_none()).map(|place| template.name(place));
        new.filter(|name| !self.memory.knows(name)).collect::<BTreeSet<_>>().len()
    }

    fn filled(&mut self, context: usize, split: values::Split<'_>, template: &Rc<Template>, is_new: bool, depth: usize) {
        let before = self.reserved;
        self.reserved += self.unknown(template);
        put_unsigned(code::TEMPLATE, self.sheets.codes(context));
        if is_new {
            put_unsigned(0, self.sheets.codes(context));
            let sheet = self.sheets.on(Sheet::Templates);
            put_unsigned(split.template.len() as u64, sheet);
            sheet.extend_from_slice(&split.template);
            self.memory.weight += template.weight();
            self.places.templates.insert(split.template, self.memory.templates.len());
            self.memory.templates.push(Rc::clone(template));
        } else {
            let place = self.places.templates.get(&split.template).copied().unwrap_or_default();
            put_unsigned(place as u64 + 1, self.sheets.codes(context));
        }
        for (place, value) in template.holes.iter().zip(split.values) {
            let context = match place.context.get() {
                Some(context) => context,
                None => self.context(template.name(place)),
            };
            place.context.set(Some(context));
            match value {
                Filled::Number(number) => self.number(context, number),
                Filled::Text(text) => {
                    self.value(context, text, depth + 1);
                    if text.contains(&b'"') {
                        self.memory.quoted.keep(text);
                    }
                }
            }
        }
        self.reserved = before;
    }

    fn digest(&mut self, context: usize, digest: [u8; 32]) {
        put_unsigned(code::DIGEST, self.sheets.codes(context));
        let back = self.list.hashes.iter().rev().position(|seen| seen.0 == digest).map(|back| back as u64 + 2);
        let which = back.unwrap_or_else(|| u64::from(self.memory.quoted.digest() == digest));
        put_unsigned(which, self.sheets.codes(context));
        if which == 0 {
            self.sheets.on(Sheet::Random).extend_from_slice(&digest);
        }
    }

    fn blob(&mut self, context: usize, blob: &[u8]) {
        put_unsigned(code::BLOB, self.sheets.codes(context));
        if let Some(path) = pen::Path::of(blob) {
            put_unsigned(0, self.sheets.codes(context));
            return self.pen.path(&path);
        }
        put_unsigned(blob.len() as u64, self.sheets.codes(context));
        self.sheets.on(Sheet::Blob).extend_from_slice(blob);
    }

    fn id(&mut self, id: [u8; 16]) {
        let known = self.memory.ids.len();
        if let Some(place) = self.places.ids.get(&id) {
            let back = (known - place - 1) as u64;
            return put_unsigned(back + id_code::KNOWN, self.sheets.on(Sheet::Id));
        }
        self.places.ids.insert(id, known);
        self.memory.ids.push(id);
        let value = u128::from_be_bytes(id);
        let step = u8::try_from(value.wrapping_sub(self.memory.last_id)).ok().filter(|step| *step > 0);
        if let Some(step) = step {
            put_unsigned(id_code::STEP, self.sheets.on(Sheet::Id));
            put_unsigned(u64::from(step), self.sheets.on(Sheet::IdStep));
        } else if value >> 76 & 15 == 7 && value >> 62 & 3 == 2 {
            let rest = (value >> 64 & 0xfff) << 62 | (value & ((1 << 62) - 1));
            put_unsigned(id_code::TIMED + u64::try_from(rest & 3).unwrap_or_default(), self.sheets.on(Sheet::Id));
            put_signed(ms_of(value) - ms_of(self.memory.last_id), self.sheets.on(Sheet::IdTime));
            self.sheets.on(Sheet::Random).extend((rest >> 2).to_be_bytes().iter().skip(16 - TIMED_BYTES));
        } else {
            put_unsigned(id_code::RANDOM, self.sheets.on(Sheet::Id));
            self.sheets.on(Sheet::Random).extend_from_slice(&id);
            return;
        }
        self.memory.last_id = value;
    }
}
