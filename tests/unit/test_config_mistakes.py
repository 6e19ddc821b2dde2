"""What is said about a file that is not right: where, what, which word was meant, and how it would be right."""

from pathlib import Path

import pytest

import config
from config import ConfigError, Finding
from config.findings import Severity

GOOD = """\
public_url: https://chat.example.org
xmpp:
  domain: livechat.example.org
  secret: s3cret
  muc: conference.example.org
departments:
  support:
    agents: [ann@example.org]
"""


def findings(tmp_path: Path, text: str, environ: dict[str, str] | None = None) -> tuple[Finding, ...]:
    """What is said about a file of this text."""
    file = tmp_path / "parlour.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as refusal:
        config.load(file, environ or {})
    assert all(finding.severity is Severity.FATAL for finding in refusal.value.findings)
    return refusal.value.findings


@pytest.mark.parametrize(
    ("added", "place", "path", "words"),
    [
        ("log: {levle: info}", "9:7", "log.levle", "Did you mean “level”?"),
        ("log: {level: warn}", "9:7", "log.level", "Did you mean “warning”?"),
        ("htpp: {}", "9:1", "htpp", "Did you mean “http”?"),
        ("secret: x", "9:1", "secret", "It belongs under “xmpp”."),
        ("http: {listen: 8080}", "9:8", "http.listen", "127.0.0.1:8080"),
        ("http: 5", "9:1", "http", "must be a section"),
        ("http: {max_connections: 0}", "9:8", "http.max_connections", "1 or more"),
        ("http: {max_connections: many}", "9:8", "http.max_connections", "whole number"),
        ("http: {trusted_proxies: [10.0.0.1/8]}", "9:26", "http.trusted_proxies[0]", "range"),
        ("node: 12", "9:1", "node", "quotes"),
        ("channels: {shop: {color: green}}", "9:19", "channels.shop.color", "colour"),
        (
            "channels: {shop: {departments: [suport]}}",
            "9:33",
            "channels.shop.departments[0]",
            "Did you mean “support”?",
        ),
        ("channels: {Shop: {}}", "9:12", "channels.Shop", "a-z"),
        (
            "channels: {shop: {origins: [shop.example.org]}}",
            "9:29",
            "channels.shop.origins[0]",
            "https://shop.example.org",
        ),
        ("visitors: {token_life: never}", "9:12", "visitors.token_life", "30 d"),
        ("visitors: {token_secret: short}", "9:12", "visitors.token_secret", "16 characters"),
        ("visitors: {token_secret_file: nowhere}", "9:12", "visitors.token_secret_file", "cannot be read"),
        ("store: {url: mysql://x}", "9:9", "store.url", "sqlite:///parlour.db"),
        ("store: {url: 'postgresql://a:b@c/d'}", "None", "visitors.token_secret", "every node"),
        ("rooms: {state_marks: maybe}", "9:9", "rooms.state_marks", "true or false"),
    ],
)
def test_a_mistake_is_shown_where_it_stands(tmp_path: Path, added: str, place: str, path: str, words: str) -> None:
    """
    One mistake, one finding, with line and column and a remedy.
    """
    (finding,) = findings(tmp_path, f"{GOOD}{added}\n")
    assert finding.path == path
    assert words in str(finding)
    if place != "None":
        assert finding.place == f"{tmp_path / 'parlour.yaml'}:{place}"


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ("muc: conference.example.org", "", "xmpp.muc"),
        ("secret: s3cret", "", "xmpp.secret"),
        ("secret: s3cret", "secret: ''", "xmpp.secret"),
        ("secret: s3cret", "secret_file: nowhere", "xmpp.secret_file"),
        ("[ann@example.org]", "[]", "departments.support"),
        ("[ann@example.org]", "[ann@example.org]\n    groups: [nobody]", "departments.support.groups[0]"),
        ("[ann@example.org]", "[{jid: ann@example.org, groups: [x]}]", "departments.support.agents[0].groups[0]"),
        ("[ann@example.org]", "[ann@example.org]\n    fallback: support", "departments.support.fallback"),
        ("[ann@example.org]", "[ann@example.org]\n    fallback: night", "departments.support.fallback"),
        ("[ann@example.org]", "[ann]", "departments.support.agents[0].jid"),
        ("[ann@example.org]", "[ann@example.org, {jid: Ann@example.org}]", "departments.support.agents[1]"),
        ("[ann@example.org]", "{}", "departments.support.agents"),
        ("muc: conference", "muc: livechat", "xmpp.domain"),
        ("https://chat", "chat", "public_url"),
        (
            "agents: [ann@example.org]",
            "lobby: x@livechat.example.org\n    agents: [ann@example.org]",
            "departments.support.lobby",
        ),
    ],
)
def test_what_is_missing_or_contradicts_itself(tmp_path: Path, before: str, after: str, path: str) -> None:
    """
    Each required setting is asked for by name, and settings that cannot be true together are refused.
    """
    (finding,) = findings(tmp_path, GOOD.replace(before, after))
    assert finding.path == path
    assert finding.line


def test_two_departments_have_two_lobbies(tmp_path: Path) -> None:
    """
    A lobby belongs to one department, so that it is known who is on duty where.
    """
    more = "  sales: {agents: [bob@example.org], lobby: support-lobby@conference.example.org}\n"
    (finding,) = findings(tmp_path, GOOD + more)
    assert finding.path == "departments.sales.lobby"


def test_all_mistakes_are_said_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    """
    Nobody has to run the check five times for five mistakes.
    """
    text = GOOD.replace("https:", "https").replace("ann@example.org", "ann, bob") + "log: {level: loud, fromat: text}\n"
    lines = [finding.line for finding in findings(tmp_path, text)]
    assert lines == [1, 8, 8, 9, 9]


def test_a_mistake_in_the_environment_names_the_variable(tmp_path: Path) -> None:
    """
    The line of the file would lead astray when the value does not come from there.
    """
    (finding,) = findings(tmp_path, GOOD + "http: {listen: 127.0.0.1:1}\n", {"PARLOUR_HTTP__LISTEN": "x"})
    assert "PARLOUR_HTTP__LISTEN" in finding.path
    assert finding.line is None


@pytest.mark.parametrize(
    ("text", "line"),
    [("xmpp: [", 1), ("a: b: c", 1), ("- a", 1), ("x: 1\nx: 2\n", 2), ("x: 'y", 1), ("\tx: y", 1)],
)
def test_what_is_no_yaml_is_shown_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    """
    A broken file, a list, and a key that stands there twice are refused where they are.
    """
    (finding,) = findings(tmp_path, text)
    assert finding.line == line


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """
    A missing file is a finding with the command that writes one.
    """
    with pytest.raises(ConfigError, match="parlour init"):
        config.load(tmp_path / "parlour.yaml", {})


def test_secrets_do_not_stand_in_messages(tmp_path: Path) -> None:
    """
    A finding about a secret does not repeat it.
    """
    said = findings(tmp_path, GOOD.replace("s3cret", "[s3cret, other]") + "visitors: {token_secret: hunter2}\n")
    assert "s3cret" not in "".join(map(str, said))
    assert "hunter2" not in "".join(map(str, said))
