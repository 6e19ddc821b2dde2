/** A wire on a WebSocket. */

import type { Dial } from "./connection";

const PROTOCOL = "parlour.v1";

/** Dials `<base>/visitor/socket`; `base` is an http(s) origin. */
export function socketDial(base: string): Dial {
  const url = `${base.replace(/^http/, "ws")}/visitor/socket`;
  return (hello, ears) => {
    let socket: WebSocket;
    try {
      socket = new WebSocket(url, PROTOCOL);
    } catch {
      queueMicrotask(ears.gone); // a page on https may not open ws:
      return { send: () => {}, close: () => {} };
    }
    socket.onopen = () => socket.send(hello);
    socket.onmessage = (event) => ears.heard(String(event.data));
    // COMPAT Chromium: a socket that the page's policy forbids ends with an error and is never closed.
    socket.onclose = socket.onerror = () => ears.gone();
    return {
      send: (text) => socket.readyState === WebSocket.OPEN && socket.send(text),
      close: () => socket.close(1000),
    };
  };
}
