"""Tests of single parts against real servers: Prosody, ejabberd, PostgreSQL."""
