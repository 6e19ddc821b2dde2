"""What the load generator speaks: streams of stanzas, WebSockets, and on them agents and three kinds of visitors."""
