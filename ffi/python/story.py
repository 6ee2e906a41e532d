"""A technician's day, told in Python. First one visit: the desk sends a technician, who works in a basement without signal; the
customer signs on the glass; the signal returns and the board shows it. Then what follows from visits (`goods.py`).

Run by ffi/python/run: story.py SERVER DEVICE-FILE SERVER-PROCESS. Python 3.8 or newer, standard library only.
"""

import asyncio
import hashlib
import os
import struct
import sys
import zlib

import fieldcore as field
import goods
from desk import Desk, wait_until_ready
from stage import APPLICATION, PATIENCE_S, SIGNATURE, Screen, Story, call_out_for, refused, signer, stop_listening


def the_desk_registers_a_call_out_and_dispatches_it(story):
    story.desk = Desk(story.server, os.environ["FIELDBOOK_DESK_USER"], os.environ["FIELDBOOK_DESK_PASSWORD"])
    technician = story.desk.post("/v1/desk/technicians", {"name": "Chen Jie"})["id"]
    story.code = story.desk.post(f"/v1/desk/technicians/{technician}/enrolment-code", {})["code"]
    call_out = story.desk.post("/v1/desk/call-outs", call_out_for("Quayside Hotel", "3 Dock Road, basement"))
    check = {"key": "power", "required": True, "label": {"zh-CN": "电源", "en": "Power supply"}}
    sent = story.desk.post(f"/v1/desk/call-outs/{call_out['id']}/visits", {"technician": technician, "checklist": [check]})
    story.visit, story.number = sent["visit"], call_out["number"]
    story.first_visit = story.visit


def the_device_is_enrolled_with_the_desks_code(story):
    story.device = field.Device.open(story.path, APPLICATION)
    story.visits = story.device.visits()
    story.listening = story.device.observe(Screen(story.notices))
    assert story.device.identity() is None
    failure = refused(field.FieldError.Refused, lambda: asyncio.run(story.device.enrol(story.server, "wrong-code", "Phone")))
    assert failure.code == "enrolment_code", failure
    identity = asyncio.run(story.device.enrol(story.server, story.code, "Chen's phone"))
    assert identity.person_name == "Chen Jie", identity
    assert identity == story.device.identity()


def the_first_sync_brings_the_visit(story):
    report = asyncio.run(story.device.sync_now())
    assert report.documents_entered == 1, report
    row = story.row()
    assert (row.number, row.customer_name) == (story.number, "Quayside Hotel"), row
    assert row.status == field.WorkStatus.ASSIGNED and row.delivery.is_COMPLETE(), row


def in_the_basement_there_is_no_signal(story):
    story.device.set_network(field.NetworkSwitch.AIRPLANE)
    refused(field.FieldError.Offline, lambda: asyncio.run(story.device.sync_now()))


def an_id_that_is_none_is_turned_away_at_the_border(story):
    failure = refused(field.FieldError.Unusable, lambda: story.visits.arrive("the hotel"))
    assert failure.code == "identifier", failure


def the_technician_arrives_and_nobody_can_sign_yet(story):
    story.visits.arrive(story.visit)
    failure = refused(field.FieldError.Refused, lambda: story.visits.show_voucher(story.visit, field.Language.ENGLISH))
    assert failure.code == "sign_before_finish", failure
    early = lambda: story.visits.sign(story.visit, "0" * 64, field.Language.ENGLISH, signer(), SIGNATURE)
    assert refused(field.FieldError.Refused, early).code == "sign_before_finish"


def a_refusal_is_told_in_chinese_and_in_english(story):
    failure = refused(field.FieldError.Refused, lambda: story.visits.show_voucher(story.visit, field.Language.CHINESE))
    assert field.failure_text(failure, field.Language.CHINESE) == "完工之后客户才能签名。", failure
    assert field.failure_text(failure, field.Language.ENGLISH) == "The customer can sign only after the work is finished.", failure
    offline = refused(field.FieldError.Offline, lambda: asyncio.run(story.device.sync_now()))
    assert field.failure_text(offline, field.Language.ENGLISH).startswith("No signal"), offline


