"""One letter to a real mail server: encrypted as asked for, taken, put off, or refused."""

import ssl
from collections.abc import AsyncIterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
import pytest_asyncio

from bridge.cli.posting import examine_mail
from bridge.errors import Refused, Unavailable
from bridge.mailing.account import Account, Security
from bridge.mailing.smtp import NotLetIn, deliver, knock
from config import Severity
from tests.servers.mail import MailServer, make_certificate, text_of
from tests.servers.mail import Security as TestedSecurity

PASSWORD = "correct horse"


def account(server: MailServer, security: str = "none", **more: str) -> Account:
    sender, domain = "support@example.org", "livechat.example.org"
    return Account("localhost", server.port, Security(security), sender, domain, timeout=5, **more)


def letter(recipient: str = "vera@example.org", words: str = "Hello") -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "support@example.org", recipient, "سلام"
    message.set_content(words)
    return message


@pytest_asyncio.fixture
async def plain() -> AsyncIterator[MailServer]:
    """Unencrypted, open to everybody."""
    async with MailServer() as server:
        yield server


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One that this process trusts."""
    made = make_certificate(tmp_path)
    monkeypatch.setenv(ssl.get_default_verify_paths().openssl_cafile_env, str(tmp_path / "certificate.pem"))
    return made


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_letter_goes_encrypted_and_with_a_login(security: TestedSecurity, certificate: Path) -> None:
    """
    Either way of encryption, with the password that the server knows.
    """
    async with MailServer(security=security, certificate=certificate, password=PASSWORD) as server:
        await deliver(account(server, security, username="parlour", password=PASSWORD), letter(words="چای؟"))
        assert text_of(server.letters[0]) == "چای؟\n"
        assert server.letters[0]["Subject"] == "سلام"
        assert server.envelopes[0].rcpt_tos == ["vera@example.org"]


async def test_a_wrong_password_may_be_put_right(certificate: Path) -> None:
    """
    It is not the letter's fault: it waits.
    """
    async with MailServer(security="starttls", certificate=certificate, password=PASSWORD) as server:
        with pytest.raises(NotLetIn, match="535"):
            await deliver(account(server, "starttls", username="parlour", password="wrong"), letter())
        assert server.letters == []


async def test_nothing_goes_to_a_server_without_the_right_certificate(tmp_path: Path) -> None:
    """
    Nor to one that does not encrypt although it should.
    """
    async with MailServer(security="starttls", certificate=make_certificate(tmp_path)) as server:
        with pytest.raises(Unavailable, match="certificate verify failed"):
            await deliver(account(server, "starttls"), letter())
        assert server.letters == []
    async with MailServer() as server:
        with pytest.raises(Unavailable, match="STARTTLS"):
            await deliver(account(server, "starttls"), letter())
        assert server.letters == []


async def test_an_answer_that_begins_with_4_is_for_now(plain: MailServer) -> None:
    """
    And one with 5 for good; the server's own words are kept.
    """
    plain.answers += ["451 4.7.1 Greylisted, come back later", "554 5.7.1 We do not like this letter"]
    with pytest.raises(Unavailable, match=r"451 4\.7\.1 Greylisted"):
        await deliver(account(plain), letter())
    with pytest.raises(Refused, match=r"554 5\.7\.1 We do not like"):
        await deliver(account(plain), letter())
    await deliver(account(plain), letter())
    assert len(plain.letters) == 1


async def test_nobody_there_is_for_now(plain: MailServer) -> None:
    """
    The reason is a sentence.
    """
    await plain.stop()
    with pytest.raises(Unavailable, match="Connect call failed"):
        await deliver(account(plain), letter())


async def test_an_address_in_any_script_is_written_to(plain: MailServer) -> None:
    """
    By SMTPUTF8 (RFC 6531).
    """
    await deliver(account(plain), letter("وِرا@example.org"))
    assert plain.envelopes[0].rcpt_tos == ["وِرا@example.org"]
    assert "SMTPUTF8" in plain.envelopes[0].mail_options


async def test_the_check_knocks_and_sends_nothing(certificate: Path) -> None:
    """
    It finds a server that lets us in, one that does not, one of the other kind of encryption, and none; no finding
    has the password.
    """
    async with MailServer(security="starttls", certificate=certificate, password=PASSWORD) as server:
        known = account(server, "starttls", username="parlour", password=PASSWORD)
        fine = await examine_mail(known)
        assert (fine.severity, fine.text) == (Severity.FINE, "The mail server lets parlour in (starttls).")
        wrong = await examine_mail(replace(known, password="hunter2"))
        other = await examine_mail(replace(known, security=Security.TLS, timeout=1))
        await server.stop()
        silent = await examine_mail(known)
        assert [each.severity for each in (wrong, other, silent)] == [Severity.PROBLEM] * 3
        assert "does not let “parlour” in" in wrong.text
        assert "mail.password" in wrong.fix
        assert "port 587" in other.fix
        assert "Connect call failed" in silent.text
        assert not any(word in str(each) for each in (fine, wrong, other, silent) for word in (PASSWORD, "hunter2"))
        assert server.letters == []


async def test_who_needs_no_login_is_let_in(plain: MailServer) -> None:
    """
    Knocking needs no password where none is set.
    """
    await knock(account(plain))
    assert (await examine_mail(account(plain))).text == "The mail server lets us in (none)."


async def test_the_check_says_what_is_wrong_with_a_certificate(tmp_path: Path) -> None:
    """
    Not something about ports.
    """
    async with MailServer(security="starttls", certificate=make_certificate(tmp_path)) as server:
        found = await examine_mail(account(server, "starttls"))
    assert "certificate verify failed" in found.text
    assert found.fix.startswith("Its certificate has to be valid for the host's name")
