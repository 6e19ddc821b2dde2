"""When an agent who reads along is told what a visitor types; the clock is the test's."""

from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from component.glimpses import LONG_PAUSE, PAUSE, Glimpse
from component.phrases.previews import PHRASES


@dataclass
class _Reader:
    """One who reads along, told as soon as it is due; `read` has what with its time, and which line it is."""

    glimpse: Glimpse = field(default_factory=Glimpse)
    now: float = 1_000.0
    read: list[tuple[float, str, str]] = field(default_factory=list)

    def type(self, words: str, *, seconds: float = 0.0) -> None:
        """The visitor has written this, then does nothing for so long."""
        self.glimpse.note(words, self.now)
        end = self.now + seconds
        while (wait := self.glimpse.due_in(self.now)) is not None and self.now + wait <= end:
            self.now += wait
            self.glimpse.said(f"line-{len(self.read)}", self.now)
            self.read.append((self.now, self.glimpse.shown, self.glimpse.line))
        self.now = end


def test_the_line_is_said_when_there_is_something_to_read() -> None:
    """
    Not the first letter; then as it reads every few seconds, all as corrections of the first line.
    """
    reader, sentence = _Reader(), "Where is my parcel? I ordered it on Monday."
    for length in range(1, len(sentence) + 1):
        reader.type(sentence[:length], seconds=0.2)
    reader.type(sentence, seconds=60)
    assert [words for _, words, _ in reader.read] == [sentence[:15], sentence[:30], sentence]
    assert {line for _, _, line in reader.read} == {"line-0"}


def test_a_few_letters_wait_for_longer() -> None:
    """
    For many clients each correction is one more line.
    """
    reader = _Reader()
    reader.type("Where is it", seconds=PAUSE)
    reader.type("Where is it?", seconds=LONG_PAUSE - 0.1)
    assert len(reader.read) == 1
    reader.type("Where is it?", seconds=0.1)
    assert [words for _, words, _ in reader.read] == ["Where is it", "Where is it?"]
    reader.type("I have another question?", seconds=PAUSE)
    assert len(reader.read) == 3


def test_what_was_left_is_taken_away() -> None:
    """
    After a while, for it may have been sent; whoever goes on writing goes on in the same line.
    """
    reader = _Reader()
    reader.type("Where is my parcel", seconds=PAUSE)
    reader.type("", seconds=PAUSE - 0.1)
    assert len(reader.read) == 1
    reader.type("", seconds=0.1)
    reader.type("Never mind", seconds=PAUSE)
    assert [words for _, words, _ in reader.read] == ["Where is my parcel", "", "Never mind"]
    assert {line for _, _, line in reader.read} == {"line-0"}


def test_what_was_sent_ends_the_line() -> None:
    """
    The next words begin another; of what was sent before anybody read it, nothing is said.
    """
    reader = _Reader()
    reader.type("Hi", seconds=1)
    assert reader.glimpse.finish() == ""
    reader.type("", seconds=60)
    assert reader.read == []
    reader.type("Where is my parcel", seconds=10)
    reader.type("", seconds=0)
    assert reader.glimpse.finish() == "line-0"
    reader.type("It is blue", seconds=10)
    assert [line for _, _, line in reader.read] == ["line-0", "line-1"]


@given(st.lists(st.tuples(st.text(max_size=30), st.floats(0, 10)), max_size=40))
def test_never_two_lines_at_once_and_the_last_state_wins(typed: list[tuple[str, float]]) -> None:
    """
    However fast somebody types, deletes and types again; and in the end it reads as it stands there.
    """
    reader = _Reader()
    for words, seconds in typed:
        reader.type(words, seconds=seconds)
    last = typed[-1][0] if typed else ""
    reader.type(last, seconds=60)
    times = [at for at, _, _ in reader.read]
    assert all(later - earlier >= PAUSE - 1e-6 for earlier, later in pairwise(times))
    assert reader.glimpse.shown == last
    assert reader.glimpse.due_in(reader.now) is None


def test_the_lines_begin_with_mark_and_name() -> None:
    """
    Many lists show eighteen characters; the words come last, since they may have any direction.
    """
    for phrases in PHRASES.values():
        assert all(phrases[key].startswith("✍️ {name}: ") for key in ("preview", "preview_sent", "preview_stopped"))
        assert phrases["preview"].endswith("{words}")
