"""That the visitor of one page is writing; where their channel lets agents read along, also what.

             typing ──▶ began or stopped ──▶ the desk, when that is news
                   └──▶ text ──▶ the desk, if this page was told that it may be read, and not faster than people write

Rule: what comes too fast is not refused, for nobody sent it: it is dropped, and the next takes its place.
"""

from typing import Final

from bridge import text
from bridge.model import VisitorId
from web.rates import Bucket
from web.reception import Reception
from web.shapes import VisitorTyping

BURST: Final = 3.0  # texts at once
TEXTS: Final = 1.0  # texts per second; the widget sends no more


class Writing:
    """Of one page. `is_previewed` is what it is told when it comes."""

    __slots__ = ("_bucket", "_channel", "_has_text", "_is_writing", "_reception", "_visitor", "is_previewed")

    def __init__(self, reception: Reception, visitor: VisitorId, channel: str) -> None:
        self.is_previewed = reception.channel(channel).typing_preview
        self._reception = reception
        self._visitor = visitor
        self._channel = channel
        self._bucket = Bucket(BURST, reception.clock())
        self._is_writing = False
        self._has_text = False

    def hear(self, frame: VisitorTyping) -> None:
        """The page says that they write, or do not any more."""
        self._note(frame.on)
        self._preview(text.clean_preview(frame.text) if self._may_be_read() else "")

    def sent(self) -> None:
        """It is a message now, which says itself that they do not write any more."""
        self._is_writing = self._has_text = False
        if self.is_previewed:
            self._reception.desk.previews.sent(self._visitor)

    def end(self) -> None:
        """The page is gone."""
        self._note(False)
        self._preview("")

    def _note(self, is_writing: bool) -> None:
        if is_writing != self._is_writing:
            self._is_writing = is_writing
            self._reception.desk.visitor_types(self._visitor, is_writing=is_writing)

    def _may_be_read(self) -> bool:
        """Also when the configuration has changed since the page came."""
        channel = self._reception.desk.directory.channels.get(self._channel)
        return self.is_previewed and channel is not None and channel.typing_preview

    def _preview(self, words: str) -> None:
        if not words and not self._has_text:
            return
        if words and self._bucket.take(burst=BURST, per_second=TEXTS, now=self._reception.clock()):
            return
        self._has_text = bool(words)
        self._reception.desk.previews.typed(self._visitor, words)