def the_technician_works_and_what_is_missing_is_listed(story):
    failure = refused(field.FieldError.Refused, lambda: story.visits.start(story.visit))
    assert failure.code == "fee_not_agreed", failure
    story.visits.agree_fee(story.visit, 8000, field.Consent(by_name="Zhao Min", how=field.ConsentWay.IN_PERSON))
    story.visits.start(story.visit)
    failure = refused(field.FieldError.Refused, lambda: story.visits.finish(story.visit))
    assert failure.code == "incomplete", failure
    assert [type(missing) for missing in failure.missing] == [
        field.Missing.CHECK,
        field.Missing.FINDINGS,
        field.Missing.TREATMENT,
    ], failure.missing
    story.visits.answer_check(story.visit, "power", field.CheckResult.GOOD, "230 V")
    story.visits.write_findings(story.visit, "Pickup roller worn. 搓纸轮磨损")
    story.visits.write_treatment(story.visit, "Roller exchanged, 50 sheets without a jam")
    labour = field.NewCharge(what=field.ChargeKind.LABOUR, text="one hour", amount_fen=8000, part_line=None)
    story.visits.charge(story.visit, labour)


def a_part_is_swapped_and_a_part_without_a_name_is_not(story):
    swap = dict(
        kind=field.SwapKind.PART,
        part_number="A03U-7209",
        name="Pickup roller",
        quantity=1,
        reason="worn",
        old_serial="",
        new_serial="",
        label_fault="",
    )
    nameless = field.PartSwap(**dict(swap, name=" "))
    failure = refused(field.FieldError.Refused, lambda: story.visits.swap_part(story.visit, nameless))
    assert (failure.code, failure.field) == ("swap_incomplete", "name"), failure
    line = story.visits.swap_part(story.visit, field.PartSwap(**swap))
    assert [part.id for part in story.visits.open(story.visit).parts] == [line]


def a_photo_is_attached(story):
    picture = png(8, 8)
    story.visits.attach_photo(story.visit, picture, "image/png", "The worn roller")
    photo = story.visits.open(story.visit).photos[0]
    assert photo.photo.sha256 == hashlib.sha256(picture).hexdigest(), photo
    assert story.visits.photo(photo.photo.sha256) == picture


def the_work_is_finished(story):
    story.visits.finish(story.visit)
    sheet = story.visits.open(story.visit)
    assert sheet.status == field.WorkStatus.FINISHED and sheet.missing == [], sheet
    assert field.ActionName.SIGN in sheet.allowed, sheet.allowed


def the_customer_pays_what_was_agreed_and_no_more(story):
    more = lambda: story.visits.collect_money(story.visit, 9000, field.PayMethod.CASH)
    assert refused(field.FieldError.Refused, more).code == "beyond_charges"
    story.collection = story.visits.collect_money(story.visit, 8000, field.PayMethod.CASH)


def the_customer_reads_the_voucher_and_signs(story):
    shown = story.visits.show_voucher(story.visit, field.Language.ENGLISH)
    assert shown.voucher.customer.name == "Quayside Hotel" and len(shown.voucher.parts) == 1, shown.voucher
    assert (shown.voucher.details.charges_fen, shown.voucher.details.collected_fen) == (8000, 8000), shown.voucher
    assert hashlib.sha256(shown.canonical).hexdigest() == shown.digest
    other = lambda: story.visits.sign(story.visit, "0" * 64, field.Language.ENGLISH, signer(), SIGNATURE)
    assert refused(field.FieldError.Refused, other).code == "content_changed"
    story.digest = shown.digest
    story.sign_off = story.visits.sign(story.visit, shown.digest, field.Language.ENGLISH, signer(), SIGNATURE)
    sheet = story.visits.open(story.visit)
    assert sheet.signature == field.Signature.CURRENT, sheet.signature
    assert sheet.sign_offs[0].verified and sheet.sign_offs[0].seal.strokes == SIGNATURE, sheet.sign_offs


def everything_is_on_this_phone(story):
    delivery = story.row().delivery
    assert delivery.is_ON_THIS_PHONE() and delivery.changes > 0, delivery
    outbox = story.device.outbox()
    assert [document.id for document in outbox.documents] == [story.visit] and outbox.photos_pending == 1, outbox
    row = story.desk.row(story.visit)
    assert row["status"] == "assigned", row


def the_screen_was_told(story):
    seen = []
    while field.Notice.DOCUMENT(id=story.visit) not in seen or field.Notice.NETWORK() not in seen:
        seen.append(story.notices.get(timeout=PATIENCE_S))
    stop_listening(story)


