"""How findings and problems look on a terminal: a sign and a word each, so that no meaning hangs on a colour."""

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from config import Finding, Severity

_SIGNS = {
    Severity.FINE: ("✓", "fine", "green"),
    Severity.ADVICE: ("·", "advice", "cyan"),
    Severity.PROBLEM: ("!", "problem", "yellow"),
    Severity.FATAL: ("✗", "error", "red"),
}
_INDENT = " " * 4


def console(*, to_stderr: bool = False) -> Console:
    """Where to write; never wrapped, so that lines can be copied and searched."""
    return Console(stderr=to_stderr, soft_wrap=True, highlight=False)


def print_findings(findings: Iterable[Finding], *, to_stderr: bool = False) -> None:
    """One finding after the other, each with its place and what to do."""
    out = console(to_stderr=to_stderr)
    for finding in findings:
        out.print(build_finding(finding))


def print_problem(text: str, fix: str = "") -> None:
    """What is wrong and what to do next, to standard error."""
    print_findings([Finding(Severity.FATAL, text, fix=fix)], to_stderr=True)


def build_finding(finding: Finding) -> Text:
    """One finding as it is shown: the sentence, and below it how to put it right."""
    sign, word, style = _SIGNS[finding.severity]
    text = Text()
    text.append(f"{sign} {word}  ", style=style)
    text.append(": ".join(part for part in (finding.place, finding.path) if part), style="bold")
    text.append(": " if finding.place or finding.path else "")
    text.append(finding.text)
    if finding.suggestion:
        text.append(f" Did you mean “{finding.suggestion}”?", style="bold")
    for line in finding.fix.splitlines():
        text.append(f"\n{_INDENT}{line}", style="dim")
    return text
