"""What all tests share: the manner of property tests, one seed, and real servers for those that ask for one."""

import os
import random
from collections.abc import Generator

import pytest
from hypothesis import settings

from tests.hanging import describe_pending

pytest_plugins = ["tests.servers.fixtures"]

# A law holds on a slow machine too.
settings.register_profile("parlour", deadline=None)
settings.load_profile("parlour")

# Known to every process that runs a part of the suite, so that all of them name their tests alike.
os.environ.setdefault("PARLOUR_SEED", str(random.SystemRandom().randrange(1_000_000)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that took longer than its `timeout` says what it was waiting for."""
    report = yield
    if report.failed and "from pytest-timeout" in report.longreprtext:
        report.sections.append(("what was awaited", describe_pending()))
    return report