def after_a_restart_nothing_is_missing(story):
    before = story.visits.open(story.visit)
    del story.device, story.visits
    story.device = field.Device.open(story.path, APPLICATION)
    story.visits = story.device.visits()
    assert story.visits.open(story.visit) == before
    assert story.row().delivery.is_ON_THIS_PHONE()


def the_signal_returns_and_one_sync_delivers_all(story):
    story.device.set_network(field.NetworkSwitch.CONNECTED)
    report = asyncio.run(story.device.sync_now())
    assert report.changes_sent > 0 and report.refused == 0, report
    assert story.row().delivery.is_COMPLETE(), story.row().delivery
    outbox = story.device.outbox()
    assert outbox.documents == [] and outbox.photos_pending == 0, outbox


def the_board_shows_the_finished_and_signed_visit(story):
    row = story.desk.row(story.visit)
    assert (row["status"], row["signature"]) == ("finished", "current"), row
    assert (row["parts"], row["photos"], row["photos_complete"]) == (1, 1, 1), row
    assert row["signer_name"] == "Zhao Min", row


def anybody_can_check_the_seal_and_no_byte_of_it_can_be_changed(story):
    record = story.visits.seal_file(story.visit, story.sign_off)
    seal = field.verify_seal(record, story.device.public_key())
    assert (seal.document, seal.digest, seal.signer.name) == (story.visit, story.digest, "Zhao Min"), seal
    assert field.verify_seal(record).mark.strokes == SIGNATURE
    for at in range(0, len(record), 101):
        forged = bytearray(record)
        forged[at] ^= 1
        refused((field.FieldError.SealInvalid, field.FieldError.Upgrade), lambda: field.verify_seal(bytes(forged)))
    stranger = field.PublicKey(algorithm="EdDSA", key="11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
    failure = refused(field.FieldError.SealInvalid, lambda: field.verify_seal(record, stranger))
    assert failure.code == "seal_other_key", failure


def the_background_sync_sends_the_next_arrival_without_being_asked(story):
    technician = story.device.identity().person
    call_out = story.desk.post("/v1/desk/call-outs", call_out_for("Harbour Office", "3 Dock Road, first floor", "C"))
    sent = story.desk.post(f"/v1/desk/call-outs/{call_out['id']}/visits", {"technician": technician, "checklist": []})
    story.visit = sent["visit"]
    asyncio.run(story.device.sync_now())
    story.listening = story.device.observe(Screen(story.notices))
    sync = asyncio.run(story.device.start_sync())
    story.visits.arrive(story.visit)
    while not story.row().delivery.is_COMPLETE():
        story.notices.get(timeout=PATIENCE_S)
    assert story.desk.row(story.visit)["status"] == "on_site"
    asyncio.run(sync.stop())


def png(width, height):
    """A valid picture (PNG, RFC 2083) made here."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes((x * 20 + y * 10) % 256 for x in range(width)) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


STEPS = [
    the_desk_registers_a_call_out_and_dispatches_it,
    the_device_is_enrolled_with_the_desks_code,
    the_first_sync_brings_the_visit,
    in_the_basement_there_is_no_signal,
    an_id_that_is_none_is_turned_away_at_the_border,
    the_technician_arrives_and_nobody_can_sign_yet,
    a_refusal_is_told_in_chinese_and_in_english,
    the_technician_works_and_what_is_missing_is_listed,
    a_part_is_swapped_and_a_part_without_a_name_is_not,
    a_photo_is_attached,
    the_work_is_finished,
    the_customer_pays_what_was_agreed_and_no_more,
    the_customer_reads_the_voucher_and_signs,
    everything_is_on_this_phone,
    the_screen_was_told,
    after_a_restart_nothing_is_missing,
    the_signal_returns_and_one_sync_delivers_all,
    the_board_shows_the_finished_and_signed_visit,
    anybody_can_check_the_seal_and_no_byte_of_it_can_be_changed,
    the_background_sync_sends_the_next_arrival_without_being_asked,
    *goods.STEPS,
]


def main():
    server, path, process = sys.argv[1], sys.argv[2], int(sys.argv[3])
    wait_until_ready(server, process)
    story = Story(server, path)
    try:
        for step in STEPS:
            print(f"   {step.__name__.replace('_', ' ')}", flush=True)
            step(story)
    finally:
        stop_listening(story)


if __name__ == "__main__":
    main()
