"""What all tests share: the manner of property tests, and real servers for those that ask for one."""

from hypothesis import settings

pytest_plugins = ["tests.servers.fixtures"]

# A law holds on a slow machine too.
settings.register_profile("parlour", deadline=None)
settings.load_profile("parlour")
