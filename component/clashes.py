"""Prepared texts and commands of the site that mean something already: ours in any language, each other."""

from collections.abc import Iterator

from component.phrases.commands import VOCABULARY
from config import Finding, Settings, Severity
from config.document import SettingPath


def clashes(settings: Settings) -> Iterator[tuple[SettingPath, Finding]]:
    """Each with the path of the word that is to be another."""
    taken = {
        word.casefold(): f"Parlour's own command “{key}”"
        for table in VOCABULARY.values()
        for key, known in table.items()
        for word in (key, *known.words)
    }
    for name in settings.canned:
        ours = next((called for word, called in taken.items() if _is_called_by(word, name)), None)
        if ours is not None:
            yield ("canned", name), _clash(f"“!{name}” calls {ours} already.", fix="Choose another name for it.")
    for name in settings.commands:
        own = dict(_words(settings, name))
        for word, path in own.items():
            shadowed = next((each for each in settings.canned if _is_called_by(word, each)), None)
            if word in taken:
                yield path, _clash(f"“{word}” calls {taken[word]} already.", fix="Choose another word for it.")
            elif shadowed is not None:
                words = f"“!{shadowed}” sends a prepared text, and would be taken for this command."
                yield path, _clash(words, fix="Rename one of them.")
        taken |= dict.fromkeys(own, f"the command “{name}”")


def _words(settings: Settings, name: str) -> Iterator[tuple[str, SettingPath]]:
    for language, words in settings.commands[name].words.items():
        for index, word in enumerate(words):
            yield word.casefold(), ("commands", name, "words", language, index)
    yield name, ("commands", name)


def _is_called_by(word: str, canned: str) -> bool:
    """Whether a line that names the prepared text would be taken for the command (`order` for `!order2`)."""
    following = canned[len(word) :][:1]
    return canned.startswith(word) and not following.isalpha() and following != "-"


def _clash(words: str, *, fix: str) -> Finding:
    return Finding(Severity.FATAL, words, fix=fix)
