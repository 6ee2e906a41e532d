//! Changes, written onto the sheets and read from them.
//!
//! ```text
//! list   = changes:uint (count sheet)
//! change = deps:uint dep*                    dep = 0: 32 random bytes | k: the change k places back in the list
//!          actor                             0: as in the change before | 1: 16 random bytes | 2 + k: the one k places before the last
//!          shape:uint                        0: plain, length:uint and that which follows the actor | 1: the next of the shapes sheet
//!                                            (length:uint, shape) | 2 + k: shape k
//!          operations:signed                 more than the last change of this shape had
//!          number:signed                     more than the actor's last one in the list and one
//!          start:signed                      more than the list's operations so far end at
//!          time:signed                       later than the change before it in the section
//!          message                           a value, context "message"
//!          actor*                            the others, each as to its place in the change before
//!          value*                            those of each column, in order
//! ```

use std::collections::BTreeSet;
use std::rc::Rc;

use automerge::ChangeHash;

use super::memory::{Known, MAX_KEPT, MAX_WEIGHT, Memory};
use super::shape::{self, Form, Shape, column, kind};
use super::sheets::{self, MAX_CONTEXTS, Read, Sheet, Written, put_signed, signed};
use super::values::{self, Filled, Hole, Places, Template, code, id_code};
use super::{FORMAT, check, pen};
use crate::gate::chunk::{self, ACTOR_BYTES, Broken, put_unsigned};
use crate::id::DocumentId;
use crate::wire::packed::{MAX_CHANGE_BYTES, PackedError, PackedLimits, too_many_bytes, within};

const MESSAGE: &[u8] = b"message";
const OBJECTS: &[u8] = b"#objects";
const KEY_ID: &[u8] = b"*";
/// Most values of shapes in a section: what a value costs to look at is not bounded by the bytes it comes to.
const MAX_VALUES: usize = 4 * 1024 * 1024;
/// Most letters of a change that are written without their lengths.
const MAX_LETTERS: i64 = shape::MAX_PARTS as i64;
/// In how many contexts one byte of a change can be kept: in those of a value and of what is in it.
const DEPTHS: usize = values::DEPTH + 1;
/// A text that is no longer than this is written out again rather than named from far away, in **bytes**.
const SHORT_AGAIN: usize = 4;
/// Far away.
const FAR: u64 = 120;

/// What both sides have seen of the list so far.
#[derive(Debug, Default)]
struct Begun {
    hashes: Vec<ChangeHash>,
    /// The last change's actor, and the others it named.
    last: Vec<[u8; ACTOR_BYTES]>,
    /// The last number of each actor.
    numbers: Vec<([u8; ACTOR_BYTES], u64)>,
    /// Where the operations end.
    end: u64,
}

impl Begun {
    fn next_number(&self, actor: [u8; ACTOR_BYTES]) -> u64 {
        self.numbers.iter().find(|(known, _)| *known == actor).map_or(0, |(_, number)| number.wrapping_add(1))
    }

    fn take(&mut self, actor: [u8; ACTOR_BYTES], number: u64, start: u64, ops: i64) {
        match self.numbers.iter_mut().find(|(known, _)| *known == actor) {
            Some((_, last)) => *last = number,
            None => self.numbers.push((actor, number)),
        }
        self.end = self.end.max(start.wrapping_add(ops.cast_unsigned()));
    }
}

/// A change taken apart.
struct Parts<'a> {
    number: u64,
    start: u64,
    time: i64,
    message: &'a [u8],
    others: Vec<[u8; ACTOR_BYTES]>,
    columns: Vec<(u64, &'a [u8])>,
}

impl<'a> Parts<'a> {
    /// What follows the actor; none if these parts would not come to the same bytes.
    fn of(rest: &'a [u8]) -> Option<Self> {
        let mut reader = chunk::Reader::new(rest);
        let (number, start, time) = (reader.unsigned().ok()?, reader.unsigned().ok()?, reader.signed().ok()?);
        let length = reader.unsigned().ok()?;
        let message = reader.take(length).ok()?;
        let mut others = Vec::new();
        for _ in 0..reader.unsigned().ok()? {
            if reader.unsigned().ok()? != ACTOR_BYTES as u64 {
                return None;
            }
            others.push(reader.array().ok()?);
        }
        let mut lengths = Vec::new();
        for _ in 0..reader.unsigned().ok()? {
            lengths.push((reader.unsigned().ok()?, reader.unsigned().ok()?));
        }
        let mut columns = Vec::with_capacity(lengths.len());
        for (specification, length) in lengths {
            columns.push((specification, reader.take(length).ok()?));
        }
        let parts = Self { number, start, time, message, others, columns };
        let mut again = Vec::with_capacity(rest.len());
        parts.put(&mut again);
        (again == rest).then_some(parts)
    }

    fn put(&self, out: &mut Vec<u8>) {
        put_unsigned(self.number, out);
        put_unsigned(self.start, out);
        shape::put_leb_signed(self.time, out);
        put_unsigned(self.message.len() as u64, out);
        out.extend_from_slice(self.message);
        put_unsigned(self.others.len() as u64, out);
        for other in &self.others {
            put_unsigned(ACTOR_BYTES as u64, out);
            out.extend_from_slice(other);
        }
        put_unsigned(self.columns.len() as u64, out);
        for (specification, column) in &self.columns {
            put_unsigned(*specification, out);
            put_unsigned(column.len() as u64, out);
        }
        for (_, column) in &self.columns {
            out.extend_from_slice(column);
        }
    }

