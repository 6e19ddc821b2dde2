"""Words about a conversation that goes from one agent to another."""

from collections.abc import Mapping
from typing import Final

PHRASES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "asked": "{mark} #{number} {name}: {asker} asks you to take over: “{note}”",
        "asked_bare": "{mark} #{number} {name}: {asker} asks you to take over",
        "asked_lobby": "{mark} #{number} {name}: {asker} asks for somebody to take over: “{note}”",
        "asked_lobby_bare": "{mark} #{number} {name}: {asker} asks for somebody to take over",
        "how_asked": "Answer “take {number}” or “decline {number}”, react 👍, or write to {name} in {link}",
        "called": "#{number} {name}: {agent} asks you to join: “{note}” {link}",
        "called_bare": "#{number} {name}: {agent} asks you to join: {link}",
        "handed_over": "#{number} {name}: {agent} has it now",
        "taken_away": "#{number} {name}: {agent} took it over; it is not yours any more",
        "not_handed_over": "#{number} {name}: {agent} does not want it; it is still yours",
        "not_handed_over_bare": "#{number} {name}: nobody took it over in time; it is still yours",
        "left_to_you": "#{number} {name} is yours now: {agent} left it to you. {link}",
    },
    "fa": {
        "asked": "{mark} #{number} {name}: {asker} می‌خواهد شما ادامه دهید: «{note}»",
        "asked_bare": "{mark} #{number} {name}: {asker} می‌خواهد شما ادامه دهید",
        "asked_lobby": "{mark} #{number} {name}: {asker} می‌خواهد کسی ادامه دهد: «{note}»",
        "asked_lobby_bare": "{mark} #{number} {name}: {asker} می‌خواهد کسی ادامه دهد",
        "how_asked": "بنویسید «بردار {number}» یا «رد {number}»، یا 👍 بزنید، یا در {link} برای {name} بنویسید",
        "called": "#{number} {name}: {agent} شما را به گفتگو می‌خواند: «{note}» {link}",
        "called_bare": "#{number} {name}: {agent} شما را به گفتگو می‌خواند: {link}",
        "handed_over": "#{number} {name}: اکنون با {agent} است",
        "taken_away": "#{number} {name}: {agent} آن را برداشت؛ دیگر با شما نیست",
        "not_handed_over": "#{number} {name}: {agent} نمی‌پذیرد؛ هنوز با شماست",
        "not_handed_over_bare": "#{number} {name}: کسی به‌موقع برنداشت؛ هنوز با شماست",
        "left_to_you": "#{number} {name} اکنون با شماست: {agent} آن را به شما سپرد. {link}",
    },
}
