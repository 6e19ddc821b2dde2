"""Everything that can be refused, as one tree. Each adapter translates it in one table of its own.

ParlourError
├── Refused            the request cannot be granted; its text is fit for people
│   ├── TooLong        a message, name or address beyond its limit
│   ├── BadAddress     an e-mail address that cannot be right
│   ├── TooLate        it could have been done before
│   ├── Unknown        no such room, message, offer, channel or department
│   └── NotAllowed     this one may not do that now
│       └── Blocked    nobody hears this one for a while
├── Unavailable        the store or the server cannot be reached now: try again
└── LostShard          another node holds this shard: nothing was written, stop sending
"""


class ParlourError(Exception):
    """The root; its text is a sentence."""


class Refused(ParlourError):
    """What was asked cannot be granted, now or later. The sentence may have facts in braces: it is known by what it
    says without them (`sentence`) to whoever says it in another language.
    """

    def __init__(self, sentence: str = "", **facts: object) -> None:
        super().__init__(sentence.format(**facts) if facts else sentence)
        self.sentence = sentence
        self.facts = facts


class TooLong(Refused):
    """Longer than its limit; nothing was kept."""


class BadAddress(Refused):
    """Nobody could be reached there."""


class TooLate(Refused):
    """What it was about is over, or gone."""


class Unknown(Refused):
    """There is no such thing here."""


class NotAllowed(Refused):
    """It exists, but this one may not do that."""


class Blocked(NotAllowed):
    """They are not told for how long, which would invite them to wait for it."""


class Unavailable(ParlourError):
    """A part that we need cannot be reached; the same request may be repeated unchanged."""


class LostShard(ParlourError):
    """The fence of a write was out of date (`architecture`: shard, lease, epoch)."""
