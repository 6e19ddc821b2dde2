"""What a message may cost the page, counted: a long talk makes no message dearer."""

import pytest
from playwright.async_api import expect

from tests.e2e.fake_wire import agent, visitor
from tests.e2e.widget_stage import Stage, browser, context, stage

__all__ = ["browser", "context", "stage"]

ACTIVE = {"state": "active", "here": True, "agent": {"name": "Ann"}}

COUNT = """
  window.counts = { added: 0, removed: 0, measured: 0, measuredBefore: null };
  for (const [holder, name] of [[Element, "scrollHeight"], [Element, "scrollTop"], [HTMLElement, "offsetHeight"]]) {
    const whole = Object.getOwnPropertyDescriptor(holder.prototype, name);
    const get = function () { counts.measured += name !== "scrollTop"; return whole.get.call(this); };
    Object.defineProperty(holder.prototype, name, { ...whole, get });
  }
  window.count = (log) => {
    Object.assign(counts, { added: 0, removed: 0, measured: 0, measuredBefore: null });
    new MutationObserver((changes) => {
      counts.measuredBefore ??= counts.measured;
      for (const { addedNodes, removedNodes } of changes) {
        counts.added += addedNodes.length;
        counts.removed += removedNodes.length;
      }
    }).observe(log, { childList: true });
  };
"""


@pytest.mark.parametrize("past", [2, 500])
async def test_a_message_is_added_and_nothing_else_is_drawn_anew(stage: Stage, past: int) -> None:
    """
    A message among many brings itself and its time, and takes the time below the one before it away; no other row is
    touched, nothing is measured before the words are in the document, and the end is in sight.
    """
    await stage.context.add_init_script(COUNT)
    said = [visitor(seq, f"Line {seq}") if seq % 2 else agent(seq, f"Line {seq}") for seq in range(1, past + 1)]
    widget, line = await stage.open(said, status=ACTIVE, mine=past, seen=past)
    await expect(widget.log.get_by_text(f"Line {past}", exact=True)).to_be_in_viewport()
    await widget.log.evaluate("count")
    await line.messages(agent(past + 1, "One more"))
    await expect(widget.log.get_by_text("One more")).to_be_in_viewport()
    counts = await widget.page.evaluate("counts")
    assert counts["measuredBefore"] == 0
    assert (counts["added"], counts["removed"]) == (2, 1)
