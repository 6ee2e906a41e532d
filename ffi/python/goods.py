"""What follows from visits, told in Python: a part that came out and is owed, a complaint taken on site, goods taken along against a
receipt, a correction after the signature, and the daily report. All without signal; one sync delivers it.
"""

import asyncio
import datetime

import fieldcore as field
from stage import SIGNATURE, refused, signer

CHINA = datetime.timezone(datetime.timedelta(hours=8))
PART = "A03U-7210"


def the_desks_catalogue_is_searched_on_the_device(story):
    part = {
        "number": PART,
        "name": {"zh-CN": "搓纸轮", "en": "Pickup roller"},
        "unit": "个",
        "unit_price_fen": 8500,
        "kind": "key",
        "serialised": False,
        "old_part": {"allowed": ["return"], "default": "return"},
        "models": ["BH-364e"],
    }
    story.desk.put("/v1/desk/reference/parts", {"upsert": [part]})
    copier = {"serial": "A61F041002233", "product": "Copier", "model": "BH-364e", "customer": "Harbour Office"}
    warranty = {"purchased_on": today().isoformat(), "warranty": {"unit_months": 12}}
    story.desk.put("/v1/desk/reference/assets", {"upsert": [{**copier, **warranty}]})
    asyncio.run(story.device.sync_now())
    story.device.set_network(field.NetworkSwitch.AIRPLANE)
    reference = story.device.reference()
    for typed in ("a03u7210", "czl", "pikup roller"):
        assert [found.number for found in reference.search_parts(typed, 5)] == [PART], typed
    assert reference.part(PART).name["zh-CN"] == "搓纸轮"
    assert [person.name for person in reference.people() if person.role == "technician"] == ["Chen Jie"]
    assert not any(state.behind for state in reference.sets()), reference.sets()


def the_file_of_the_product_says_who_pays(story):
    findings = field.WarrantyFindings(component=None, proof_seen=True, void=None, disputed=False)
    decision = story.visits.warranty(story.visit, findings)
    assert decision.service == field.ServiceType.C and decision.basis.is_WARRANTY(), decision
    assert decision.basis.period._from == today().isoformat() and not decision.needs_consent, decision
    findings.void = field.VoidReason.MISUSE
    decision = story.visits.warranty(story.visit, findings)
    assert decision.service == field.ServiceType.A and decision.basis.in_period, decision


def a_part_comes_out_and_is_promised_to_the_store(story):
    story.visits.start(story.visit)
    swap = field.PartSwap(
        kind=field.SwapKind.PART,
        part_number=PART,
        name="",
        quantity=1,
        reason="worn",
        old_serial="",
        new_serial="",
        label_fault="",
    )
    done = story.visits.exchange_part(story.visit, field.Exchange(swap=swap, comes_out=field.ComesOut.AS_CATALOGUE()))
    assert done.stock_after == -1, done
    assert {line.part_number: line.quantity for line in story.device.van_stock().lines}[PART] == -1
    old_parts = story.device.old_parts()
    row = only(old_parts.list())
    assert (row.id, row.visit, row.part_line, row.name) == (done.old_part, story.visit, done.line, "搓纸轮"), row
    assert row.disposition == field.Disposition.RETURN and row.progress == field.OldPartProgress.COMPLETED, row
    failure = refused(field.FieldError.Unusable, lambda: old_parts.promise_hand_over(row.id, "next Monday", "", ""))
    assert failure.code == "date", failure
    assert row.required_on == done.required_on == (today() + datetime.timedelta(days=7)).isoformat(), row
    late = (today() + datetime.timedelta(days=9)).isoformat()
    failure = refused(field.FieldError.Refused, lambda: old_parts.promise_hand_over(row.id, late, "", ""))
    assert failure.code == "promise_needs_reason", failure
    promised = (today() + datetime.timedelta(days=2)).isoformat()
    old_parts.promise_hand_over(row.id, promised, "", "")
    sheet = old_parts.open(row.id)
    assert (sheet.promised_on, sheet.progress) == (promised, field.OldPartProgress.PROMISED), sheet
    assert only(sheet.holders).holder.name == "Chen Jie", sheet.holders
    store = field.Holder.STOREKEEPER(name="Field store")
    old_parts.hand_over(row.id, store, "")
    assert only(old_parts.open(row.id).holders).holder == store
    story.old_part = row.id


