"""What the steps of the story share: what they hand on to each other, who signs, and how a refusal is expected."""

import asyncio
import queue

import fieldcore as field

APPLICATION = "fieldbook-python/1"
PATIENCE_S = 30

SIGNATURE = field.Strokes(
    width=600,
    height=240,
    strokes=[[field.Point(x=40 + i * 12, y=90 + (i * 37) % 60, t_ms=i * 16) for i in range(40)]],
)


class Story:
    """What the steps hand on to each other."""

    def __init__(self, server, path):
        self.server = server
        self.path = path
        self.notices = queue.Queue()
        self.listening = None

    def row(self):
        """The visit's row in the technician's list."""
        rows = [row for row in self.visits.agenda() if row.id == self.visit]
        assert len(rows) == 1, f"the agenda shows the visit {len(rows)} times"
        return rows[0]


class Screen(field.DeviceListener):
    """A page that is told what changed."""

    def __init__(self, notices):
        self.notices = notices

    def on_notice(self, notice):
        self.notices.put(notice)


def stop_listening(story):
    """Nothing may call into Python once the interpreter goes down."""
    if story.listening:
        story.listening.cancel()
        asyncio.run(story.listening.ended())
        story.listening = None


def refused(kind, call):
    """The failure that `call` ends with, which must be of this kind."""
    try:
        call()
    except kind as failure:
        return failure
    raise AssertionError(f"expected {kind}, but nothing was refused")


def call_out_for(customer, address, service_type="A"):
    return {
        "fault": "Paper jams at the second tray",
        "service_type": service_type,
        "work": "repair",
        "urgency": "urgent",
        "customer": {"name": customer, "address": address, "phone": "0532 555 0142", "contact": "Ms Zhao"},
        "asset": {"product": "Copier", "model": "BH-364e", "serial": "A61F041002233"},
    }


def signer():
    return field.Signer(name="Zhao Min", role="Front desk", remarks="")
