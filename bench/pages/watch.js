/** Runs before a page: notes when the visitor can write, and when each line with a key (k1, k2 …) is in the document. */

const watched = (window.watched = { ready: null, shown: {} });

const canWrite = {
  parlour: () => document.querySelector("parlour-chat")?.shadowRoot?.querySelector("[role=log]:not([aria-busy])"),
  direct: () => document.querySelector("#field:not([disabled])"),
  converse: () => document.querySelector("textarea.chat-textarea:not([disabled])"),
  closed: () => document.querySelector("parlour-chat"),
}[location.pathname.match(/(\w+)\.html/)?.[1]];

const observer = new MutationObserver((changes) => {
  const now = performance.timeOrigin + performance.now();
  for (const { target, addedNodes } of changes)
    for (const node of addedNodes.length ? addedNodes : [target])
      for (const [key] of node.textContent.matchAll(/\bk\d+\b/g)) watched.shown[key] ??= now;
});

function watch(root) {
  observer.observe(root, { childList: true, characterData: true, subtree: true });
}

const looking = setInterval(() => {
  if (!canWrite?.()) return;
  watched.ready = performance.now();
  clearInterval(looking);
  watch(document.querySelector("parlour-chat")?.shadowRoot ?? document);
}, 4);