    fn column(&self, wanted: u64) -> Option<&'a [u8]> {
        self.columns.iter().find(|(specification, _)| *specification == wanted).map(|(_, column)| *column)
    }

    /// Its number of operations and its shape; none if it cannot have one.
    fn shape(&self) -> Option<(i64, Shape)> {
        let ops = shape::operations(self.column(column::ACTION).unwrap_or_default())?;
        let mut columns = Vec::with_capacity(self.columns.len());
        let mut at = self.columns.iter().peekable();
        while let Some((specification, column)) = at.next() {
            let next = at.peek().filter(|(next, _)| *specification == column::VALUE_KIND && *next == column::VALUE).map(|(_, next)| *next);
            if let Some(form) = next.and_then(|next| values_form(column, next, ops, self.column(column::KEY).is_some())) {
                at.next();
                columns.push((*specification, form));
            } else {
                columns.push((*specification, self.form(*specification, column, ops)));
            }
        }
        Some((ops, Shape { others: self.others.len() as u64, columns }))
    }

    fn form(&self, specification: u64, column: &[u8], ops: i64) -> Form {
        let mut reader = chunk::Reader::new(column);
        if let (Ok(_), Ok(value), true) = (reader.signed(), reader.unsigned(), reader.is_empty()) {
            let mut whole = Vec::new();
            shape::whole(value, ops, &mut whole);
            if whole == column {
                return Form::Whole(value);
            }
        }
        let mut run = Vec::new();
        put_unsigned(ops.cast_unsigned(), &mut run);
        if column == run {
            return Form::False;
        }
        if column.strip_prefix(&[0]) == Some(&run) {
            return Form::True;
        }
        match specification {
            column::KEY => Form::Keys(pieces(column)),
            column::OBJECT_COUNTER => match shape::objects(column, self.start, ops.cast_unsigned()) {
                Some((runs, _)) => Form::Objects(runs),
                None => Form::Value,
            },
            0x01 | 0x34 | 0x42 | 0x70 => Form::Here(column.to_vec()),
            _ => Form::Value,
        }
    }
}

/// How the two columns of values come about, if they can be put together again.
fn values_form(kinds: &[u8], values: &[u8], ops: i64, keyed: bool) -> Option<Form> {
    let found = shape::runs_of(kinds)?;
    let mut again = Vec::with_capacity(kinds.len());
    shape::put_runs(&found, &mut again);
    if again != kinds {
        return None;
    }
    if !keyed && (2..=MAX_LETTERS).contains(&ops) && i64::try_from(found.len()) == Ok(ops) {
        let text = std::str::from_utf8(values).ok();
        let letters = text.map(|text| text.chars().map(|letter| meta(kind::TEXT, letter.len_utf8())));
        if letters.is_some_and(|letters| letters.eq(found.iter().copied())) {
            return Some(Form::Letters);
        }
    }
    let mut reader = chunk::Reader::new(values);
    let mut forms = Vec::with_capacity(found.len());
    for meta in found {
        let kind = u8::try_from(meta & 15).ok()?;
        let value = reader.take(meta >> 4).ok()?;
        let fits = match kind {
            kind::NULL..=kind::TRUE => value.is_empty(),
            kind::UNSIGNED | kind::SIGNED | kind::COUNTER | kind::TIME => number_of(kind, value).is_some(),
            kind::TEXT | kind::BYTES => true,
            _ => false,
        };
        forms.push(if fits { kind } else { kind + kind::AS_IT_IS });
    }
    reader.is_empty().then_some(Form::Values(forms))
}

fn meta(kind: u8, length: usize) -> u64 {
    (length as u64) << 4 | u64::from(kind)
}

/// A number in its shortest form.
fn number_of(kind: u8, value: &[u8]) -> Option<i64> {
    let mut reader = chunk::Reader::new(value);
    let number = if kind == kind::UNSIGNED { reader.unsigned().ok()?.cast_signed() } else { reader.signed().ok()? };
    let mut again = Vec::new();
    put_number(kind, number, &mut again);
    (again == value).then_some(number)
}

fn put_number(kind: u8, number: i64, out: &mut Vec<u8>) {
    if kind == kind::UNSIGNED {
        put_unsigned(number.cast_unsigned(), out);
    } else {
        shape::put_leb_signed(number, out);
    }
}

/// A column between its ids.
fn pieces(column: &[u8]) -> Vec<Vec<u8>> {
    let mut pieces = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(window) = column.get(at..at + 36) {
        if window.get(8) == Some(&b'-') && values::id_of(window).is_some() {
            pieces.push(column.get(from..at).unwrap_or_default().to_vec());
            at += 36;
            from = at;
        } else {
            at += 1;
        }
    }
    pieces.push(column.get(from..).unwrap_or_default().to_vec());
    pieces
}

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

/// Random bytes of a new id of version 7; two bits more are in its code.
const TIMED_BYTES: usize = 9;

/// The time of an id of version 7.
fn ms_of(id: u128) -> i64 {
    i64::try_from(id >> 80).unwrap_or_default()
}

fn remember(last: &mut Vec<[u8; ACTOR_BYTES]>, place: usize, actor: [u8; ACTOR_BYTES]) {
    if last.len() <= place {
        last.resize(place + 1, [0; ACTOR_BYTES]);
    }
    if let Some(last) = last.get_mut(place) {
        *last = actor;
    }
}

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
