"""Plays ffi/story/visit.json on the phone of a new technician, as every language does.

Run by ffi/python/run: player.py SERVER DEVICE-FILE SERVER-PROCESS PROGRAM. Python 3.8 or newer, standard library only.
"""

import asyncio
import base64
import json
import os
import pathlib
import re
import subprocess
import sys

import fieldcore as field
from desk import Desk, wait_until_ready

APPLICATION = "fieldbook-python/1"
STORY = pathlib.Path(__file__).resolve().parent.parent / "story" / "visit.json"


class Player:
    """A phone that plays."""

    def __init__(self, server, path, program, story):
        self.path, self.program, self.story = path, program, story
        desk = Desk(server, os.environ["FIELDBOOK_DESK_USER"], os.environ["FIELDBOOK_DESK_PASSWORD"])
        told = story["desk"]
        technician = desk.post("/v1/desk/technicians", {"name": told["technician"]})["id"]
        code = desk.post(f"/v1/desk/technicians/{technician}/enrolment-code", {})["code"]
        call_out = desk.post("/v1/desk/call-outs", told["call_out"])["id"]
        order = {"technician": technician, "checklist": [told["check"]]}
        self.visit = desk.post(f"/v1/desk/call-outs/{call_out}/visits", order)["visit"]
        self.device = field.Device.open(path, APPLICATION)
        asyncio.run(self.device.enrol(server, code, "Chen's phone"))
        self.digest = "0" * 64

    def play(self):
        view = {}
        for place, step in enumerate(self.story["steps"], 1):
            failed = None
            try:
                self.act(step)
            except field.FieldError as failure:
                failed = code_of(failure)
            assert failed == step.get("fails"), f"step {place}, {step['do']}: {failed} instead of {step.get('fails')}"
            view.update(step.get("view", {}))
            seen = self.seen()
            assert seen == view, f"step {place}, {step['do']}: {seen} instead of {view}"

    def act(self, step):
        visits, visit, what = self.device.visits(), self.visit, step["do"]
        if what == "sync":
            asyncio.run(self.device.sync_now())
        elif what == "network":
            self.device.set_network(field.NetworkSwitch[step["to"].upper()])
        elif what == "arrive":
            visits.arrive(visit)
        elif what == "arrive_at":
            visits.arrive(step["visit"])
        elif what == "start":
            visits.start(visit)
        elif what == "finish":
            visits.finish(visit)
        elif what == "agree_fee":
            visits.agree_fee(visit, step["amount_fen"], field.Consent(by_name=step["by_name"], how=field.ConsentWay.IN_PERSON))
        elif what == "answer_check":
            visits.answer_check(visit, step["item"], field.CheckResult.GOOD, step["note"])
        elif what == "write_findings":
            visits.write_findings(visit, step["text"] if "text" in step else step["repeat"] * step["times"])
        elif what == "write_treatment":
            visits.write_treatment(visit, step["text"])
        elif what == "swap_part":
            swap = dict(kind=field.SwapKind.PART, quantity=1, old_serial="", new_serial="", label_fault="")
            visits.swap_part(visit, field.PartSwap(part_number=step["part_number"], name=step["name"], reason=step["reason"], **swap))
        elif what == "attach_photo":
            visits.attach_photo(visit, base64.b64decode(step["png_base64"]), "image/png", step["caption"])
        elif what == "charge_labour":
            charge = field.NewCharge(what=field.ChargeKind.LABOUR, text=step["text"], amount_fen=step["amount_fen"], part_line=None)
            visits.charge(visit, charge)
        elif what == "collect_cash":
            visits.collect_money(visit, step["amount_fen"], field.PayMethod.CASH)
        elif what == "show_voucher":
            self.digest = visits.show_voucher(visit, field.Language.ENGLISH).digest
        elif what == "sign":
            visits.sign(visit, self.digest, field.Language.ENGLISH, field.Signer(**self.story["signer"]), self.strokes())
        elif what == "open_again":
            del visits, self.device
            self.device = field.Device.open(self.path, APPLICATION)
        elif what == "save_seal":
            self.save_seal()
        else:
            raise AssertionError(f"the story says {what}, and this player does not know it")

    def strokes(self):
        told = self.story["strokes"]
        lines = [[field.Point(x=x, y=y, t_ms=t_ms) for x, y, t_ms in line] for line in told["strokes"]]
        return field.Strokes(width=told["width"], height=told["height"], strokes=lines)

    def save_seal(self):
        (sign_off,) = self.device.visits().open(self.visit).sign_offs
        record, key = self.device.visits().seal_file(self.visit, sign_off.id), self.device.public_key()
        assert field.verify_seal(record, key).signer.name == self.story["signer"]["name"]
        file = pathlib.Path(self.path).with_name("visit.seal")
        file.write_bytes(record)
        subprocess.run([self.program, "verify", str(file), "--key", key.key], check=True, stdout=subprocess.DEVNULL)

    def seen(self):
        """The visit as the story's views tell it."""
        (row,) = [row for row in self.device.visits().agenda() if row.id == self.visit] or [None]
        if row is None:
            return {}
        sheet = self.device.visits().open(self.visit)
        return {
            "status": row.status.name.lower(),
            "signature": sheet.signature.name.lower(),
            "delivery": snake(row.delivery),
            "customer": row.customer_name,
            "findings": sheet.findings,
            "treatment": sheet.treatment,
            "parts": len(sheet.parts),
            "photos": len(sheet.photos),
            "sign_offs": sum(sign_off.verified for sign_off in sheet.sign_offs),
            "missing": [snake(missing) for missing in sheet.missing],
            "charges_fen": sheet.money.charges_fen,
            "collected_fen": sheet.money.collected_fen,
        }


def snake(variant):
    """The name of a variant as the story file writes it."""
    name = type(variant).__name__.split(".")[-1]
    return name.lower() if name.isupper() else re.sub(r"(?<=[a-z])([A-Z])", r"_\1", name).lower()


def code_of(failure):
    """What the story file calls a failure: the code where there is one, else the kind."""
    return failure.code if isinstance(failure, (field.FieldError.Refused, field.FieldError.Unusable)) else snake(failure)


def main():
    server, path, process, program = sys.argv[1:5]
    wait_until_ready(server, int(process))
    story = json.loads(STORY.read_text(encoding="utf-8"))
    Player(server, path, program, story).play()
    print(f"   the story of {STORY.name} is played in {len(story['steps'])} steps", flush=True)


if __name__ == "__main__":
    main()
