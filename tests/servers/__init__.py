"""Real servers for tests: each is a private instance of the system's package, on loopback, in a directory of its own.

    prosody    ejabberd    postgresql    the packages, started with a configuration written for the test; those of
                                         two domains find each other (`federated`, see `xmpp.py`)
    bridge     visitor                   `parlour serve` as a child process, and a visitor who speaks its wire
    proxy                                a wire that a test can cut
    onion                                a way for clients that find servers by nothing but their names

Nothing outlives the tests: every child dies with this process, and its directory is removed.
"""
