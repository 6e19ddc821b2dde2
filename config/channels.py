"""The sections about visitors: the channels through which they come, and how they are recognised."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from config.kinds import Colour, Duration, Language, LocalizedText, Name, OneOrMany, Origin, Secret
from config.section import Section
from config.texts import Text


class Channel(Section):
    """A way in for visitors: where the widget may stand, how it looks, and who answers."""

    name: LocalizedText = Field(
        default_factory=lambda: Text({"": ""}),
        description="The title of the widget's panel; without it, the channel's key with a capital letter "
        "(“Chat” for the default channel).",
    )
    origins: Annotated[tuple[Origin, ...], OneOrMany] = Field(
        (), description="The websites whose pages may show this channel's widget; an empty list means any website."
    )
    departments: Annotated[tuple[Name, ...], OneOrMany] = Field(
        (),
        description="The departments that answer this channel. New conversations go to the first of them; "
        "without a list, to the first department of the file.",
    )
    color: Colour = Field("#0b6e4f", description="The one accent colour of the widget.")
    show_browsing: bool = Field(
        False,
        description="Whether agents see visitors who have not opened the chat: on which page, since when, with which "
        "browser; and may invite them. Their pages are connected to Parlour then; nothing is stored in the browser or "
        "here. Say so in the site's privacy notice.",
    )
    locale: Language | None = Field(
        None, description="The widget's language; without it, the language of the visitor's browser."
    )
    offline_form: bool = Field(
        True,
        description="Whether a visitor whom nobody answers (nobody is on duty, or nobody has taken the conversation in "
        "time) is asked for an e-mail address. It is kept with the visitor, agents read it on the card and in the "
        "room, and can send the conversation there (`!transcript`).",
    )
    typing_preview: bool = Field(
        False,
        description="Whether an agent who asks for it (`!preview on`) may read what a visitor types before it is sent. "
        "The widget then says so, permanently, beside the field. It is never stored.",
    )


class Visitors(Section):
    """How a returning visitor is recognised, and what agents may know of them."""

    token_secret: Secret | None = Field(
        None,
        description="The key with which visitors' tokens are signed, at least 16 characters; every node needs the "
        "same. Without it, one is made and kept in `parlour.key` beside the SQLite database; PostgreSQL needs it here.",
    )
    token_secret_file: Path | None = Field(None, description="A file that holds `token_secret`.")
    token_life: Duration = Field(
        timedelta(days=30), description="A visitor who has been away for longer is a new visitor."
    )
    show_address: bool = Field(
        False,
        description="Whether agents may see the IP address from which a visitor is connected. It is personal data in "
        "many countries' law; it is never stored, and gone when the visitor leaves.",
    )
    places: Path | None = Field(
        None,
        description="A MaxMind DB file (such as GeoLite2 City or DB-IP City Lite) by which agents read from which city "
        "or country a visitor writes; without it, they do not. It is read on this host, and again when it is replaced.",
        examples=["/var/lib/GeoIP/GeoLite2-City.mmdb"],
    )
