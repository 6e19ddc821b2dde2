/** A wire on a WebSocket. */

import type { Dial } from "./connection";

/** `take` gives a socket that is open or about to be. */
export function socketDial(take: () => WebSocket): Dial {
  return (hello, ears) => {
    let socket: WebSocket;
    try {
      socket = take();
    } catch {
      queueMicrotask(ears.gone); // a page on https may not open ws:
      return { send: () => {}, close: () => {} };
    }
    const isOpen = () => socket.readyState === WebSocket.OPEN;
    const greet = () => socket.send(hello);
    if (isOpen()) greet();
    else socket.onopen = greet;
    socket.onmessage = (event) => ears.heard(String(event.data));
    // COMPAT Chromium: a socket that the page's policy forbids ends with an error and is never closed.
    socket.onclose = socket.onerror = () => ears.gone();
    return {
      send: (text) => isOpen() && socket.send(text),
      close: () => socket.close(1000),
    };
  };
}
