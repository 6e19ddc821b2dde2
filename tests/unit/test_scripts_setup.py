"""scripts/setup: each step is done once, again when what it depends on changed, and says what went wrong."""

import shutil
import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with nothing but scripts/setup and one file that a step depends on."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / ".venv").mkdir()
    shutil.copy(TOP / "scripts" / "setup", tmp_path / "scripts")
    (tmp_path / "lock").write_text("one")
    return tmp_path


def run(checkout: Path, commands: str) -> subprocess.CompletedProcess[str]:
    """What bash says to commands after sourcing scripts/setup."""
    script = f"source scripts/setup\n{commands}"
    return subprocess.run(["bash", "-c", script], cwd=checkout, capture_output=True, text=True, check=False)


def test_a_step_is_done_once_and_again_after_a_change(checkout: Path) -> None:
    """
    The second time nothing is done or said; a change of the file repeats the step.
    """
    step = 'once count "Counting" lock bash -c "echo x >>done"'
    assert run(checkout, step).stderr == "· Counting\n"
    assert run(checkout, step).stderr == ""
    (checkout / "lock").write_text("two")
    assert run(checkout, step).stderr == "· Counting\n"
    assert (checkout / "done").read_text() == "x\nx\n"


def test_a_step_that_fails_shows_its_words_and_is_repeated(checkout: Path) -> None:
    """
    The last lines of the step are shown, the script ends, and the next run tries again.
    """
    step = 'once count "Counting" lock bash -c "echo no network; exit 3"\necho never'
    for _ in range(2):
        done = run(checkout, step)
        assert done.returncode == 1
        assert "no network" in done.stderr
        assert done.stdout == ""


def test_packages_that_are_there_ask_for_nothing(checkout: Path) -> None:
    """
    What dpkg knows as installed needs neither root nor network.
    """
    done = run(checkout, "need_packages bash coreutils")
    assert (done.returncode, done.stderr) == (0, "")


def test_without_rights_the_command_is_said(checkout: Path, tmp_path: Path) -> None:
    """
    An account that may not install packages reads the very command that somebody else has to run.
    """
    commands = "id() { echo 1000; }\nsudo() { return 1; }\nneed_packages bash no-such-package"
    done = run(checkout, commands)
    assert done.returncode == 1
    assert "sudo apt-get install no-such-package" in done.stderr
