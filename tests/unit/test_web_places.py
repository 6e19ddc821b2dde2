"""From where a visitor writes, as a file of the administrator's knows it."""

from pathlib import Path
from typing import Any

import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from tests.unit.web_paper import Paper, paper_house
from web.places import Places

LODZ = {"city": {"names": {"en": "Łódź", "de": "Lodz"}}, "country": {"names": {"en": "Poland"}}}
IRAN = {"country": {"names": {"en": "Iran"}}}
HOSTILE = {"city": {"names": {"en": "\u202eUp\n  side"}}, "country": ["what"]}


def write(file: Path, records: dict[str, Any]) -> Path:
    """A MaxMind DB file with these records, by network, in the place of what was there."""
    writer = MMDBWriter(6, ipv4_compatible=True, database_type="Test-City")
    for network, record in records.items():
        writer.insert_network(IPSet([network]), record)
    fresh = file.with_suffix(".new")
    writer.to_db_file(str(fresh))
    fresh.replace(file)
    return file


def test_an_address_has_a_place(tmp_path: Path) -> None:
    """City and country, or what of them is known, on one line; nothing for what is no address at all."""
    file = write(tmp_path / "city.mmdb", {"203.0.113.0/24": LODZ, "2001:db8::/32": IRAN, "198.51.100.0/24": HOSTILE})
    places = Places(file)
    assert places.name("203.0.113.7") == "Łódź, Poland"
    assert places.name("2001:db8::1") == "Iran"
    assert places.name("198.51.100.1") == "Up side"
    assert [places.name(each) for each in ("192.0.2.1", "unix:", "")] == ["", "", ""]


def test_a_file_that_is_replaced_is_read_again(tmp_path: Path) -> None:
    """Also one that comes, or goes, or was broken."""
    file = tmp_path / "city.mmdb"
    places = Places(file)
    assert places.name("203.0.113.7") == ""
    write(file, {"203.0.113.0/24": IRAN})
    assert places.name("203.0.113.7") == "Iran"
    write(file, {"203.0.113.0/24": LODZ})
    assert places.name("203.0.113.7") == "Łódź, Poland"
    file.write_bytes(b"no database")
    assert places.name("203.0.113.7") == ""
    file.unlink()
    assert places.name("203.0.113.7") == ""


@pytest.mark.parametrize("is_known", [True, False])
async def test_agents_read_from_where_a_visitor_writes(tmp_path: Path, is_known: bool) -> None:
    """The place, not the address; without a file nothing."""
    file = write(tmp_path / "city.mmdb", {"203.0.113.0/24": LODZ})
    async with paper_house(places=file if is_known else None) as house:
        await house.welcome(Paper())
        (guest,) = house.desk.visitors_here()
        assert (guest.place, guest.address) == ("Łódź, Poland" if is_known else "", "")
