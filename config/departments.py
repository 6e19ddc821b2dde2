"""The sections about people: departments, their agents, and how long anybody waits."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from config.hours import Hours
from config.kinds import JID, Duration, Language, LocalizedText, Name, OneOrMany, Patience
from config.section import Section
from config.texts import Text
from config.variables import check_variables

Wording = Annotated[LocalizedText, AfterValidator(check_variables)] | None


class Agent(Section):
    """A person who answers visitors. In the file a bare address may stand for `{jid: address}`."""

    jid: JID = Field(description="The agent's XMPP address, on any server that yours can reach.")
    name: str | None = Field(
        None, min_length=1, description="What visitors see as the agent's name; without it, the address up to its “@”."
    )
    language: Language | None = Field(
        None, description="The language in which Parlour speaks to this agent; without it, the department's."
    )
    languages: Annotated[tuple[Language, ...], OneOrMany] = Field(
        (),
        description="The languages in which the agent answers: a visitor is offered to those who speak theirs, if "
        "anybody does; without it, all.",
        examples=[["en", "fa"]],
    )
    level: Literal["junior", "regular", "senior"] = Field(
        "regular", description="How experienced the agent is, for `routing`."
    )
    capacity: int | None = Field(
        None, ge=1, description="Conversations that the agent can have at one time; without it, as many as come."
    )
    groups: Annotated[tuple[Name, ...], OneOrMany] = Field(
        (), description="Groups to which the agent belongs, besides those whose list names them."
    )

    @model_validator(mode="before")
    @classmethod
    def _address_alone(cls, data: Any) -> Any:
        return {"jid": data} if isinstance(data, str) else data

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        whole = handler.resolve_ref_schema(handler(schema))
        return {"anyOf": [{"type": "string", "description": "The agent's XMPP address."}, whole]}


class Timers(Section):
    """How long Parlour waits before it does something about a conversation."""

    agent_silence: Duration = Field(
        timedelta(minutes=5),
        description="An agent who has not answered for so long after the visitor wrote loses the conversation: "
        "it waits again, and is offered again.",
    )
    visitor_silence: Duration = Field(
        timedelta(minutes=15),
        description="A conversation in which the visitor has said nothing for so long after an answer is closed.",
    )
    away_grace: Duration = Field(
        timedelta(minutes=5), description="An agent whose client says “away” stays on duty for so long."
    )
    offer: Duration = Field(
        timedelta(seconds=20),
        description="Agents who have not answered a waiting visitor for so long are asked again, then after twice "
        "that, and so on up to every 5 minutes.",
    )
    alert: Patience = Field(
        timedelta(seconds=20),
        description="An agent who for so long neither answers nor displays what their visitor wrote, and is not "
        "writing, gets it as a message from the department as well, once; `never` switches it off.",
    )


class Texts(Section):
    """What visitors are told when something changes, in your own words; what is not set here is said in Parlour's."""

    waiting: Wording = Field(None, description="To who has just written, while somebody is on duty.")
    waiting_again: Wording = Field(
        None, description="When the agent did not answer, or had to go, and others are asked."
    )
    nobody_here: Wording = Field(None, description="To who writes while nobody is on duty, or outside the hours.")
    unanswered: Wording = Field(None, description="When nobody has answered although all were asked again.")
    joined: Wording = Field(
        None, description="When somebody answers, or a colleague says something; `{agent}` is their name."
    )
    closed: Wording = Field(None, description="When an agent has ended the conversation.")
    timed_out: Wording = Field(None, description="When it ended because the visitor said no more.")


class Department(Section):
    """Agents who answer together, and the lobby room in which they are on duty."""

    name: LocalizedText = Field(
        default_factory=lambda: Text({"": ""}),
        description="What people read as the department's name; without it, its key with a capital letter.",
    )
    agents: Annotated[tuple[Agent, ...], OneOrMany] = Field(
        (),
        description="Who answers: a list of XMPP addresses, or of sections with `jid` and more.",
        examples=[["ann@example.org", "bob@example.org"]],
    )
    groups: Annotated[tuple[Name, ...], OneOrMany] = Field(
        (), description="Groups whose members answer as well.", examples=[["first-line"]]
    )
    fallback: Name | None = Field(
        None,
        description="The department that is asked when nobody here is on duty, when all have as many conversations as "
        "they can have and somebody there has time, or when nobody answers although all were asked again; without it, "
        "the visitor is told that nobody is there.",
    )
    lobby: JID = Field(
        default_factory=lambda: "",
        description="The room in which agents are on duty and receive offers; without it, `<department>-lobby` on the "
        "service of `xmpp.muc`. Parlour creates it when it is missing.",
    )
    language: Language = Field("en", description="The language in which Parlour speaks to the department's agents.")
    routing: Literal["everyone", "round-robin", "least-busy", "most-experienced", "first-line-first"] = Field(
        "everyone",
        description="To whom a waiting visitor is offered: to all at once, or to one after the other, beginning with "
        "whoever was asked least lately, has least to do, knows most, or (`first-line-first`) knows least. "
        "A visitor who comes back is offered first, with each of them, to the agent of last time alone, if they are on "
        "duty and have time. Everybody in the lobby may take any of them all the same.",
    )
    hours: Hours | None = Field(
        None, description="When the department is open; without it, whenever somebody is on duty."
    )
    greeting: Wording = Field(
        None,
        description="What the visitor reads first, under the agent's name, as soon as an agent takes the conversation; "
        "without it, nothing. `{visitor}`, `{agent}`, `{department}`, `{number}` and `{page}` are filled in, here and "
        "in `texts`.",
        examples=["Hello, how can I help?"],
    )
    invitation: LocalizedText = Field(
        default_factory=lambda: Text({"en": "Hello! May I help you?", "fa": "سلام! می‌توانم کمکتان کنم؟"}),
        description="What an agent's invitation says to a visitor who only looks, when the agent gives no words of "
        "their own; without it, “Hello! May I help you?” or the same in Persian.",
    )
    texts: Texts = Field(
        default_factory=Texts, description="What visitors are told when something changes, in your own words."
    )
    page_moves: bool = Field(
        True,
        description="Whether agents read a line in the visitor's room when the visitor goes to another page while a "
        "conversation goes on. The visitor does not see it.",
    )
    show_status: bool = Field(
        False,
        description="Whether the visitor reads the status text of the agent who answers, beside the name (“back at "
        "14:00”); it may say what was meant for colleagues (“dentist”).",
    )
    show_place: bool = Field(
        True,
        description="Whether visitors who wait read where they stand in line and, once a few were answered in the last "
        "three hours, about how long it takes.",
    )
    timers: Timers = Field(default_factory=Timers, description="How long anybody waits.")
