/** Sockets to the server. The first is dialled ahead, while the panel that will speak on it is still being fetched. */

const PROTOCOL = "parlour.v1";

export interface Sockets {
  /** A socket that is open or about to be; throws where the page may not have one. */
  take(): WebSocket;
  /** Hangs up the first one, if nobody took it. */
  end(): void;
}

/** Dials `<base>/visitor/socket` at once; `base` is an http(s) origin. */
export function dialAhead(base: string): Sockets {
  const dial = () => new WebSocket(`${base.replace(/^http/, "ws")}/visitor/socket`, PROTOCOL);
  let first: WebSocket | null = null;
  try {
    first = dial();
  } catch {
    // the panel is refused as well, and knows another way
  }
  return {
    take: () => {
      const taken = first;
      first = null;
      return taken && taken.readyState <= WebSocket.OPEN ? taken : dial();
    },
    end: () => first?.close(),
  };
}
