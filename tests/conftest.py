"""What all tests share: the manner of property tests."""

from hypothesis import settings

# A law holds on a slow machine too.
settings.register_profile("parlour", deadline=None)
settings.load_profile("parlour")