def a_complaint_is_taken_down_in_the_customers_words(story):
    complaints = story.device.complaints()
    new = complaints.propose(story.visit)
    assert (new.customer.name, new.product.serial) == ("Harbour Office", "A61F041002233"), new
    new.words = "第三次卡纸了，耽误交稿。Third jam this month."
    failure = refused(field.FieldError.Refused, lambda: complaints.receive(new))
    assert failure.code == "answer_time_missing", failure
    new.answer_promised_for = end_of(today() + datetime.timedelta(days=1))
    received = complaints.receive(new)
    assert received.provisional == "T01-K01", received
    complaints.add_words(received.complaint, "还要退上次的钱。")
    sheet = complaints.open(received.complaint)
    assert sheet.received.words == new.words and not sheet.numbered, sheet
    assert [type(event.kind) for event in sheet.events] == [field.ComplaintEventKind.WORDS_ADDED], sheet.events
    assert only(sheet.owners).name == "Chen Jie" and sheet.answer_promised_for == new.answer_promised_for, sheet
    assert only(complaints.list()).label == received.provisional
    story.complaint, story.complaint_label = received.complaint, received.provisional


def goods_are_taken_along_against_a_receipt(story):
    item = field.Item(
        product="Copier",
        model="BH-364e",
        serial="A61F041002233",
        accessories="power cord",
        component=False,
        appearance=field.Appearance.SCRATCHED,
        function=field.Function.ABNORMAL,
        words="left side",
    )
    taken = story.visits.take_away(
        story.visit,
        field.TakeAway(
            item=item,
            fault="Paper jams",
            reason="needs the bench",
            promised_for=end_of(today() + datetime.timedelta(days=3)),
            promise_document="",
            paid=False,
        ),
    )
    prefix = story.device.reference().number_range().prefix
    assert taken.receipt == f"{prefix}-0001", taken
    assert story.visits.open(story.visit).status == field.WorkStatus.TAKEN_AWAY
    row = only(story.device.repairs().list())
    assert (row.id, row.receipt, row.mine, row.stage) == (taken.repair, taken.receipt, True, field.RepairStage.TAKEN), row
    story.repair, story.receipt = taken.repair, taken.receipt


def the_customer_signs_for_the_goods_before_they_go_on(story):
    repairs, kind = story.device.repairs(), field.SignOffKind.TAKE_AWAY
    bench = field.Holder.WORKSHOP(name="Bench 1")
    failure = refused(field.FieldError.Refused, lambda: repairs.hand_over(story.repair, bench, ""))
    assert failure.code == "taking_not_signed", failure
    shown = repairs.show_voucher(story.repair, kind, field.Language.ENGLISH)
    assert (shown.voucher.receipt_number, shown.voucher.item.accessories) == (story.receipt, "power cord"), shown.voucher
    sign_off = repairs.sign(story.repair, kind, shown.digest, field.Language.ENGLISH, signer(), SIGNATURE)
    seal = field.verify_seal(repairs.seal_file(story.repair, sign_off), story.device.public_key())
    assert (seal.document, seal.digest, seal.goods) == (story.repair, shown.digest, shown.voucher), seal
    repairs.hand_over(story.repair, bench, "by van")
    sheet = repairs.open(story.repair)
    assert sheet.taking_signed and only(sheet.holders).holder == bench and sheet.stage == field.RepairStage.IN_REPAIR, sheet
    early = refused(field.FieldError.Refused, lambda: repairs.give_back(story.repair, ""))
    assert early.code == "not_inspected", early
    assert field.RepairActionName.INSPECT in sheet.allowed and field.RepairActionName.GIVE_BACK not in sheet.allowed, sheet.allowed


def a_signed_visit_is_corrected_under_an_amendment(story):
    visit = story.first_visit
    before = story.visits.open(visit)
    failure = refused(field.FieldError.Refused, lambda: story.visits.write_findings(visit, "Pickup roller and claw worn"))
    assert failure.code == "signed", failure
    story.visits.open_amendment(visit, "The claw was forgotten")
    story.visits.write_findings(visit, "Pickup roller and claw worn")
    sheet = story.visits.open(visit)
    assert sheet.signature == field.Signature.AMENDING and field.Attention.AMENDMENT_OPEN in sheet.attention, sheet
    assert sheet.sign_offs == before.sign_offs, "what was signed stays as it is"
    shown = story.visits.show_voucher(visit, field.Language.ENGLISH)
    assert shown.voucher.details.revision == 2, shown.voucher
    story.visits.sign(visit, shown.digest, field.Language.ENGLISH, signer(), SIGNATURE)
    sheet = story.visits.open(visit)
    assert sheet.signature == field.Signature.CURRENT and len(sheet.sign_offs) == 2, sheet
    assert [type(change) for change in sheet.revisions[1].changes] == [field.RevisionChange.FINDINGS], sheet.revisions


