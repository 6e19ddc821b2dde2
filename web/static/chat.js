/* The chat page: ask for the chat to be opened; the widget finds this call when it has been loaded. */
"use strict";

window.parlour =
  window.parlour ||
  function () {
    window.parlour.q = window.parlour.q || [];
    window.parlour.q.push(arguments);
  };
window.parlour("open");
