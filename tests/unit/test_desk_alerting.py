"""An agent who does not notice that their visitor has written on."""

from dataclasses import replace

import pytest

from bridge.desk import Target, Wish
from bridge.model import Side, State
from bridge.outgoing import Inform, Word
from tests.unit.desks import ANN, BOB, VERA
from tests.unit.houses import CLEO, conversation, open_house, send_all, time_passes
from tests.unit.unheeded import A_LITTLE, LONG, alerts, answer, is_timed, see, talk, write


async def test_what_is_not_noticed_is_repeated_once() -> None:
    """
    With everything that was written meanwhile, and the way into the room; not again for what is added later.
    """
    office = await talk()
    await write(office, "Which day?")
    await time_passes(office, A_LITTLE)
    await write(office, "Hello?")
    assert await alerts(office) == []
    await time_passes(office, LONG - A_LITTLE)
    row = next(each for each in await office.outbox(ANN))
    room, number = (await office.room()).jid, (await conversation(office)).id
    assert row.content == Inform(Word.WROTE, number, "Vera", room, note="Which day? Hello?")
    assert row.department == "support"
    await write(office, "Still there?")
    for _ in range(8):
        await time_passes(office, LONG)
    assert await alerts(office) == []


async def test_who_wants_quiet_is_left_alone() -> None:
    """
    As they choose, for themselves; from the next word on that they do not notice.
    """
    office = await talk()
    await office.desk.set_quiet(ANN, is_quiet=True, fence=office.fence)
    await office.desk.set_quiet(BOB, is_quiet=False, fence=office.fence)
    await write(office, "Which day?")
    await time_passes(office, LONG)
    assert await alerts(office) == []
    await answer(office)
    await office.desk.set_quiet(ANN, is_quiet=False, fence=office.fence)
    await write(office, "And what does it cost?")
    await time_passes(office, LONG)
    assert await alerts(office) == ["And what does it cost?"]


async def test_words_that_are_taken_back_alert_nobody() -> None:
    """
    And the next do.
    """
    office = await talk()
    seq = (await office.write("Which day?")).seq
    await office.desk.visitor_retracts(VERA, seq)
    await time_passes(office, LONG)
    assert await alerts(office) == []
    await write(office, "And what does it cost?")
    await time_passes(office, LONG)
    assert await alerts(office) == ["And what does it cost?"]


async def test_after_a_word_of_theirs_they_are_alerted_anew() -> None:
    """
    What they have answered is over, the next line is not.
    """
    office = await talk()
    await write(office, "Which day?")
    await time_passes(office, LONG)
    assert await alerts(office) == ["Which day?"]
    await answer(office)
    await write(office, "And what does it cost?")
    await time_passes(office, LONG)
    assert await alerts(office) == ["And what does it cost?"]


@pytest.mark.parametrize("does", ["answers", "sees", "reacts", "commands", "says by form"])
async def test_whoever_is_there_is_left_alone(does: str) -> None:
    """
    Also when the sign is not an answer; the timer goes with it.
    """
    office = await talk()
    await write(office, "Which day?")
    await time_passes(office, A_LITTLE)
    if does == "answers":
        await answer(office)
    elif does == "sees":
        await see(office, "Which day?")
    elif does == "reacts":
        cid = (await office.log())[-1].cid or ""
        await office.desk.agent_reacts(await office.heard(), cid, ("👍",), fence=office.fence)
    elif does == "commands":
        await office.desk.pass_over(await office.heard(), fence=office.fence)
    else:
        wish = Wish(ANN, "support", room=(await office.room()).jid)
        await office.desk.say_for(wish, "Tomorrow", fence=office.fence)
    assert not await is_timed(office)
    await time_passes(office, LONG)
    assert await alerts(office) == []
    await write(office, "And then?")
    assert await is_timed(office)


