/**
 * Builds the widget into dist/:
 *
 *   widget.js                    the loader; the server writes its site object in place of __PARLOUR_SITE__
 *   <version>/panel-<tongue>.js  the open chat, with its words in one language
 *   <version>/stream.js          the wire where WebSockets are blocked
 *   <version>/invitation.js      what an agent says to a visitor who is only looking
 *   <version>/acts-<tongue>.js   what a visitor can do to a message that stands there, with its words
 *   <version>/address-<tongue>.js where a visitor whom nobody answers can be reached, with its words
 *   <version>/words-<tongue>.js  the words alone, for a page that changes its language
 *   manifest.json                {"version", "files": {name: {"sha384", "bytes", "br", "gz"}}}
 *
 * and a .br and a .gz beside every script.  The version is made from the contents, so the same
 * sources give the same folder, and a browser may keep its files for ever.
 */

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import { minify } from "terser";

const here = path.dirname(fileURLToPath(import.meta.url));
const TARGET = ["chrome111", "firefox115", "safari16.4"];
/** Safe here: no getter of ours has an effect, nobody asks a function of ours for its prototype, and what we put into a text is no symbol. */
const COMPRESS = { passes: 3, pure_getters: true, unsafe: true, unsafe_arrows: true, hoist_funs: true };
/** Names that only the panel knows: no frame, no browser and no loader. They get one letter (test/names.test.ts). */
const OWN = JSON.parse(await readFile(path.join(here, "src", "own-names.json"), "utf8"));
const SITE = "__PARLOUR_SITE__";

/** Style sheets are minified and become text, to be put into constructable sheets. */
export const styleSheets = {
  name: "style sheets",
  setup(bundler) {
    bundler.onLoad({ filter: /\.css$/ }, async ({ path: file }) => {
      const { code } = await transform(await readFile(file, "utf8"), { loader: "css", minify: true, target: TARGET });
      return { contents: code.trim().replace(/(--[\w-]+:|,) /g, "$1"), loader: "text" };
    });
  },
};

/** The panel's `./dom` and `./color` are the loader's. */
const borrowing = {
  name: "borrowing",
  setup(bundler) {
    bundler.onResolve({ filter: /^\.\/(dom|color)$/ }, () => ({ path: path.join(here, "src", "borrowed.ts") }));
  },
};

/** With the loader's tools. */
const furnished = { plugins: [styleSheets, borrowing] };
const panelOnly = { ...furnished, mangleProps: new RegExp(`^(${OWN.join("|")})$`) };

/** What esbuild has bundled and minified, terser makes a thirtieth smaller. */
async function bundle(contents, format, options = {}) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: path.join(here, "src") },
    absWorkingDir: here,
    bundle: true,
    write: false,
    minify: true,
    format,
    target: TARGET,
    supported: { "regexp-unicode-property-escapes": true },
    charset: "utf8",
    legalComments: "none",
    plugins: [styleSheets],
    logLevel: "warning",
    ...options,
  });
  const { code } = await minify(outputFiles[0].text, { module: format === "esm", ecma: 2020, compress: COMPRESS });
  return Buffer.from(code);
}

async function partsByTongue() {
  const found = {};
  const files = (await readdir(path.join(here, "src", "words"))).filter((name) => name.endsWith(".json")).sort();
  for (const { name } of files.map((file) => path.parse(file))) {
    const words = `export { panel as catalog } from "./words/${name}.json";`;
    found[`panel-${name}.js`] = await bundle(`export { furnish } from "./panel"; ${words}`, "esm", panelOnly);
    const own = `export { acts as catalog } from "./words/${name}.json";`;
    found[`acts-${name}.js`] = await bundle(`export { Acts } from "./acts"; ${own}`, "esm", furnished);
    const asking = `export { address as catalog } from "./words/${name}.json";`;
    found[`address-${name}.js`] = await bundle(`export { Address } from "./address"; ${asking}`, "esm", furnished);
    found[`words-${name}.js`] = await bundle(words, "esm");
  }
  return found;
}

function versionOf(parts) {
  const hash = createHash("sha256");
  for (const [name, contents] of Object.entries(parts)) hash.update(`${name}\0${contents.length}\0`).update(contents);
  return hash.digest("hex").slice(0, 12);
}

const pack = promisify(brotliCompress);

/** The smallest of what the encoder makes of it: how distances are best written is a matter of the text. */
async function brotli(contents) {
  const { BROTLI_PARAM_QUALITY: quality, BROTLI_PARAM_SIZE_HINT: size } = constants;
  const { BROTLI_PARAM_NPOSTFIX: postfix, BROTLI_PARAM_NDIRECT: direct } = constants;
  const ways = [0, 1, 2, 3].flatMap((bits) => [0, 1, 3, 5].map((few) => ({ [postfix]: bits, [direct]: few << bits })));
  const packed = await Promise.all(ways.map((way) => pack(contents, { params: { [quality]: 11, [size]: contents.length, ...way } })));
  return packed.reduce((best, each) => (each.length < best.length ? each : best));
}

async function writeAll(folder, files) {
  const listed = {};
  for (const [name, contents] of Object.entries(files)) {
    const file = path.join(folder, name);
    const [br, gz] = [await brotli(contents), gzipSync(contents, { level: 9 })];
    await mkdir(path.dirname(file), { recursive: true });
    await Promise.all([writeFile(file, contents), writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)]);
    const sha384 = createHash("sha384").update(contents).digest("base64");
    listed[name] = { sha384, bytes: contents.length, br: br.length, gz: gz.length };
  }
  return listed;
}

async function main() {
  const loader = await bundle('import "./loader";', "iife");
  if (loader.toString().split(SITE).length !== 2) throw new Error(`${SITE} must stand in widget.js exactly once`);
  const parts = {
    "stream.js": await bundle('export { streamDial } from "./stream";', "esm"),
    "invitation.js": await bundle('export { Invitation } from "./invitation";', "esm", panelOnly),
    ...(await partsByTongue()),
  };
  const version = versionOf({ "widget.js": loader, ...parts });
  const files = { "widget.js": loader };
  for (const [name, contents] of Object.entries(parts)) files[`${version}/${name}`] = contents;

  const [fresh, dist] = [path.join(here, `dist.${process.pid}`), path.join(here, "dist")];
  const listed = await writeAll(fresh, files);
  await writeFile(path.join(fresh, "manifest.json"), `${JSON.stringify({ version, files: listed }, null, 2)}\n`);
  await rm(dist, { recursive: true, force: true });
  await rename(fresh, dist);
  console.table(Object.fromEntries(Object.entries(listed).map(([name, { bytes, br, gz }]) => [name, { bytes, br, gz }])));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
