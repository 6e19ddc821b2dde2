"""The mail server in the configuration: what can be set, what contradicts itself, and that its password is a secret."""

from pathlib import Path
from typing import Any

import pytest

from bridge.cli.posting import account_of
from bridge.cli.staffing import directory_of
from bridge.mailing.account import Account, Security
from config import ConfigError, Severity
from config.addresses import Mailbox, parse_mailbox
from config.document import Document
from config.findings import SettingError
from config.loader import Loaded, examine
from config.showing import build_yaml

SMALLEST = {"server": "smtp.example.org:587", "sender": "support@example.org"}
SIGNED_IN = {"username": "parlour", "password": "hunter2"}


def read(mail: dict[str, Any] | None, directory: Path = Path()) -> Loaded:
    """A configuration with this mail server."""
    given = {
        "public_url": "https://chat.example.org",
        "xmpp": {"domain": "livechat.example.org", "secret": "s3cret", "muc": "conference.example.org"},
        "departments": {"support": {"agents": ["ann@example.org"]}},
        "visitors": {"token_secret": "k" * 16},
        **({} if mail is None else {"mail": mail}),
    }
    return examine(Document(), given, directory)


def test_without_the_section_there_is_no_mail() -> None:
    """
    And agents are told so; with it they may have letters sent.
    """
    assert account_of(read(None).settings) is None
    assert not directory_of(read(None).settings).sends_mail
    assert directory_of(read(SMALLEST).settings).sends_mail


def test_the_account_is_what_the_section_says() -> None:
    """
    Encrypted unless something else is said; half a minute for each answer.
    """
    ours = "livechat.example.org"
    smallest = Account("smtp.example.org", 587, Security.STARTTLS, "support@example.org", ours)
    assert account_of(read(SMALLEST).settings) == smallest
    given = {**SMALLEST, **SIGNED_IN, "security": "tls", "sender": "Support <tea@example.org>", "timeout": "5 s"}
    assert account_of(read(given).settings) == Account(
        "smtp.example.org",
        587,
        Security.TLS,
        "tea@example.org",
        ours,
        name="Support",
        username="parlour",
        password="hunter2",
        timeout=5.0,
    )


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("support@Example.org", Mailbox("", "support@example.org")),
        ("Support <support@example.org>", Mailbox("Support", "support@example.org")),
        ("پشتیبانی <o'neil+tea@example.org>", Mailbox("پشتیبانی", "o'neil+tea@example.org")),
    ],
)
def test_a_sender_may_have_a_name(given: str, meant: Mailbox) -> None:
    """
    Before the address in angle brackets; written again it is the same.
    """
    assert parse_mailbox(given) == meant
    assert parse_mailbox(str(meant)) == meant


@pytest.mark.parametrize(
    "given",
    ["", "support", "a@b@example.org", "A <a@x> <b@x>", "A\nBcc: b@x <a@x>", "@x", "a b@x", 'A "B" <a@x>', "a@"],
)
def test_what_is_no_sender_is_refused(given: str) -> None:
    """
    With an example of one that is.
    """
    with pytest.raises(SettingError):
        parse_mailbox(given)


@pytest.mark.parametrize(
    ("mail", "words"),
    [
        ({"security": "none", **SIGNED_IN}, "The password would travel unencrypted"),
        ({"password": "hunter2"}, "no “username”"),
        ({"username": "parlour"}, "“password” is missing"),
        ({"security": "starttsl"}, "not one of the choices"),
        ({"server": "smtp.example.org"}, "not a host and a port"),
    ],
)
def test_what_contradicts_itself_is_refused(mail: dict[str, str], words: str) -> None:
    """
    A password alone, a name alone, a password in the clear.
    """
    with pytest.raises(ConfigError, match=words):
        read({**SMALLEST, **mail})


@pytest.mark.parametrize(
    ("server", "is_said"),
    [("127.0.0.1:25", False), ("[::1]:25", False), ("localhost:25", False), ("localhost.example.org:25", True)],
)
def test_letters_in_the_clear_are_worth_a_word(server: str, is_said: bool) -> None:
    """
    Unless they stay on this machine.
    """
    advice = read({**SMALLEST, "server": server, "security": "none"}).advice
    assert [each.severity for each in advice if each.path == "mail.security"] == [Severity.ADVICE] * is_said


def test_the_password_is_a_secret(tmp_path: Path) -> None:
    """
    It may stand in a file of its own, and is not shown.
    """
    (tmp_path / "mail-password").write_text("hunter2\n")
    given = {**SMALLEST, "username": "parlour", "password_file": "mail-password"}
    settings = read(given, tmp_path).settings
    account = account_of(settings)
    assert account is not None
    assert account.password == "hunter2"
    for shown in (build_yaml(settings), build_yaml(read({**SMALLEST, **SIGNED_IN}).settings), repr(settings)):
        assert "hunter2" not in shown
    assert "mail-password" in build_yaml(settings)
    assert "hunter2" in build_yaml(settings, redact=False)
    assert "\nmail:" not in build_yaml(read(None).settings)
