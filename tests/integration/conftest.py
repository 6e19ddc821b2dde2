"""What integration tests stand on: a store of each kind, beside the servers and agents that all tests may ask for."""

from tests.integration.stores import published, store, store_server

__all__ = ["published", "store", "store_server"]
