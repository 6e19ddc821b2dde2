"""What agents can have done: in words in a visitor's room (with `!`), in the lobby and to the department's address, and
by forms (XEP-0050).

Rule 1: a line in a visitor's room that begins with `!` never reaches the visitor, known or not; what we do not know
        is explained.
Rule 2: in the lobby agents talk among themselves: only what is wholly a command, or begins with `!`, is one.
Rule 3: who is asked for something they may not do is told so; help lists only what they may.
"""

from component.commands.speech import hear_direct, hear_in_lobby, run_in_room, tell

__all__ = ["hear_direct", "hear_in_lobby", "run_in_room", "tell"]
