"""The suite: `unit` (pure), `integration` (real servers), `e2e` (one story a file), and what they share."""
