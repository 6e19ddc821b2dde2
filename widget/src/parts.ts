/** Files of the chat that come when they are needed. */

import type { Settings } from "./contract";

/** What the file `name` exports. */
export function part<Exports>({ base, version }: Settings, name: string): Promise<Exports> {
  return import(`${base}/widget/${version}/${name}.js`) as Promise<Exports>;
}
