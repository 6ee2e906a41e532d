"""The wire's test vectors read a second time, by a reader that shares no code with the Rust one.

Written from docs/sync.md alone: frames, packed lists, digests, signed texts (Ed25519, RFC 8032; P-256, FIPS 186-5).
Run by tests/run: python3 -B tests/vectors_check.py. Python 3.8 or newer, standard library only.
"""

import base64
import hashlib
import json
import re
import struct
import sys
import unittest
import zlib
from pathlib import Path

import lists_reader

ROOT = Path(__file__).resolve().parent.parent
VECTORS = json.loads((ROOT / "docs/vectors/wire-1.json").read_text("utf-8"))
SECOND = json.loads((ROOT / "docs/vectors/wire-2.json").read_text("utf-8"))
LISTS = json.loads((ROOT / "docs/vectors/lists-2.json").read_text("utf-8"))
UNSENT = json.loads((ROOT / "docs/vectors/unsent-2.json").read_text("utf-8"))
ROUTES = json.loads((ROOT / "docs/vectors/routes-1.json").read_text("utf-8"))


class Refused(Exception):
    """The bytes are not what they should be."""


class Reader:
    """Reads from the front and never past the end."""

    def __init__(self, data):
        self.left = data

    def take(self, length):
        if length > len(self.left):
            raise Refused("it ends too early")
        taken, self.left = self.left[:length], self.left[length:]
        return taken

    def u32(self):
        return struct.unpack("<I", self.take(4))[0]

    def unsigned(self):
        value, shift = 0, 0
        while True:
            (byte,) = self.take(1)
            value |= (byte & 0x7F) << shift
            if value >= 1 << 64 or (byte == 0 and shift > 0):
                raise Refused("no integer in its shortest form")
            if byte < 0x80:
                return value
            shift += 7

    def end(self):
        if self.left:
            raise Refused("something follows")


