"""The shapes of the visitor's frames, one structure a kind (`docs/protocol.md`). `frames` reads and writes them.

Rule 1: the page's frames may not have unknown fields, so that both sides notice a misunderstanding at once.
Rule 2: lengths that a person can exceed by writing are the desk's to judge; here only what no honest page exceeds.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

Cid = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{8,64}\Z")]
Counter = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Place = Annotated[int, Meta(ge=1, le=2**53 - 1)]
Emojis = Annotated[tuple[Annotated[str, Meta(max_length=64)], ...], Meta(max_length=8)]


class PageView(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the visitor is, as their browser says."""

    url: str = ""
    title: str = ""
    referrer: str = ""


class Hello(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="t", tag="hello"):
    """The first frame: who I am, where I stand."""

    v: int
    channel: Annotated[str, Meta(max_length=64)]
    token: Annotated[str, Meta(max_length=1_024)] | None
    after: Counter
    lang: Annotated[str, Meta(max_length=64)]
    page: PageView
    name: str = ""


class Post(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="t", tag="post"):
    """The visitor says something."""

    cid: Cid
    text: str
    reply: Place | None = None


class Correct(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="correct"):
    """Other words for one of the visitor's own messages."""

    seq: Place
    text: str


class Retract(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="retract"):
    """The visitor takes one of their own messages back."""

    seq: Place


class React(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="react"):
    """All reactions of the visitor to an agent's message, in place of those before."""

    seq: Place
    emojis: Emojis


class VisitorTyping(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="t", tag="typing"):
    """The visitor began or stopped writing; `text` is what they have written so far, where agents may read along."""

    on: bool
    text: str = ""


class VisitorSeen(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="seen"):
    """The page has displayed everything up to here."""

    seq: Counter


class OnPage(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="page"):
    """The visitor went to another page without leaving this one."""

    url: str
    title: str = ""


class Called(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="name"):
    """How the visitor wishes to be called."""

    name: str


class Contact(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="contact"):
    """Where the visitor can be reached whom nobody answers."""

    email: Annotated[str, Meta(max_length=320)]


class Sync(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="sync"):
    """Send me what I lack after this version."""

    after: Counter


class Invited(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="invited"):
    """The invitation stands before the visitor, or was closed by them."""

    step: Literal["shown", "dismissed"]


class Ping(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="ping"):
    """I am still here."""


Amendment = Correct | Retract | React
"""What the visitor does to a message that stands there already."""

Sign = VisitorTyping | VisitorSeen | OnPage | Called | Invited
"""What a page tells of the visitor, without an answer."""

PageFrame = Hello | Post | Amendment | Contact | Sign | Sync | Ping


class ChannelView(Struct, frozen=True, omit_defaults=True):
    """The look of the channel; `preview`: agents may read what is being written, and the visitor has to be told;
    `asks`: whom nobody answers may leave an address.
    """

    name: str
    color: str
    preview: bool = False
    asks: bool = False


class AgentView(Struct, frozen=True, omit_defaults=True):
    """The agent who answers, as the visitor may know them; `photo` is a path on this server."""

    name: str
    photo: str | UnsetType = UNSET
    status: str | UnsetType = UNSET


class Standing(Struct, frozen=True):
    """How the conversation stands; `here`: somebody is there for visitors; else `opens`, where hours say when. `place`
    in line and `wait` in minutes are of a visitor who waits while somebody is there.
    """

    state: str
    here: bool
    agent: AgentView | None
    opens: int | UnsetType = UNSET
    place: Place | UnsetType = UNSET
    wait: Place | UnsetType = UNSET


class MessageView(Struct, frozen=True, omit_defaults=True):
    """A message as the page sees it. `own`: those of the reactions that are the visitor's."""

    seq: int
    version: int
    side: str = field(name="from")
    at: int
    name: str | UnsetType = UNSET
    cid: str | UnsetType = UNSET
    text: str | UnsetType = UNSET
    notice: str | UnsetType = UNSET
    reply: int | UnsetType = UNSET
    edited: int | UnsetType = UNSET
    retracted: bool = False
    reactions: dict[str, int] | UnsetType = UNSET
    own: tuple[str, ...] | UnsetType = UNSET
    state: str | UnsetType = UNSET


class Opened(Struct, frozen=True, tag_field="t", tag="stream"):
    """First event of a stream: the id under which further frames are posted."""

    id: str


class Welcome(Struct, frozen=True, tag_field="t", tag="welcome"):
    """The answer to `hello`; `upto` and `more` as in `Messages`, `ping` in seconds."""

    v: int
    token: str
    channel: ChannelView
    status: Standing
    messages: list[MessageView]
    upto: int
    more: bool
    seen: int
    mine: int
    ping: int


class Messages(Struct, frozen=True, tag_field="t", tag="messages"):
    """New or changed messages in the order of their versions, the last of which is `upto`; `seen` if it is news."""

    messages: list[MessageView]
    upto: int
    more: bool
    seen: int | UnsetType = UNSET


class Saved(Struct, frozen=True, tag_field="t", tag="saved"):
    """The message is safe."""

    cid: str
    seq: int
    version: int
    at: int


class Changed(Struct, frozen=True, tag_field="t", tag="changed"):
    """What was asked for this message is safe; its present form."""

    message: MessageView


class Status(Standing, frozen=True, tag_field="t", tag="status"):
    """How the conversation stands now."""


class AgentTyping(Struct, frozen=True, tag_field="t", tag="typing"):
    """The agent began or stopped writing."""

    on: bool
    name: str


class AgentSeen(Struct, frozen=True, tag_field="t", tag="seen"):
    """An agent has seen the visitor's messages up to here."""

    seq: int


class Invite(Struct, frozen=True, omit_defaults=True, tag_field="t", tag="invite"):
    """An agent speaks to a visitor who has no conversation; `open`: where it disturbs nobody, the chat opens."""

    name: str
    text: str
    open: bool
    photo: str | UnsetType = UNSET


class Pong(Struct, frozen=True, tag_field="t", tag="pong"):
    """We are here as well."""


class Retry(Struct, frozen=True, tag_field="t", tag="retry"):
    """The connection is about to be closed; come back after so many seconds."""

    after: float


class Error(Struct, frozen=True, omit_defaults=True, tag_field="t", tag="error"):
    """Something was refused: a message (`cid`), or what was to become of one (`seq`); `after` in seconds."""

    code: str
    text: str
    cid: str | UnsetType = UNSET
    seq: int | UnsetType = UNSET
    after: float | UnsetType = UNSET


ServerFrame = (
    Opened | Welcome | Messages | Saved | Changed | Status | AgentTyping | AgentSeen | Invite | Pong | Retry | Error
)