async def test_what_a_colleague_sees_is_not_seen() -> None:
    """
    It is Ann's; but what Bob answers is answered.
    """
    office = await talk()
    await write(office, "Which day?")
    await see(office, "Which day?", agent=BOB)
    await time_passes(office, LONG)
    assert await alerts(office) == ["Which day?"]
    await answer(office, agent=BOB)
    await write(office, "Thank you")
    await answer(office, agent=BOB)
    assert not await is_timed(office)


async def test_who_has_read_the_beginning_is_told_of_the_rest() -> None:
    """
    The time for it begins when they have shown that they are there.
    """
    office = await talk()
    await write(office, "Which day?")
    await write(office, "And where?")
    await time_passes(office, A_LITTLE)
    await see(office, "Which day?")
    await time_passes(office, A_LITTLE)
    assert await alerts(office) == []
    await time_passes(office, LONG - A_LITTLE)
    assert await alerts(office) == ["And where?"]


async def test_an_old_mark_says_nothing_of_new_words() -> None:
    """
    A client may be late to say what it displayed before.
    """
    office = await talk()
    await write(office, "Which day?")
    await time_passes(office, A_LITTLE)
    await see(office, "Where is my parcel?")
    await time_passes(office, LONG - A_LITTLE)
    assert await alerts(office) == ["Which day?"]


async def test_a_long_letter_is_not_repeated_whole() -> None:
    """
    A message is for finding the way, not for reading it all.
    """
    office = await talk()
    await write(office, "Which day? " + "x" * 1000)
    await time_passes(office, LONG)
    assert [len(each) for each in await alerts(office)] == [200]


@pytest.mark.parametrize("how", ["close", "leave", "take away"])
async def test_it_ends_with_whose_it_was(how: str) -> None:
    """
    Whoever has it then is alerted from the next line on.
    """
    office = await talk()
    await write(office, "Which day?")
    wish = Wish(ANN, "support", room=(await office.room()).jid)
    if how == "close":
        await office.desk.close(wish, fence=office.fence)
    elif how == "leave":
        await office.desk.leave(wish, [], fence=office.fence)
    else:
        await office.desk.take_away(replace(wish, agent=CLEO), fence=office.fence)
    assert not await is_timed(office)
    assert (await office.room()).unheeded == 0
    await write(office, "Hello?")
    assert await is_timed(office) is (how == "take away")
    await time_passes(office, LONG)
    assert (await alerts(office), await alerts(office, CLEO)) == ([], ["Hello?"] if how == "take away" else [])


async def test_a_handover_that_is_asked_for_changes_nothing() -> None:
    """
    It is Ann's until Bob has it.
    """
    office = await talk()
    await office.desk.transfer(Wish(ANN, "support", room=(await office.room()).jid), Target(BOB), fence=office.fence)
    await write(office, "Which day?")
    await office.desk.take(Wish(BOB, "support"), fence=office.fence)
    assert not await is_timed(office)
    await write(office, "Hello?")
    await time_passes(office, LONG)
    assert (await alerts(office), await alerts(office, BOB)) == ([], ["Hello?"])


async def test_who_waits_alerts_nobody_and_never_is_never() -> None:
    """
    A conversation that waits has offers for that; a department may do without.
    """
    office = await open_house()
    await write(office, "Hello")
    await write(office, "Anybody?")
    assert not await is_timed(office)
    office = await talk(alert=0)
    await write(office, "Which day?")
    assert not await is_timed(office)
    assert (await office.room()).unheeded == 0


async def test_a_silence_that_is_too_long_ends_it() -> None:
    """
    It waits again, and the offer to Ann is the next that she hears.
    """
    office = await talk()
    await write(office, "Which day?")
    await time_passes(office, LONG)
    assert await alerts(office) == ["Which day?"]
    await send_all(office)
    await time_passes(office, 5 * 60)
    assert (await conversation(office)).state is State.WAITING
    assert (await office.room()).unheeded == 0
    assert await alerts(office) == []
    assert [each.text for each in await office.log() if each.side is Side.VISITOR][-1] == "Which day?"
