"""What we say: messages into rooms and to agents, as escaped text ready for the stream.

Rule: nothing here decides what is said, only how it is spelt; words for people stand in `component.words`.
"""

from collections.abc import Iterable
from typing import Final

from component.stanzas.markup import (
    ATTENTION,
    CHAT_STATES,
    CONFERENCE,
    CORRECTION,
    FALLBACK,
    HINTS,
    MARKERS,
    REACTIONS,
    REPLY,
    RETRACTION_1,
    STANZA_ID,
    escape,
)

MAX_QUOTATION: Final = 300
_MARKABLE: Final = f"<markable xmlns='{MARKERS}'/>"
_NO_STORE: Final = f"<no-store xmlns='{HINTS}'/>"
_NOT_KEPT: Final = f"{_NO_STORE}<no-permanent-store xmlns='{HINTS}'/><no-copy xmlns='{HINTS}'/>"


def build_words(
    text: str,
    *,
    cid: str,
    sender: str,
    room: str,
    reply_ref: str | None = None,
    reply_text: str = "",
    replaces: str | None = None,
) -> str:
    """The groupchat stanza by which a visitor's words enter their room; `replaces` makes it a correction.

    The id is ours, so that the room's echo (XEP-0045 §7.4) tells us that the server took it; the origin-id (XEP-0359)
    survives servers that rewrite ids. `<markable/>` asks for read marks (COMPAT Converse sends none without it).
    """
    number = escape(cid)
    extras = ""
    if reply_ref:
        quotation = quote(reply_text)
        text, extras = quotation + text, _reply(reply_ref, len(quotation))
    if replaces:
        extras += _replace(replaces)
    return (
        f"<message from='{escape(sender)}' to='{escape(room)}' type='groupchat' id='{number}'>"
        f"<body>{escape(text)}</body><origin-id xmlns='{STANZA_ID}' id='{number}'/>{_MARKABLE}{extras}</message>"
    )


def build_line(
    text: str, *, cid: str, sender: str, to: str, kind: str, replaces: str | None = None, can_be_marked: bool = False
) -> str:
    """A line of the department's own, in a room (`groupchat`) or to one person (`chat`); `replaces` makes it a
    correction.
    """
    number = escape(cid)
    replace = _replace(replaces) if replaces else ""
    return (
        f"<message from='{escape(sender)}' to='{escape(to)}' type='{kind}' id='{number}'><body>{escape(text)}</body>"
        f"<origin-id xmlns='{STANZA_ID}' id='{number}'/>{replace}{_MARKABLE if can_be_marked else ''}</message>"
    )


def build_call(text: str, *, cid: str, sender: str, to: str, can_be_marked: bool = False) -> str:
    """A line to one person who did not answer an earlier one, and is to look up now (XEP-0224)."""
    line = build_line(text, cid=cid, sender=sender, to=to, kind="chat", can_be_marked=can_be_marked)
    return line.removesuffix("</message>") + f"<attention xmlns='{ATTENTION}'/></message>"


def build_passing(text: str, *, cid: str, sender: str, to: str, replaces: str = "") -> str:
    """A line to one person that is out of date soon, likewise: nobody need keep it, or copy it to other devices
    (XEP-0334).
    """
    line = build_line(text, cid=cid, sender=sender, to=to, kind="chat", replaces=replaces or None)
    return line.removesuffix("</message>") + f"{_NOT_KEPT}</message>"


def build_aside(text: str, *, sender: str, room: str) -> str:
    """A line in a room that is out of date soon: nobody need keep it (XEP-0334)."""
    return (
        f"<message from='{escape(sender)}' to='{escape(room)}' type='groupchat'>"
        f"<body>{escape(text)}</body>{_NO_STORE}</message>"
    )


