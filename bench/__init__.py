"""Parlour measured beside its peers, on the same server, in the same call.

    scripts/bench                everything; the result belongs in docs/performance.md
    scripts/bench --quick        a glance at the most important, in less than a minute
    scripts/bench latency store  these alone

             stage     a private Prosody, `parlour serve`, agents over c2s
             wires/    visitors: Parlour's socket · XMPP over WebSocket · a bare component
             load      who speaks when, and how long it took to be heard
             measures/ one question each
             figures   medians of interleaved rounds, ratios, judgement

Rule 1: Parlour and its peer take turns (Parlour, peer, floor, Parlour, …), so that a busy moment of the machine meets
        them all.
Rule 2: a row says what was measured, against what, and what it should reach; nothing is left out because it was missed.
"""
