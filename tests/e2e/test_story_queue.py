"""More visitors than agents: whoever waits sees where they stand in line."""

from tests.e2e.scene import Scene
from tests.servers.visitor import Visitor
from tests.waiting import eventually


async def test_the_line_moves_up(scene: Scene) -> None:
    """
    Three wait, each knows their place; as soon as the first is taken, the others move up without asking. Whoever talks
    to somebody has no place any more, and a page that is loaded anew knows it from the beginning.
    """
    ann = await scene.on_duty("ann")
    vera, omid, mina = [await _waits(scene, name) for name in ("Vera", "Omid", "Mina")]
    await _stands_at(mina, 3)
    await _stands_at(omid, 2)
    await _stands_at(vera, 1)
    await scene.take(ann, "Vera is here")
    await _stands_at(mina, 2)
    await _stands_at(omid, 1)
    assert (await vera.stands("active")).place is None
    mina.reload()
    await eventually(lambda: mina.connections == 2, what="a second welcome")
    assert mina.standing
    assert (mina.standing.place, mina.standing.wait) == (2, None)


async def test_nobody_is_promised_a_place_while_nobody_is_there(scene: Scene) -> None:
    """
    The last agent goes: the place is gone as well; the first one back brings it back.
    """
    ann = await scene.on_duty("ann")
    vera = await _waits(scene, "Vera")
    await _stands_at(vera, 1)
    await ann.presence("dnd")
    await _stands_at(vera, None)
    await ann.presence(None)
    await _stands_at(vera, 1)


async def test_whoever_waits_reads_how_long_once_five_were_answered(scene: Scene) -> None:
    """
    Before that nobody can say. All were answered within the minute: so the next one waits for about one, and whoever
    comes after them still no longer. A page that is loaded anew is told at once.
    """
    ann = await scene.on_duty("ann")
    first = [await _waits(scene, f"Guest {number}") for number in range(1, 5)]
    omid = await _waits(scene, "Omid")
    for number, visitor in enumerate(first, start=1):
        await ann.direct(scene.bridge.address, f"take #{number}")
        await visitor.stands("active")
    await _stands_at(omid, 1, wait=None)
    await ann.direct(scene.bridge.address, "take #5")
    await omid.stands("active")
    vera, mina = await _waits(scene, "Vera"), await _waits(scene, "Mina")
    await _stands_at(vera, 1, wait=1)
    await _stands_at(mina, 2, wait=1)
    mina.reload()
    await eventually(lambda: mina.connections == 2, what="a second welcome")
    assert mina.standing
    assert (mina.standing.place, mina.standing.wait) == (2, 1)


async def _waits(scene: Scene, name: str) -> Visitor:
    visitor = await scene.visitor(name)
    await eventually(lambda: visitor.standing and visitor.standing.here, what="somebody is on duty")
    await visitor.say(f"{name} is here")
    await visitor.stands("waiting")
    return visitor


async def _stands_at(visitor: Visitor, place: int | None, *, wait: int | None = None) -> None:
    await eventually(
        lambda: visitor.standing and (visitor.standing.place, visitor.standing.wait) == (place, wait),
        what=f"place {place} and {wait} minutes, but {visitor.standing}",
    )
