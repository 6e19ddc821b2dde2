"""The command that has a conversation sent by e-mail."""

from typing import Final

from bridge.directory import Permission
from component.commands.command import About, Command, Kind, Order, Parameter
from component.words import say


async def mail(order: Order) -> str:
    """To the visitor, unless they say to whom; what became of it is told when it is known."""
    link, recipient = order.link, order.arguments.get("recipient", "")
    promise = await link.desk.mail_transcript(order.wish, recipient, fence=link.fence())
    return say("done_mail", order.language, number=promise.conversation.id, address=promise.recipient)


COMMANDS: Final = (
    Command(
        "mail",
        About.CONVERSATION,
        mail,
        (Parameter("recipient", Kind.WORD, "mail_address", is_required=False, is_address=True),),
        needs=Permission.HISTORY,
        is_for_closed=True,
    ),
)
