"""What all tests share: the manner of property tests, one seed, and real servers for those that ask for one."""

import os
import random

from hypothesis import settings

pytest_plugins = ["tests.servers.fixtures"]

# A law holds on a slow machine too.
settings.register_profile("parlour", deadline=None)
settings.load_profile("parlour")

# Known to every process that runs a part of the suite, so that all of them name their tests alike.
os.environ.setdefault("PARLOUR_SEED", str(random.SystemRandom().randrange(1_000_000)))