def build_retraction(refs: Iterable[str], *, cid: str, sender: str, room: str, otherwise: str) -> str:
    """A visitor takes back one message (XEP-0424 §4), which the room knows as the first of `refs`; clients that do not
    know of it read `otherwise` (XEP-0428). COMPAT Converse.js looks at the last, and for the author's own id.
    """
    number = escape(cid)
    retracts = "".join(f"<retract xmlns='{RETRACTION_1}' id='{escape(each)}'/>" for each in dict.fromkeys(refs))
    return (
        f"<message from='{escape(sender)}' to='{escape(room)}' type='groupchat' id='{number}'>"
        f"<body>{escape(otherwise)}</body>{retracts}"
        f"<fallback xmlns='{FALLBACK}' for='{RETRACTION_1}'/><origin-id xmlns='{STANZA_ID}' id='{number}'/>"
        f"<store xmlns='{HINTS}'/></message>"
    )


def build_reactions(ref: str, emojis: Iterable[str], *, cid: str, sender: str, room: str) -> str:
    """All of a visitor's reactions to what the room knows as `ref` (XEP-0444 §4)."""
    number, reactions = escape(cid), "".join(f"<reaction>{escape(each)}</reaction>" for each in emojis)
    return (
        f"<message from='{escape(sender)}' to='{escape(room)}' type='groupchat' id='{number}'>"
        f"<reactions xmlns='{REACTIONS}' id='{escape(ref)}'>{reactions}</reactions>"
        f"<origin-id xmlns='{STANZA_ID}' id='{number}'/><store xmlns='{HINTS}'/></message>"
    )


def build_subject(text: str, *, cid: str, sender: str, room: str) -> str:
    """Change a room's subject (XEP-0045 §8.1)."""
    return (
        f"<message from='{escape(sender)}' to='{escape(room)}' type='groupchat' id='{escape(cid)}'>"
        f"<subject>{escape(text)}</subject></message>"
    )


def build_writing(*, sender: str, room: str, is_writing: bool) -> str:
    """A visitor writes, or has stopped (XEP-0085); nobody keeps it."""
    state = "composing" if is_writing else "paused"
    return (
        f"<message from='{escape(sender)}' to='{escape(room)}' type='groupchat'>"
        f"<{state} xmlns='{CHAT_STATES}'/>{_NO_STORE}</message>"
    )


def build_displayed(*, sender: str, room: str, ref: str) -> str:
    """A visitor has displayed the message `ref`, and those before it (XEP-0333); in a room, `ref` is the archive's
    id.
    """
    return (
        f"<message from='{escape(sender)}' to='{escape(room)}' type='groupchat'>"
        f"<displayed xmlns='{MARKERS}' id='{escape(ref)}'/></message>"
    )


def build_invitation(*, cid: str, sender: str, to: str, room: str, reason: str) -> str:
    """A direct invitation (XEP-0249): one prompt in every client, and it passes filters that a mediated one does not.

    The legacy attribute set is the whole of it: a body beside it makes some clients open a chat that nobody wants.
    """
    return (
        f"<message from='{escape(sender)}' to='{escape(to)}' id='{escape(cid)}'>"
        f"<x xmlns='{CONFERENCE}' jid='{escape(room)}' reason='{escape(reason)}'/></message>"
    )


def quote(words: str) -> str:
    """The first lines of a message as old clients show a quotation, each after `> `; ends with a line break (XEP-0461
    §3.2).
    """
    short = words if len(words) <= MAX_QUOTATION else words[: MAX_QUOTATION - 1] + "…"
    return "".join(f"> {line}\n" for line in short.splitlines() or [""])


def _replace(ref: str) -> str:
    return f"<replace xmlns='{CORRECTION}' id='{escape(ref)}'/>"


def _reply(ref: str, length: int) -> str:
    return (
        f"<reply xmlns='{REPLY}' id='{escape(ref)}'/>"
        f"<fallback xmlns='{FALLBACK}' for='{REPLY}'><body start='0' end='{length}'/></fallback>"
    )
