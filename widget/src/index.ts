/** The parts, for whoever bundles them into something else. Importing this defines nothing and starts nothing. */

export { ParlourChat } from "./element";
export { define } from "./define";
export { Parlour } from "./parlour";
export { furnish } from "./panel";
export type { Settings } from "./contract";