def unsigned(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def sha256(data):
    return hashlib.sha256(data).digest()


def read_frame(data):
    """The header and the sections of a frame."""
    reader = Reader(data)
    if reader.take(4) != b"FBS1":
        raise Refused("no frame of this version")
    try:
        header = json.loads(reader.take(reader.u32()).decode("utf-8"))
    except ValueError as error:
        raise Refused(str(error)) from error
    count = reader.u32()
    if count > 20_000:
        raise Refused("too many sections")
    lengths = [reader.u32() for _ in range(count)]
    sections = [reader.take(length) for length in lengths]
    reader.end()
    return header, sections


def gunzip(data):
    """The content of exactly one gzip member."""
    inflater = zlib.decompressobj(wbits=31)
    content = inflater.decompress(data, 8 << 20)
    if not inflater.eof or inflater.unused_data:
        raise Refused("not one whole gzip member")
    return content


def wrap(body):
    """The hash and the raw bytes of the change with this body."""
    hashed = b"\x01" + unsigned(len(body)) + body
    name = sha256(hashed)
    return name, b"\x85\x6f\x4a\x83" + name[:4] + hashed


def read_packed(data):
    """The changes of a packed list: pairs of hash and raw bytes."""
    reader = Reader(data)
    if reader.take(1) != b"\x01":
        raise Refused("an unknown format")
    hashes, actors, changes = [], [], []
    for _ in range(reader.unsigned()):
        count = reader.unsigned()
        body = [unsigned(count)]
        for _ in range(count):
            back = reader.unsigned()
            if back > len(hashes):
                raise Refused("a dependency before the list")
            body.append(hashes[-back] if back else reader.take(32))
        place = reader.unsigned()
        if place == 0:
            actors.append(reader.take(16))
        elif place > len(actors):
            raise Refused("an actor that was not written out")
        body.append(b"\x10" + actors[place - 1])
        body.append(reader.take(reader.unsigned()))
        changes.append(wrap(b"".join(body)))
        hashes.append(changes[-1][0])
    if reader.take(8) != sha256(b"".join(hashes))[:8]:
        raise Refused("the check does not match")
    reader.end()
    return changes


def received_digest(hashes):
    return sha256(b"".join(hashes)).hex()


def batch_digest(lines):
    return sha256("".join("%s %s\n" % (line["document"], line["digest"]) for line in lines).encode()).hex()


def unbase64url(text):
    if "=" in text:
        raise Refused("padding")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def canonical(value):
    """RFC 8785, for ASCII names and integers: all that signed texts hold."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


# Ed25519 as in RFC 8032, section 6. Slow and plain; checks public data only.

P25519 = 2**255 - 19
ORDER_25519 = 2**252 + 27742317777372353535851937790883648493
D25519 = -121665 * pow(121666, P25519 - 2, P25519) % P25519


def edwards_add(a, b):
    (x1, y1), (x2, y2) = a, b
    cross = D25519 * x1 * x2 * y1 * y2 % P25519
    x = (x1 * y2 + x2 * y1) * pow(1 + cross, P25519 - 2, P25519)
    y = (y1 * y2 + x1 * x2) * pow(1 - cross, P25519 - 2, P25519)
    return x % P25519, y % P25519


def edwards_times(factor, point):
    out = (0, 1)
    while factor:
        if factor & 1:
            out = edwards_add(out, point)
        point, factor = edwards_add(point, point), factor >> 1
    return out


def edwards_point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D25519 * y * y + 1, P25519 - 2, P25519) % P25519
    x = pow(square, (P25519 + 3) // 8, P25519)
    if (x * x - square) % P25519:
        x = x * pow(2, (P25519 - 1) // 4, P25519) % P25519
    if y >= P25519 or (x * x - square) % P25519 or (x == 0 and sign):
        raise Refused("no point of the curve")
    return (P25519 - x if x & 1 != sign else x), y


def ed25519_holds(key, message, signature):
    point, first = edwards_point(key), edwards_point(signature[:32])
    second = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or second >= ORDER_25519:
        return False
    base = edwards_point(bytes.fromhex("58" + "66" * 31))
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER_25519
    return edwards_times(second, base) == edwards_add(first, edwards_times(challenge, point))


# ECDSA on P-256 with SHA-256.

P256 = 2**256 - 2**224 + 2**192 + 2**96 - 1
ORDER_256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B256 = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
BASE_256 = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def weierstrass_add(a, b):
    if a is None or b is None:
        return a or b
    (x1, y1), (x2, y2) = a, b
    if x1 == x2 and (y1 + y2) % P256 == 0:
        return None
    if a == b:
        slope = (3 * x1 * x1 - 3) * pow(2 * y1, P256 - 2, P256)
    else:
        slope = (y2 - y1) * pow(x2 - x1, P256 - 2, P256)
    x = (slope * slope - x1 - x2) % P256
    return x, (slope * (x1 - x) - y1) % P256


def weierstrass_times(factor, point):
    out = None
    while factor:
        if factor & 1:
            out = weierstrass_add(out, point)
        point, factor = weierstrass_add(point, point), factor >> 1
    return out


def p256_point(data):
    if len(data) != 33 or data[0] not in (2, 3):
        raise Refused("no compressed point")
    x = int.from_bytes(data[1:], "big")
    square = (x * x * x - 3 * x + B256) % P256
    y = pow(square, (P256 + 1) // 4, P256)
    if x >= P256 or y * y % P256 != square:
        raise Refused("no point of the curve")
    return x, (y if y & 1 == data[0] & 1 else P256 - y)


def p256_holds(key, message, signature):
    first, second = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if len(signature) != 64 or not 0 < first < ORDER_256 or not 0 < second <= ORDER_256 // 2:
        return False
    inverse = pow(second, ORDER_256 - 2, ORDER_256)
    digest = int.from_bytes(sha256(message), "big")
    found = weierstrass_add(
        weierstrass_times(digest * inverse % ORDER_256, BASE_256),
        weierstrass_times(first * inverse % ORDER_256, p256_point(key)),
    )
    return found is not None and found[0] % ORDER_256 == first


def holds(key, message, signature):
    check = {"EdDSA": ed25519_holds, "ES256": p256_holds}[key["algorithm"]]
    return check(unbase64url(key["key"]), message, signature)


def read_statement(text, kind, key):
    """The claims of a signed statement in its one spelling."""
    header, payload, signature = text.split(".")
    if unbase64url(header) != canonical({"alg": key["algorithm"], "typ": kind}):
        raise Refused("another header")
    claims = json.loads(unbase64url(payload))
    if canonical(claims) != unbase64url(payload):
        raise Refused("another spelling")
    if not holds(key, (header + "." + payload).encode(), unbase64url(signature)):
        raise Refused("the signature does not hold")
    return claims


def frame_named(name, vectors=VECTORS):
    (frame,) = [frame for frame in vectors["frames"] if frame["name"] == name]
    return read_frame(bytes.fromhex(frame["bytes"]))


class Bytes(unittest.TestCase):
    def test_each_raw_change_has_the_hash_that_is_named(self):
        for change in VECTORS["changes"]:
            raw = bytes.fromhex(change["raw"])
            self.assertEqual(sha256(raw[8:]).hex(), change["hash"])
            self.assertEqual(raw[4:8].hex(), change["hash"][:8])

    def test_packed_lists_unfold_into_the_raw_changes(self):
        known = [(bytes.fromhex(change["hash"]), bytes.fromhex(change["raw"])) for change in VECTORS["changes"]]
        for packed in VECTORS["packed"]:
            with self.subTest(packed["name"]):
                found = read_packed(bytes.fromhex(packed["bytes"]))
                self.assertEqual(found, [known[at] for at in packed["changes"]])
                self.assertEqual(received_digest(name for name, _ in found), packed["received_digest"])

    def test_frames_come_apart_and_each_list_in_them_unfolds(self):
        for frame in VECTORS["frames"] + SECOND["frames"] + UNSENT["frames"]:
            with self.subTest(frame["name"]):
                data = bytes.fromhex(frame["bytes"])
                self.assertEqual(gunzip(base64.b64decode(frame["gzip"])), data)
                header, sections = read_frame(data)
                self.assertEqual(header, frame["header"])
                self.assertEqual([section.hex() for section in sections], frame["sections"])

    def test_what_is_wrong_is_refused(self):
        for kind, read in (("packed_refused", read_packed), ("frames_refused", read_frame)):
            for vector in VECTORS[kind]:
                with self.subTest(vector["name"]):
                    self.assertRaises(Refused, read, bytes.fromhex(vector["bytes"]))

    def test_a_damaged_list_is_never_taken(self):
        good = bytes.fromhex(VECTORS["packed"][-1]["bytes"])
        for at in range(len(good)):
            with self.assertRaises(Refused):
                read_packed(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])


    def test_all_lists_of_a_frame_come_out_of_one_section(self):
        for vector in LISTS["lists"]:
            with self.subTest(vector["name"]):
                section = bytes.fromhex(vector["section"])
                found = lists_reader.read_lists(section, vector["documents"])
                self.assertEqual([[raw.hex() for raw in raws] for raws in found], vector["lists"])
                with self.assertRaises(lists_reader.Refused):
                    lists_reader.read_lists(section + b"\0", vector["documents"])


class Exchange(unittest.TestCase):
    """A request, what was said to it, and the receipt: they fit together."""

    def test_verdicts_name_what_was_sent_and_the_receipt_what_the_verdicts_name(self):
        request, pushed = frame_named("a request")
        answer, _ = frame_named("its answer")
        lines = []
        for announced, section, verdict in zip(request["documents"], pushed, answer["verdicts"]):
            hashes = [name for name, _ in read_packed(section)]
            self.assertEqual((announced["id"], announced["changes"]), (verdict["id"], len(hashes)))
            self.assertEqual(received_digest(hashes[: verdict["received"]]), verdict["digest"])
            refused = verdict.get("refused")
            if refused:
                self.assertEqual((refused["index"], refused["hash"]), (verdict["received"], hashes[refused["index"]].hex()))
            if verdict["received"]:
                lines.append({"document": verdict["id"], "digest": verdict["digest"]})
        self.assertEqual(lines, VECTORS["batch"]["lines"])
        claims = read_statement(answer["receipt"], "fieldbook-receipt+jwt", VECTORS["receipt"]["organisation_key"])
        self.assertEqual(claims["batch"], batch_digest(lines))

    def test_every_item_that_names_a_section_has_one_of_its_own(self):
        for name in ("its answer", "its answer by a newer server"):
            answer, sections = frame_named(name)
            known = [item for item in answer["items"] if item["what"] in ("enter", "changes")]
            self.assertEqual([item["section"] for item in known], [0, 1])
            for item in known:
                self.assertTrue(read_packed(sections[item["section"]]))

    def test_what_a_newer_server_adds_can_be_left_alone(self):
        known, _ = frame_named("its answer")
        newer, _ = frame_named("its answer by a newer server")
        self.assertEqual([item["what"] for item in newer["items"]], ["enter", "forget", "changes", "own", "leave"])
        self.assertEqual({name: newer[name] for name in known if name not in ("items", "verdicts", "reference", "reference_pages")},
                         {name: known[name] for name in known if name not in ("items", "verdicts", "reference", "reference_pages")})


    def test_in_protocol_2_work_is_received_first_and_judged_later(self):
        request, pushed = frame_named("a request", SECOND)
        answer, _ = frame_named("its answer", SECOND)
        self.assertEqual((request["protocol"], answer["protocol"]), (2, 2))
        lines = []
        for section, verdict in zip(pushed, answer["verdicts"]):
            hashes = [name for name, _ in read_packed(section)]
            self.assertEqual((verdict["placed"], verdict["received"]), ("received", len(hashes)))
            self.assertEqual(received_digest(hashes), verdict["digest"])
            lines.append({"document": verdict["id"], "digest": verdict["digest"]})
        claims = read_statement(answer["receipt"], "fieldbook-receipt+jwt", SECOND["organisation_key"])
        self.assertEqual(claims["batch"], batch_digest(lines))
        numbers = [verdict["number"] for verdict in answer["later"]]
        self.assertEqual(numbers, sorted(number for number in numbers if number > request["judged"]))
        self.assertRegex(answer["later"][0]["refused"]["hash"], "^[0-9a-f]{64}$")


class Signatures(unittest.TestCase):
    def test_receipt_and_certificate_hold(self):
        key = VECTORS["receipt"]["organisation_key"]
        claims = read_statement(VECTORS["receipt"]["statement"], "fieldbook-receipt+jwt", key)
        self.assertEqual(claims, VECTORS["receipt"]["claims"])
        self.assertEqual(claims["batch"], VECTORS["batch"]["digest"])
        self.assertEqual(batch_digest(VECTORS["batch"]["lines"]), VECTORS["batch"]["digest"])
        certificate = read_statement(VECTORS["certificate"]["statement"], "fieldbook-device+jwt", key)
        self.assertEqual(certificate, VECTORS["certificate"]["claims"])
        self.assertEqual((certificate["organisation_key"], certificate["device"]), (key, claims["device"]))

    def test_proofs_of_enrolment_hold(self):
        for vector in VECTORS["enrolment"]:
            message = b"fieldbook/enrol/1\0" + vector["code"].encode()
            self.assertEqual(message.hex(), vector["message"])
            self.assertTrue(holds(vector["public_key"], message, unbase64url(vector["proof"])))
            self.assertFalse(holds(vector["public_key"], message + b"!", unbase64url(vector["proof"])))

    def test_assertions_hold(self):
        self.assertEqual([vector["public_key"]["algorithm"] for vector in VECTORS["assertions"]], ["EdDSA", "ES256"])
        for vector in VECTORS["assertions"]:
            signed, signature = vector["assertion"].rsplit(".", 1)
            header, claims = (json.loads(unbase64url(part)) for part in signed.split("."))
            self.assertEqual((header, claims), (vector["header"], vector["claims"]))
            self.assertEqual((header["alg"], claims["iss"]), (vector["public_key"]["algorithm"], claims["sub"]))
            self.assertLessEqual(claims["exp"] - claims["iat"], 120)
            self.assertTrue(holds(vector["public_key"], signed.encode(), unbase64url(signature)))

    def test_a_changed_statement_does_not_hold(self):
        key, text = VECTORS["receipt"]["organisation_key"], VECTORS["receipt"]["statement"]
        header, payload, signature = text.split(".")
        claims = dict(VECTORS["receipt"]["claims"], size=43)
        changed = base64.urlsafe_b64encode(canonical(claims)).decode().rstrip("=")
        self.assertRaises(Refused, read_statement, ".".join((header, changed, signature)), "fieldbook-receipt+jwt", key)
        self.assertRaises(Refused, read_statement, text, "fieldbook-device+jwt", key)


class Text(unittest.TestCase):
    """docs/sync.md names every code that a device can hear."""

    def test_every_code_is_described(self):
        described = set(re.findall(r"`([a-z_]+)`", (ROOT / "docs/sync.md").read_text("utf-8")))
        sources = [
            ("model/src/wire/problem.rs", r'const [A-Z_]+: &str = "([a-z_]+)"'),
            ("model/src/gate/refusal.rs", r'Self::\w+ (?:\{ \.\. \} )?=> "([a-z_]+)"'),
            ("server/src/sync/judge.rs", r'code: "([a-z_]+)"'),
        ]
        sources += [(file, r'denied\(\s*"([a-z_]+)"') for file in sorted((ROOT / "model/src/documents").rglob("*.rs"))]
        for file, pattern in sources:
            found = re.findall(pattern, (ROOT / file).read_text("utf-8"))
            with self.subTest(str(file)):
                self.assertEqual([code for code in found if code not in described and not code.startswith("seal_")], [])
                self.assertTrue(found or "documents" in str(file), "the pattern finds nothing any more")


class Routes(unittest.TestCase):
    """The routes beside POST /v1/sync."""

    def test_a_fingerprint_is_half_a_digest_over_the_heads_in_order(self):
        for vector in ROUTES["fingerprints"]:
            heads = sorted(bytes.fromhex(head) for head in vector["heads"])
            self.assertEqual(hashlib.sha256(b"".join(heads)).hexdigest()[:32], vector["fingerprint"])

    def test_what_the_server_lacks_follows_from_its_answer(self):
        request, answer = ROUTES["reconcile"]["request"], ROUTES["reconcile"]["answer"]
        same = set(request["documents"]) - set(answer["differ"])
        self.assertEqual(len(same), 1)
        self.assertFalse(set(answer["enter"]) & set(request["documents"]))
        self.assertTrue(set(answer["leave"]) <= set(request["documents"]))
        for holding in answer["differ"].values():
            for actor, last in holding.get("actors", {}).items():
                self.assertEqual((len(bytes.fromhex(actor)), last > 0), (16, True))

    def test_of_what_is_unsent_no_more_is_believed_than_can_be(self):
        most, most_bytes, most_age = 1_000_000, 2**40, 2 * 366 * 24 * 3_600_000
        for vector in UNSENT["believed"]:
            said = vector["said"]
            changes, photos = min(said.get("changes", 0), most), min(said.get("photos", 0), most)
            believed = {
                "changes": changes,
                "signatures": min(said.get("signatures", 0), changes),
                "photos": photos,
                "photo_bytes": min(said.get("photo_bytes", 0), most_bytes) if photos else 0,
            }
            believed = {name: count for name, count in believed.items() if count}
            if "oldest_at" in said:
                believed["oldest_at"] = UNSENT["now"] - min(max(UNSENT["client_time"] - said["oldest_at"], 0), most_age)
            self.assertEqual(believed if changes or photos else None, vector["believed"])

    def test_a_stream_is_heard_as_its_pokes(self):
        heard = []
        for block in re.split(r"\n\n", ROUTES["pokes"]["stream"].replace("\r\n", "\n")):
            fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line and not line.startswith(":"))
            if fields.get("event") == "poke":
                heard.append(json.loads(fields["data"]))
        self.assertEqual(heard, ROUTES["pokes"]["heard"])

    def test_a_configuration_names_every_limit(self):
        usual = ROUTES["config_of_an_older_server"]["means"]
        self.assertEqual(set(ROUTES["config"]), set(usual) | {"revision"})
        self.assertEqual(set(ROUTES["config"]["limits"]), set(usual["limits"]))
        described = (ROOT / "docs/sync.md").read_text("utf-8")
        for name in [*usual["limits"], *usual["pace"], *usual["features"]]:
            self.assertIn(f"`{name}`", described)


if __name__ == "__main__":
    sys.exit(unittest.main())
