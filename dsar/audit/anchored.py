"""Holding a chain against its anchors: what a walk alone cannot see."""

from datetime import UTC, datetime, timedelta

from . import anchor_files
from .anchors import BEFORE_THE_FIRST, Anchor, Forged, Unreadable, line_digest, read
from .chain import tree_root
from .keys import known_keys
from .walking import Problem, Report, missing

ANCHORED_WITHIN = timedelta(hours=2)  # an hour is the rule; the other is for a sweep that was away


class Anchored:
    """Is told of each row of one company in order, and adds to its report what does not fit."""

    def __init__(self, report: Report) -> None:
        self.report = report
        anchors = read_all(report)
        report.anchors = len(anchors)
        self.ahead = anchors[::-1]  # the next one last
        self.digests: list[bytes] = []  # of the rows since the last anchor
        self.problems_before = 0
        self.broken = False
        self.seen_to = 0
        self.waiting_from, self.waiting_since = 0, ""  # the first row after the last anchor

    def see(self, seq: int, at: str, digest: bytes) -> None:
        self.seen_to = max(seq, self.seen_to)
        while self.ahead and self.ahead[-1].seq < seq:
            self._pass()  # its row is missing, which the walk has said
        if not self.ahead:
            if not self.waiting_from:
                self.waiting_from, self.waiting_since = seq, at
            return
        self.digests.append(digest)
        while self.ahead and self.ahead[-1].seq == seq:
            self._compare(self.ahead[-1], digest)
            self._pass()

    def end(self, now: datetime | None) -> None:
        """Everything was seen: say what is gone, and what should have had its anchor by now."""
        if self.ahead:
            first, last = self.seen_to + 1, self.ahead[0].seq
            self.report.add(
                first,
                f"{missing(first, last, 'gone')}: the anchor of {self.ahead[0].at} "
                f"says that the chain reached row {last}",
            )
        since = _moment(self.waiting_since)
        if now and since and since < now - ANCHORED_WITHIN:
            row = self.waiting_from
            self.report.add(
                row,
                f"row {row} has waited for an anchor since {since:%Y-%m-%d %H:%M} UTC: "
                "no sweep has run since, or anchors were taken away",
            )

    def _compare(self, anchor: Anchor, digest: bytes) -> None:
        if digest == anchor.head:
            self.report.anchored_to, self.report.anchored_at = anchor.seq, anchor.at
            self._compare_root(anchor)
        elif not self.broken:
            # Those after it cannot fit either.
            self.broken = True
            self.report.add(
                anchor.first,
                f"row {anchor.first}, or one from there to row {anchor.seq}, was written anew: "
                f"the anchor of {anchor.at} says how row {anchor.seq} ended then",
            )

    def _compare_root(self, anchor: Anchor) -> None:
        whole = len(self.digests) == anchor.seq - anchor.first + 1
        unharmed = len(self.report.problems) == self.problems_before
        if whole and unharmed and tree_root(self.digests) != anchor.root:
            self.report.add(
                anchor.seq, f"the anchor of row {anchor.seq} does not fit rows {anchor.first} on"
            )

    def _pass(self) -> None:
        self.ahead.pop()
        self.digests.clear()
        self.problems_before = len(self.report.problems)


def read_all(report: Report) -> list[Anchor]:
    """All anchors of the company that a known key signed, in order of their rows.

    The report says of every other line what is wrong with it.
    """
    known = known_keys()
    found: list[Anchor] = []
    prev, torn = BEFORE_THE_FIRST, None
    for number, line in enumerate(anchor_files.lines(report.company_id), start=1):
        expected, prev = prev, line_digest(line)
        before, torn, follows = torn, None, False
        row = found[-1].seq + 1 if found else 1
        try:
            anchor = read(line, known)
        except Unreadable as reason:
            torn = Problem(row, f"line {number} of the anchors, for row {row} on, {reason}")
        except Forged as reason:
            report.add(row, f"line {number} of the anchors, for row {row} on, {reason}")
        else:
            follows = anchor.prev == expected
            if not follows:
                what = "does not follow from the line before it"
                report.add(anchor.seq, f"{_name(anchor.seq, number)} {what}")
            if anchor.company_id == report.company_id:
                found.append(anchor)
            else:
                report.add(anchor.seq, f"{_name(anchor.seq, number)} is of another company")
        # A crash may cut a line short; the next one then follows from what was left of it.
        if before and not follows:
            report.add(before.seq, before.what)
    if torn:
        report.add(torn.seq, torn.what)
    return sorted(found, key=lambda anchor: anchor.seq)


def _name(seq: int, number: int) -> str:
    return f"the anchor of row {seq} (line {number})"


def _moment(microseconds: str) -> datetime | None:
    """None for what no calendar has; the walk has said that such a row was altered."""
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(microseconds))
    except (ValueError, OverflowError):
        return None