def the_daily_report_is_opened_and_confirmed_as_it_was_shown(story):
    days = story.device.days()
    day = days.open_day(today().isoformat(), 480)
    assert days.open_day(today().isoformat(), 480) == day, "there is one day of a date"
    days.note_work(day, field.ServiceType.D, 30, "Van cleaned")
    shown = days.report(day)
    assert (shown.standing, shown.totals.d_minutes) == (field.ReportStanding.OPEN, 30), shown
    work = days.note_work(day, field.ServiceType.D, 15, "Parts counted")
    failure = refused(field.FieldError.Refused, lambda: days.confirm(day, shown.digest))
    assert failure.code == "report_changed", failure
    shown = days.report(day)
    assert work in [line.work for line in shown.work_lines] and shown.totals.d_minutes == 45, shown
    days.confirm(day, shown.digest)
    assert only(days.list()).standing == field.ReportStanding.CONFIRMED
    story.day = day


def money_that_was_taken_is_handed_in_once(story):
    days = story.device.days()
    held = only(days.money_in_hand())
    assert (held.visit, held.collection, held.amount_fen) == (story.first_visit, story.collection, 8000), held
    days.hand_in_money(story.day, story.first_visit, story.collection, "Accounting")
    again = lambda: days.hand_in_money(story.day, story.first_visit, story.collection, "Accounting")
    assert refused(field.FieldError.Refused, again).code == "no_such_entry"
    assert days.money_in_hand() == [] and only(days.report(story.day).money_in).amount_fen == 8000


def one_sync_delivers_every_document(story):
    waiting = {document.id: document.kind for document in story.device.outbox().documents}
    assert waiting == {
        story.first_visit: field.DocumentKind.VISIT,
        story.visit: field.DocumentKind.VISIT,
        story.old_part: field.DocumentKind.OLD_PART,
        story.complaint: field.DocumentKind.COMPLAINT,
        story.repair: field.DocumentKind.REPAIR,
        story.day: field.DocumentKind.DAY,
    }, waiting
    story.device.set_network(field.NetworkSwitch.CONNECTED)
    report = asyncio.run(story.device.sync_now())
    assert report.refused == 0, report
    assert story.device.outbox().documents == [], story.device.outbox()
    assert only(story.device.repairs().list()).delivery.is_COMPLETE()


def the_desks_registers_show_what_the_technician_did(story):
    row = story.desk.row(story.first_visit)
    assert row["signature"] == "current", row
    assert story.desk.row(story.visit)["status"] == "taken_away"
    repair = story.desk.register("repair", story.repair)
    assert repair["receipt"] == story.receipt, repair
    assert story.desk.register("old_part", story.old_part)["progress"] == "handed_over"
    complaint = story.desk.register("complaint", story.complaint)
    assert complaint["label"] != "" and complaint["stage"] == "received", complaint
    assert story.desk.register("day", story.day)["totals"]["d_minutes"] == 45


def today():
    """The day it is at the organisation's."""
    return datetime.datetime.now(CHINA).date()


def end_of(day):
    """The last moment of `day` at the organisation's."""
    return datetime.datetime.combine(day, datetime.time(23, 59, 59), CHINA)


def only(things):
    """The one thing that is there."""
    assert len(things) == 1, things
    return things[0]


STEPS = [
    the_desks_catalogue_is_searched_on_the_device,
    the_file_of_the_product_says_who_pays,
    a_part_comes_out_and_is_promised_to_the_store,
    a_complaint_is_taken_down_in_the_customers_words,
    goods_are_taken_along_against_a_receipt,
    the_customer_signs_for_the_goods_before_they_go_on,
    a_signed_visit_is_corrected_under_an_amendment,
    the_daily_report_is_opened_and_confirmed_as_it_was_shown,
    money_that_was_taken_is_handed_in_once,
    one_sync_delivers_every_document,
    the_desks_registers_show_what_the_technician_did,
]
