"""An agent's photo and status, from the desk to the page."""

from bridge.model import Portrait
from tests.integration.test_web_stream import ask
from tests.integration.web_house import open_house
from tests.pictures import png
from tests.unit.desks import ANN, BOB, directory

BLUE, RED = png(0, 0, 255), png(255, 0, 0)
FIRST, SECOND = "0123456789abcdef" * 2 + ".png", "fedcba9876543210" * 2 + ".jpg"


async def test_the_page_sees_the_face_and_every_change_of_it() -> None:
    """
    With the agent, when the photo changes, when they say something, and again for a page that comes back; nobody
    else's changes are told, and no frame says the agent's address.
    """
    async with open_house(directory(shows_status=True)) as house, house.page() as vera:
        faces = house.desk.faces
        await faces.keep(Portrait(ANN, "m", FIRST), BLUE, fence=house.fence)
        await vera.post("Hello")
        await house.agent_writes(vera.visitor, "Good morning")
        told = await vera.hear("status", state="active")
        assert told["agent"] == {"name": "Ann", "photo": f"/agents/{FIRST}"}
        await faces.keep(Portrait(BOB, "m", FIRST), BLUE, fence=house.fence)
        await faces.keep(Portrait(ANN, "n", SECOND), RED, fence=house.fence)
        assert (await vera.hear("status"))["agent"] == {"name": "Ann", "photo": f"/agents/{SECOND}"}
        faces.says("support", ANN, "Back at 14:00")
        face = {"name": "Ann", "photo": f"/agents/{SECOND}", "status": "Back at 14:00"}
        assert (await vera.hear("status"))["agent"] == face
        async with house.page(token=vera.welcome["token"]) as again:
            assert again.welcome["status"]["agent"] == face
        assert ANN not in str(vera.frames)


async def test_a_photo_is_a_picture_and_nothing_else() -> None:
    """
    Its own kind, for every site, for ever, without sniffing, and harmless when it is opened by itself.
    """
    async with open_house() as house:
        await house.desk.faces.keep(Portrait(ANN, "m", FIRST), BLUE, fence=house.fence)
        status, headers, body = await ask(house, "GET", f"/agents/{FIRST}")
        assert (status, body, headers["content-type"]) == (200, BLUE, "image/png")
        assert "immutable" in headers["cache-control"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "cross-origin"
        assert headers["content-security-policy"] == "default-src 'none'; sandbox"


async def test_only_what_is_kept_is_found() -> None:
    """
    Others' digests, addresses, and ways out of the folder are 404.
    """
    async with open_house() as house:
        await house.desk.faces.keep(Portrait(ANN, "m", FIRST), BLUE, fence=house.fence)
        for name in (SECOND, FIRST.upper(), FIRST.removesuffix(".png"), f"{FIRST}%0a", ANN, "", "../healthz"):
            assert (await ask(house, "GET", f"/agents/{name}"))[0] == 404, name
