"""The store that lasts: SQLite in a file, or PostgreSQL. Begin with `opening.open_store`."""
