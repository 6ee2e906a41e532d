"""Reads all lists of a frame in one section (format 2), written from docs/sync.md and the comments in model/src/wire/lists alone.

Standard library only. What is wrong raises Refused.
"""

import base64
import hashlib
import json
import re

FIXED = "random blob pen count shape ops deps actors seq start time id step ms plain shapes templates text".split()
BEFORE = 15
WORD = re.compile(rb"[A-Za-z0-9_]+")


class Refused(Exception):
    """The bytes are not what they should be."""


class Bytes:
    """Bytes read from the front."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, length):
        taken = self.data[self.at : self.at + length]
        if len(taken) != length:
            raise Refused("it ends too early")
        self.at += length
        return taken

    def byte(self):
        return self.take(1)[0]

    def unsigned(self):
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                if (byte == 0 and shift > 7) or value >= 1 << 64:
                    raise Refused("an integer in another form")
                return value

    def signed(self):
        return unzigzag(self.unsigned())

    def bytes(self):
        return self.take(self.unsigned())

    def empty(self):
        return self.at == len(self.data)


def unzigzag(code):
    return code >> 1 if code & 1 == 0 else -(code >> 1) - 1


def zigzag(value):
    return value << 1 if value >= 0 else (-value << 1) - 1


def i64(value):
    return (value + (1 << 63)) % (1 << 64) - (1 << 63)


def leb(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def leb_signed(value):
    out = bytearray()
    while True:
        low, value = value & 0x7F, value >> 7
        if (value == 0 and not low & 0x40) or (value == -1 and low & 0x40):
            out.append(low)
            return bytes(out)
        out.append(low | 0x80)


def runs(values):
    """A column of runs, as Automerge writes it."""
    out, single, at = [], [], 0
    def flush():
        if single:
            out.append(leb_signed(-len(single)) + b"".join(map(leb, single)))
            single.clear()
    while at < len(values):
        end = at
        while end < len(values) and values[end] == values[at]:
            end += 1
        if end - at == 1:
            single.append(values[at])
        else:
            flush()
            out.append(leb_signed(end - at) + leb(values[at]))
        at = end
    flush()
    return b"".join(out)


class Chances(dict):
    def __missing__(self, _):
        return 1 << 15


class Pen:
    """Paths from the range coder."""

    def __init__(self, data):
        self.input, self.chances, self.begun = Bytes(data), Chances(), False

    def begin(self):
        if self.input.byte() != 0:
            raise Refused("a path that does not begin with 0")
        self.code, self.range, self.begun = int.from_bytes(self.input.take(4), "big"), 0xFFFFFFFF, True

    def normal(self):
        while self.range < 1 << 24:
            self.range <<= 8
            self.code = self.code << 8 & 0xFFFFFFFF | self.input.byte()

    def bit(self, key):
        chance = self.chances[key]
        part = (self.range >> 12) * min(max(chance >> 4, 1), 4095)
        bit = self.code >= part
        if bit:
            self.code -= part
            self.range -= part
            self.chances[key] = chance - (chance >> 5)
        else:
            self.range = part
            self.chances[key] = chance + (0xFFFF - chance >> 5)
        self.normal()
        return int(bit)

    def even(self):
        self.range >>= 1
        bit = self.code >= self.range
        if bit:
            self.code -= self.range
        self.normal()
        return int(bit)

    def tree(self, key, depth):
        node = 1
        for _ in range(depth):
            node = 2 * node + self.bit((key, node))
        return node - (1 << depth)

    def number(self, model):
        small = self.tree((model, "small"), 5)
        if small < 31:
            return small
        bits = self.tree((model, "bits"), 6)
        top = min(bits, 3)
        value = 1 << top | self.tree((model, "upper", bits), top)
        for at in reversed(range(bits - top)):
            value = value << 1 | (self.bit((model, "lowest")) if at == 0 else self.even())
        return value - 1 + 31

    def path(self):
        if not self.begun:
            self.begin()
        glass = 0
        for _ in range(32):
            glass = glass << 1 | self.even()
        count = self.number("strokes")
        out, end = [b"\x01", glass.to_bytes(4, "big"), leb(count)], 0
        for _ in range(count):
            points = self.number("points")
            out.append(leb(points))
            last = [None] * 3
            for place in range(points):
                if place == 0:
                    x, y = self.number("first x"), self.number("first y")
                    end = i64(unzigzag(self.number("first t")) + end)
                    out += [leb(x), leb(y), leb(zigzag(end))]
                    continue
                for axis in range(3):
                    before = last[axis]
                    kind = 0 if before is None else 1 + (before & 1) + 2 * (before > 6)
                    last[axis] = self.number(("step", axis, kind))
                    out.append(leb(last[axis]))
                end = i64(end + unzigzag(last[2]))
        return b"".join(out)


class Context:
    def __init__(self):
        self.number, self.value, self.named = 0, b"", 0


class Lists:
    """A section, read list after list."""

    def __init__(self, section):
        reader = Bytes(section)
        if reader.byte() != 2:
            raise Refused("an unknown format")
        self.check = reader.take(8)
        count = reader.unsigned()
        if count > 8192:
            raise Refused("too many contexts")
        lengths = [reader.unsigned() for _ in range(len(FIXED) + 2 * count)]
        sheets = [Bytes(reader.take(length)) for length in lengths]
        if not reader.empty():
            raise Refused("something follows the last sheet")
        fixed = sheets[:BEFORE] + sheets[BEFORE + 2 * count :]
        self.on = dict(zip(FIXED, fixed))
        self.codes, self.letters = sheets[BEFORE : BEFORE + count], sheets[BEFORE + count : BEFORE + 2 * count]
        self.pen = Pen(self.on["pen"].data)
        self.names, self.contexts = {}, [Context() for _ in range(count)]
        self.ids, self.last_id, self.texts, self.templates, self.shapes, self.actors = [], 0, [], [], [], []
        self.quoted, self.time, self.all = b"", 0, []

    def lists(self, documents):
        found = []
        for document in documents:
            self.ids.append(bytes.fromhex(document.replace("-", "")))
            self.hashes, self.last, self.numbers, self.end = [], {}, {}, 0
            found.append([self.change() for _ in range(self.on["count"].unsigned())])
        pen = self.pen.input.empty() if self.pen.begun else not self.on["pen"].data
        rest = [sheet for name, sheet in self.on.items() if name != "pen"] + self.codes + self.letters
        if not pen or not all(sheet.empty() for sheet in rest) or len(self.names) != len(self.codes):
            raise Refused("something follows the last change")
        if hashlib.sha256(b"".join(self.all)).digest()[:8] != self.check:
            raise Refused("the check does not match")
        return found

    def change(self):
        count = self.on["deps"].unsigned()
        body = [leb(count)]
        for _ in range(count):
            back = self.on["deps"].unsigned()
            body.append(self.on["random"].take(32) if back == 0 else self.hash(back))
        actor = self.actor(0)
        body.append(b"\x10" + actor)
        which = self.on["shape"].unsigned()
        if which == 0:
            body.append(self.on["plain"].bytes())
        else:
            if which == 1:
                self.shapes.append(self.read_shape(Bytes(self.on["shapes"].bytes())))
                which = len(self.shapes) + 1
            if which - 2 >= len(self.shapes):
                raise Refused("a shape that was not written out")
            body.append(self.shaped(actor, self.shapes[which - 2]))
        body = b"".join(body)
        hashed = b"\x01" + leb(len(body)) + body
        name = hashlib.sha256(hashed).digest()
        self.hashes.append(name)
        self.all.append(name)
        return b"\x85\x6f\x4a\x83" + name[:4] + hashed

    def read_shape(self, reader):
        others, columns = reader.unsigned(), []
        for _ in range(reader.unsigned()):
            specification, form = reader.unsigned(), reader.byte()
            if form == 0 or form == 7:
                content = reader.bytes()
            elif form == 1:
                content = reader.unsigned()
            elif form == 5:
                content = [reader.bytes() for _ in range(reader.unsigned())]
            elif form == 6:
                content = [(reader.signed(), [reader.unsigned() for _ in range(reader.unsigned())]) for _ in range(reader.unsigned())]
            elif form in (2, 3, 4, 8):
                content = None
            else:
                raise Refused("a form that is not known")
            columns.append((specification, form, content))
        if not reader.empty():
            raise Refused("something follows a shape")
        count = sum(len(content) for _, form, content in columns if form == 7)
        keys = [content for _, form, content in columns if form == 5]
        names = self.keys((b"*" * 36).join(keys[0]), count) if keys else []
        names += [b"-"] * (count - len(names))
        contexts = [self.context(b"*" if name == b"*" * 36 else name) for name in names[:count]]
        return {"others": others, "columns": columns, "contexts": contexts, "ops": 0}

    @staticmethod
    def keys(column, count):
        reader, names = Bytes(column), []
        while not reader.empty() and len(names) < count:
            length, shift = 0, 0
            while True:
                byte = reader.byte()
                length |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80:
                    length -= (1 << shift) if byte & 0x40 else 0
                    break
            if length == 0:
                names += [b"-"] * min(reader.unsigned(), count - len(names))
            elif length > 0:
                names += [reader.bytes()] * min(length, count - len(names))
            else:
                names += [reader.bytes() for _ in range(-length)]
        return names

    def shaped(self, actor, shape):
        shape["ops"] = ops = i64(shape["ops"] + self.on["ops"].signed())
        number = (self.numbers.get(actor, -1) + 1 + self.on["seq"].signed()) % (1 << 64)
        start = (self.end + self.on["start"].signed()) % (1 << 64)
        self.time = i64(self.time + self.on["time"].signed())
        self.numbers[actor], self.end = number, max(self.end, (start + ops) % (1 << 64))
        message = self.value(self.context(b"message"))
        others = [self.actor(place + 1) for place in range(shape["others"])]
        head = leb(number) + leb(start) + leb_signed(self.time) + leb(len(message)) + message
        head += leb(len(others)) + b"".join(b"\x10" + other for other in others)
        columns = []
        for specification, form, content in shape["columns"]:
            values = None
            if form == 0:
                column = content
            elif form == 1:
                column = leb_signed(-1 if ops == 1 else ops) + leb(content)
            elif form in (2, 3):
                column = (b"\x00" if form == 3 else b"") + leb(ops % (1 << 64))
            elif form == 4:
                column = self.value(self.context(b"#%d" % specification))
            elif form == 5:
                context = self.context(b"*")
                column = b"".join((self.value(context) if place else b"") + piece for place, piece in enumerate(content))
            elif form == 6:
                context, column = self.context(b"#objects"), b""
                for length, places in content:
                    column += leb_signed(length)
                    for place in places:
                        there = self.number(context) if place == 0 else place - 1 + (0 if length == 0 else start)
                        column += leb(there % (1 << 64))
            elif form == 7:
                found, values = [], b""
                for kind, context in zip(content, shape["contexts"]):
                    value = b""
                    if kind == 3:
                        value = leb(self.number(context) % (1 << 64))
                    elif kind in (4, 8, 9):
                        value = leb_signed(self.number(context))
                    elif kind > 2:
                        value = self.value(context)
                    found.append(len(value) << 4 | kind & 15)
                    values += value
                column = runs(found)
            else:
                found, values = [], b""
                for _ in range(ops):
                    first = self.on["text"].byte()
                    length = next((n for n in range(8) if not first & 0x80 >> n), 8)
                    values += bytes([first]) + self.on["text"].take(max(length, 1) - 1)
                    found.append(max(length, 1) << 4 | 6)
                column = runs(found)
            columns.append((specification, column))
            if values is not None:
                columns.append((0x57, values))
        head += leb(len(columns)) + b"".join(leb(specification) + leb(len(column)) for specification, column in columns)
        return head + b"".join(column for _, column in columns)

    def value(self, at):
        context, codes = self.contexts[at], self.codes[at]
        code = codes.unsigned()
        if code == 0:
            return context.value
        if code == 1:
            length = codes.unsigned()
            value = (self.on["text"] if length >= 32 else self.letters[at]).take(length)
            if 2 <= length <= 255:
                context.named = len(self.texts)
                self.texts.append(value)
        elif code == 2:
            digits = self.id().hex()
            value = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])).encode()
        elif code == 3:
            which = codes.unsigned()
            if which == 0:
                self.templates.append(self.on["templates"].bytes())
                which = len(self.templates)
            value = self.filled(self.templates[which - 1])
        elif code == 4:
            which = codes.unsigned()
            if which == 0:
                value = self.on["random"].take(32)
            elif which == 1:
                value = hashlib.sha256(self.said()).digest()
            else:
                value = self.hash(which - 1)
            value = value.hex().encode()
        elif code == 5:
            length = codes.unsigned()
            value = base64.urlsafe_b64encode(self.on["blob"].take(length) if length else self.pen.path()).rstrip(b"=")
        else:
            context.named += unzigzag(code - 6) + 1
            if not 0 <= context.named < len(self.texts):
                raise Refused("a text that was not written out")
            value = self.texts[context.named]
        context.value = value
        return value

    def said(self):
        try:
            return json.loads(b'"' + self.quoted + b'"', strict=True).encode()
        except ValueError:
            return b""

    def filled(self, template):
        out, name, words = [], b"", b""
        for piece in re.split(b"([\x01\x02])", template):
            if piece not in (b"\x01", b"\x02"):
                out.append(piece)
                found = WORD.findall(piece)
                name = found[-1] if found else name
                continue
            context = self.context(name)
            if piece == b"\x02":
                out.append(b"%d" % self.number(context))
                continue
            value = self.value(context)
            out.append(value)
            if b'"' in value:
                self.quoted = value
        return b"".join(out)

    def number(self, at):
        context = self.contexts[at]
        context.number = i64(context.number + self.codes[at].signed())
        return context.number

    def id(self):
        code = self.on["id"].unsigned()
        if code > 5:
            if code - 6 >= len(self.ids):
                raise Refused("an id that was not written out")
            return self.ids[-1 - (code - 6)]
        if code == 0:
            value = int.from_bytes(self.on["random"].take(16), "big")
        elif code == 5:
            self.last_id = value = (self.last_id + self.on["step"].unsigned()) % (1 << 128)
        else:
            ms = ((self.last_id >> 80) + self.on["ms"].signed()) % (1 << 48)
            rest = int.from_bytes(self.on["random"].take(9), "big") << 2 | code - 1
            self.last_id = value = ms << 80 | 7 << 76 | rest >> 62 << 64 | 2 << 62 | rest & (1 << 62) - 1
        self.ids.append(value.to_bytes(16, "big"))
        return self.ids[-1]

    def actor(self, place):
        code = self.on["actors"].unsigned()
        if code == 0:
            if place not in self.last:
                raise Refused("no actor before it")
            return self.last[place]
        if code == 1:
            self.actors.append(self.on["random"].take(16))
            code = 2
        if code - 1 > len(self.actors):
            raise Refused("an actor that was not written out")
        self.last[place] = self.actors[-(code - 1)]
        return self.last[place]

    def hash(self, back):
        if back > len(self.hashes):
            raise Refused("a change before the list")
        return self.hashes[-back]

    def context(self, name):
        at = self.names.setdefault(name, len(self.names))
        if at >= len(self.contexts):
            raise Refused("a context that is not there")
        return at


def read_lists(section, documents):
    """The raw changes of each of the documents."""
    return Lists(section).lists(documents)
