/** The two ways to the server. The second one's code is fetched when a socket cannot be had, and only then. */

import type { Dial, Wire } from "./connection";
import type { Settings } from "./contract";
import { socketDial } from "./socket";

export function dials({ base, version }: Settings, socket: () => WebSocket): { socket: Dial; stream: Dial } {
  return { socket: socketDial(socket), stream: lazyStream(base, version) };
}

function lazyStream(base: string, version: string): Dial {
  return (hello, ears) => {
    let wire: Wire | null = null;
    let isClosed = false;
    const found = import(`${base}/widget/${version}/stream.js`) as Promise<{ streamDial(base: string): Dial }>;
    found.then(
      ({ streamDial }) => isClosed || (wire = streamDial(base)(hello, ears)),
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
