"""Rounds in which everybody takes a turn, and what is read off them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bench.figures import Spread, percentile
from bench.load import Talk
from bench.stage import PARLOUR

Reading = Callable[[Talk], float]


@dataclass(slots=True)
class Rounds:
    """The talks of each population, one a round."""

    talks: dict[str, list[Talk]] = field(default_factory=dict)

    @classmethod
    async def interleaved(
        cls, kinds: Sequence[str], rounds: int, phase: Callable[[str, int], Awaitable[Talk]]
    ) -> "Rounds":
        """`phase` is called with population and round: Parlour, peer, floor, Parlour, …"""
        made = cls({kind: [] for kind in kinds})
        for number in range(rounds):
            for kind in kinds:
                made.talks[kind].append(await phase(kind, number + 1))
        return made

    def spread(self, kind: str, reading: Reading) -> Spread:
        return Spread.of([reading(talk) for talk in self.talks[kind]])

    def lost(self) -> str:
        """A note where lines did not arrive, else nothing."""
        lost = {kind: sum(talk.lost for talk in talks) for kind, talks in self.talks.items()}
        return ", ".join(f"{kind} lost {count} lines" for kind, count in lost.items() if count)

    def loads(self) -> str:
        """Which process was how busy, and so what set the limit."""
        parts = []
        for kind, talks in self.talks.items():
            used = {name: sum(talk.load(name) for talk in talks) / len(talks) for name in talks[0].cpu}
            words = ", ".join(
                f"{name} {share:.2f}" for name, share in used.items() if name != "Parlour" or kind == PARLOUR
            )
            parts.append(f"{kind}: {words}")
        return f"cores busy – {'; '.join(parts)}"


def there(share: float) -> Reading:
    """Milliseconds from visitor to agent that this share of the lines took at most."""
    return lambda talk: 1000 * percentile(talk.there, share)


def back(share: float) -> Reading:
    """The same, from agent to visitor."""
    return lambda talk: 1000 * percentile(talk.back, share)


def trips(talk: Talk) -> float:
    return talk.trips


def messages(talk: Talk) -> float:
    return talk.messages


def cpu(*processes: str) -> Reading:
    """Microseconds of these processes for one message."""
    return lambda talk: sum(talk.cpu_each(process) for process in processes)
