/** The two ways to the server. The second one's code is fetched when a socket cannot be had, and only then. */

import type { Dial, Wire } from "./connection";
import type { Settings } from "./contract";
import { part } from "./parts";
import { socketDial } from "./socket";

export function dials(settings: Settings, socket: () => WebSocket): { socket: Dial; stream: Dial } {
  return { socket: socketDial(socket), stream: lazyStream(settings) };
}

function lazyStream(settings: Settings): Dial {
  return (hello, ears) => {
    let wire: Wire | null = null;
    let isClosed = false;
    part<{ streamDial(base: string): Dial }>(settings, "stream").then(
      ({ streamDial }) => isClosed || (wire = streamDial(settings.base)(hello, ears)),
      () => ears.gone(),
    );
    return {
      send: (text) => wire?.send(text),
      close: () => {
        isClosed = true;
        wire?.close();
      },
    };
  };
}
