"""The store that lasts: SQLite in a file, or PostgreSQL. `tables` says what is kept, `writer` how it gets there."""

from bridge.store.sql.opening import Description, describe, open_store, visit_store
from bridge.store.sql.store import SqlStore

__all__ = ["Description", "SqlStore", "describe", "open_store", "visit_store"]
