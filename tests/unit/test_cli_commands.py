"""The command `parlour`, called as a person calls it."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bridge import __version__
from bridge.cli.application import application

Parlour = Callable[..., Result]


@pytest.fixture
def parlour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Parlour:
    """Runs the command in an empty directory, without variables of its own."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("PARLOUR_")]:
        monkeypatch.delenv(name)
    return lambda *arguments: CliRunner().invoke(application, list(arguments))


@pytest.fixture
def ready(parlour: Parlour) -> Parlour:
    """The same, where `parlour init` has been run."""
    assert parlour("init", "--domain", "example.org", "--agent", "ann@example.org").exit_code == 0
    return parlour


def test_it_says_its_version(parlour: Parlour) -> None:
    """
    --version prints one line and ends with 0.
    """
    result = parlour("--version")
    assert (result.exit_code, result.output) == (0, f"parlour {__version__}\n")


def test_init_writes_a_file_that_is_fine(parlour: Parlour) -> None:
    """
    What init writes has fresh secrets, is readable by its owner alone, and passes the check without advice.
    """
    agents = ("--agent", "ann@example.org", "--agent", "bob@example.org")
    assert parlour("init", "--domain", "Example.org", *agents).exit_code == 0
    file = Path("parlour.yaml")
    first = file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    assert "change-me" not in first
    checked = parlour("check")
    assert (checked.exit_code, checked.output) == (0, "✓ parlour.yaml is fine.\n")
    file.unlink()
    parlour("init", "--domain", "example.org")
    assert file.read_text() != first


def test_init_keeps_what_is_there(ready: Parlour) -> None:
    """
    A file that exists is not overwritten.
    """
    before = Path("parlour.yaml").read_text()
    result = ready("init")
    assert result.exit_code == 1
    assert "is there already" in result.output
    assert Path("parlour.yaml").read_text() == before


def test_init_into_another_directory(parlour: Parlour) -> None:
    """
    The directory is made, and what is said next names the file.
    """
    result = parlour("init", "etc/parlour", "--domain", "example.org")
    assert "parlour -c etc/parlour/parlour.yaml check --online" in result.output
    assert parlour("-c", "etc/parlour/parlour.yaml", "check").exit_code == 0


def test_init_refuses_what_is_no_address(parlour: Parlour) -> None:
    """
    A wrong answer is refused before anything is written.
    """
    assert parlour("init", "--agent", "ann").exit_code == 2
    assert parlour("init", "--domain", "https://example.org").exit_code == 2
    assert list(Path().iterdir()) == []


def test_a_wrong_file_ends_with_two(ready: Parlour) -> None:
    """
    An unusable configuration ends every command that needs it with 2, a place and a suggestion, and no traceback.
    """
    file = Path("parlour.yaml")
    file.write_text(file.read_text().replace("  muc:", "  mcu:"))
    for command in (["check"], ["config", "show"], ["snippet", "site"], ["serve"], ["check", "--online"]):
        result = ready(*command)
        assert result.exit_code == 2, command
        assert "parlour.yaml:" in result.output
        assert "Did you mean “muc”?" in result.output


def test_the_file_is_found_in_the_usual_order(ready: Parlour, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    -c before or after the command comes before $PARLOUR_CONFIG, which comes before ./parlour.yaml.
    """
    assert ready("check").exit_code == 0
    monkeypatch.setenv("PARLOUR_CONFIG", "elsewhere.yaml")
    assert "elsewhere.yaml" in ready("check").output
    assert ready("-c", "parlour.yaml", "check").exit_code == 0
    assert ready("check", "-c", "parlour.yaml").exit_code == 0


def test_an_option_comes_before_everything(ready: Parlour, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    -o overrides the environment and the file; what is no KEY=VALUE is refused.
    """
    monkeypatch.setenv("PARLOUR_HTTP__LISTEN", "127.0.0.1:1")
    assert "listen: 127.0.0.1:1\n" in ready("config", "show").output
    assert "listen: 127.0.0.1:2\n" in ready("-o", "http.listen=127.0.0.1:2", "config", "show").output
    assert ready("-o", "http.listen", "check").exit_code == 2


def test_show_hides_secrets(ready: Parlour) -> None:
    """
    Secrets stand as asterisks unless they are asked for.
    """
    shown, whole = ready("config", "show").output, ready("config", "show", "--no-redact").output
    assert "secret: '**********'" in shown
    assert "**********" not in whole
    assert ready("config", "show", "--redact").output == shown


def test_set_changes_one_line(ready: Parlour) -> None:
    """
    One setting changes, the comments stay.
    """
    before = Path("parlour.yaml").read_text().splitlines()
    assert ready("config", "set", "channels.default.color", "'#123456'").exit_code == 0
    after = Path("parlour.yaml").read_text().splitlines()
    assert [(old, new) for old, new in zip(before, after, strict=True) if old != new] == [
        ('    color: "#0b6e4f"', "    color: '#123456'")
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("http.listen", "nowhere"),
        ("htpp.listen", "127.0.0.1:1"),
        ("xmpp", "x"),
        ("channels.shop.departments", "[sales]"),
    ],
)
def test_set_refuses_what_would_break_the_file(ready: Parlour, key: str, value: str) -> None:
    """
    A value that makes the configuration unusable is not written.
    """
    before = Path("parlour.yaml").read_text()
    assert ready("config", "set", key, value).exit_code == 2
    assert Path("parlour.yaml").read_text() == before


def test_set_says_when_the_environment_overrules(ready: Parlour, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Whoever sets what the environment also sets is told that it has no effect.
    """
    monkeypatch.setenv("PARLOUR_LOG__LEVEL", "info")
    assert "PARLOUR_LOG__LEVEL" in ready("config", "set", "log.level", "debug").output


def test_the_schema_is_json(parlour: Parlour) -> None:
    """
    `config schema` needs no configuration.
    """
    assert json.loads(parlour("config", "schema").output)["title"] == "parlour.yaml"


def test_help_names_every_command(parlour: Parlour) -> None:
    """
    --help lists what there is.
    """
    text = parlour("--help").output
    assert all(name in text for name in ("demo", "init", "check", "serve", "snippet", "config"))
