"""What visitors say, and what they do to what stands there already. Each counts against how much one may say."""

from bridge.desk import Desk, Draft
from bridge.model import Message, VisitorId
from web.frames import build_message
from web.reception import Reception
from web.shapes import Amendment, Changed, Contact, Correct, Retract


async def post(reception: Reception, draft: Draft, address: str, *, is_new: bool) -> Message:
    """Have a message kept; `is_new`: the first of a visitor. Raises what the desk refuses, or `TooFast`."""
    reception.check_may_post(draft.visitor, address, is_new=is_new)
    began = reception.clock()
    message = await reception.desk.post(draft)
    reception.metrics.message_saved(reception.clock() - began)
    return message


async def amend(reception: Reception, visitor: VisitorId, address: str, frame: Amendment) -> Changed:
    """Have done what a page asks for a message. Raises likewise."""
    reception.check_may_post(visitor, address, is_new=False)
    return Changed(build_message(await _ask(reception.desk, visitor, frame)))


async def leave_address(reception: Reception, visitor: VisitorId, address: str, frame: Contact) -> None:
    """Have it kept; what comes of it stands in the log. Raises likewise."""
    reception.check_may_post(visitor, address, is_new=False)
    await reception.desk.leave_address(visitor, frame.email)


async def _ask(desk: Desk, visitor: VisitorId, frame: Amendment) -> Message:
    if isinstance(frame, Correct):
        return await desk.visitor_corrects(visitor, frame.seq, frame.text)
    if isinstance(frame, Retract):
        return await desk.visitor_retracts(visitor, frame.seq)
    return await desk.visitor_reacts(visitor, frame.seq, frame.emojis)
