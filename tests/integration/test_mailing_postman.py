"""The postman between a real desk and a real mail server."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from types import SimpleNamespace
from typing import cast

import pytest

from bridge.desk import Told, Wish
from bridge.lease import Lease
from bridge.letters import Letter
from bridge.mailing import postman as postmen
from bridge.mailing.account import Account, Security
from bridge.mailing.postman import Postman
from bridge.mailing.smtp import deliver
from bridge.mailing.transcript import write
from bridge.outgoing import Inform, Word
from tests.servers.mail import MailServer, text_of
from tests.unit.desks import ANN, SHARD, Office, open_office
from tests.waiting import eventually

VERAS = "vera@example.org"


@dataclass
class Round:
    """A desk where Ann has Vera's conversation, a mail server, and the postman between them."""

    office: Office
    server: MailServer
    postman: Postman

    async def order(self, address: str = VERAS) -> None:
        await self.office.desk.mail_transcript(Wish(ANN, "support"), address, fence=self.office.fence)

    async def told(self) -> list[Word]:
        rows = [each.content for each in await self.office.outbox(ANN)]
        return [each.word for each in rows if isinstance(each, Inform)]

    async def is_tried(self) -> bool:
        """Nothing is due now."""
        return not await self.office.desk.letters_due(SHARD)

    def minutes_pass(self, minutes: float) -> None:
        self.office.clock.pass_minutes(minutes)


@contextlib.asynccontextmanager
async def walking(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Round]:
    monkeypatch.setattr(postmen, "LOOK_EVERY", 0.01)
    office = await open_office()
    office.desk.directory = replace(office.desk.directory, sends_mail=True)
    await office.on_duty(ANN)
    await office.write("Where is my parcel?")
    await office.desk.take(Wish(ANN, "support"), fence=office.fence)
    async with MailServer() as server:
        account = Account("localhost", server.port, Security.NONE, "support@example.org", SHARD, timeout=5)
        postman = Postman(office.desk, account)
        lease = cast(Lease, SimpleNamespace(fence=office.fence))
        walk = asyncio.create_task(postman.walk(lease, SHARD))
        try:
            yield Round(office, server, postman)
            assert not walk.done()
        finally:
            walk.cancel()


async def test_a_letter_arrives_once_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    And counted.
    """
    async with walking(monkeypatch) as here:
        await here.order()
        await eventually(here.told, what="Ann is told")
        assert await here.told() == [Word.MAILED]
        [letter] = here.server.letters
        assert letter["To"] == VERAS
        assert "Where is my parcel?" in text_of(letter)
        assert (here.postman.sent, here.postman.failed) == (1, 0)


async def test_a_letter_that_is_put_off_goes_later_as_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    After a 4xx, and while nobody is there; meanwhile it is counted as waiting, and nobody is bothered.
    """
    async with walking(monkeypatch) as here:
        here.server.answers.append("451 Come back later")
        await here.order()
        await eventually(lambda: not here.server.answers and here.postman.waiting == 1)
        await here.server.stop()
        here.minutes_pass(2)
        await eventually(here.is_tried, what="nobody is there")
        await here.server.start()
        assert await here.told() == []
        here.minutes_pass(5)
        await eventually(here.told)
        assert await here.told() == [Word.MAILED]
        assert len(here.server.letters) == 1
        await eventually(lambda: here.postman.waiting == 0)


async def test_a_refused_letter_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Nor does one that cannot be written at all.
    """
    async with walking(monkeypatch) as here:
        here.server.answers.append("550 No such user")
        await here.order("nobody@example.org")
        await eventually(here.told)
        monkeypatch.setattr(postmen, "write", _write_unless_broken)
        await here.order("broken@example.org")
        await here.order()
        await eventually(lambda: here.server.letters)
        await eventually(lambda: here.postman.waiting == 1)
        assert await here.told() == [Word.NOT_MAILED, Word.MAILED]
        assert (here.postman.sent, here.postman.failed) == (1, 1)


async def test_a_letter_of_which_nothing_is_left_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    All was taken back while it waited; whoever asked is told.
    """
    async with walking(monkeypatch) as here:
        office = here.office
        here.server.answers.append("451 Come back later")
        await here.order()
        await eventually(here.is_tried)
        [first] = [each for each in await office.log() if each.cid and each.text]
        await office.desk.moderated(await office.heard(), first.cid or "", fence=office.fence)
        here.minutes_pass(2)
        await eventually(here.told)
        assert await here.told() == [Word.NOTHING_MAILED]
        assert here.server.letters == []


async def test_what_was_sent_is_noted_before_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The store goes away just then: when it is back, the letter is not sent again.
    """
    async with walking(monkeypatch) as here:

        async def deliver_and_lose_the_store(account: Account, message: EmailMessage) -> None:
            await deliver(account, message)
            here.office.store._is_closed = True

        monkeypatch.setattr(postmen, "deliver", deliver_and_lose_the_store)
        await here.order()
        await eventually(lambda: here.office.store._is_closed, what="the letter is delivered")
        monkeypatch.setattr(postmen, "deliver", deliver)
        here.office.store._is_closed = False
        await eventually(here.told)
        assert await here.told() == [Word.MAILED]
        assert len(here.server.letters) == 1


async def test_without_an_account_letters_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The administrator took the mail server out, and puts it in again.
    """
    async with walking(monkeypatch) as here:
        account, here.postman.account = here.postman.account, None
        await here.order()
        await eventually(lambda: here.postman.waiting == 1)
        here.postman.account = account
        here.minutes_pass(2)
        await eventually(here.told)
        assert len(here.server.letters) == 1


def _write_unless_broken(letter: Letter, told: Told, account: Account) -> EmailMessage:
    if letter.recipient == "broken@example.org":
        raise ZeroDivisionError
    return write(letter, told, account)
