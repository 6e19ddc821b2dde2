/**
 * Builds the widget into dist/:
 *
 *   widget.js                    the loader; the server writes its site object in place of __PARLOUR_SITE__
 *   <version>/panel.js           the open chat
 *   <version>/stream.js          the wire where WebSockets are blocked
 *   <version>/words-<tongue>.js  one catalog a language
 *   manifest.json                {"version", "files": {name: {"sha384", "bytes", "br", "gz"}}}
 *
 * and a .br and a .gz beside every script.  The version is made from the contents, so the same
 * sources give the same folder, and a browser may keep its files for ever.
 */

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const TARGET = ["chrome111", "firefox115", "safari16.4"];
const SITE = "__PARLOUR_SITE__";

/** Style sheets are minified and become text, to be put into constructable sheets. */
export const styleSheets = {
  name: "style sheets",
  setup(bundler) {
    bundler.onLoad({ filter: /\.css$/ }, async ({ path: file }) => {
      const { code } = await transform(await readFile(file, "utf8"), { loader: "css", minify: true, target: TARGET });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

async function bundle(entry, format) {
  const { outputFiles } = await build({
    entryPoints: [path.join(here, "src", entry)],
    absWorkingDir: here,
    bundle: true,
    write: false,
    minify: true,
    format,
    target: TARGET,
    charset: "utf8",
    legalComments: "none",
    plugins: [styleSheets],
    logLevel: "warning",
  });
  return outputFiles[0].contents;
}

async function catalogs() {
  const folder = path.join(here, "src", "words");
  const found = {};
  for (const file of (await readdir(folder)).filter((name) => name.endsWith(".json")).sort()) {
    const { panel } = JSON.parse(await readFile(path.join(folder, file), "utf8"));
    found[`words-${path.parse(file).name}.js`] = Buffer.from(`export default ${JSON.stringify(panel)};\n`);
  }
  return found;
}

function versionOf(parts) {
  const hash = createHash("sha256");
  for (const [name, contents] of Object.entries(parts)) hash.update(`${name}\0${contents.length}\0`).update(contents);
  return hash.digest("hex").slice(0, 12);
}

function brotli(contents) {
  return brotliCompressSync(contents, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: contents.length },
  });
}

async function writeAll(folder, files) {
  const listed = {};
  for (const [name, contents] of Object.entries(files)) {
    const file = path.join(folder, name);
    const [br, gz] = [brotli(contents), gzipSync(contents, { level: 9 })];
    await mkdir(path.dirname(file), { recursive: true });
    await Promise.all([writeFile(file, contents), writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)]);
    const sha384 = createHash("sha384").update(contents).digest("base64");
    listed[name] = { sha384, bytes: contents.length, br: br.length, gz: gz.length };
  }
  return listed;
}

async function main() {
  const loader = await bundle("loader.ts", "iife");
  if (Buffer.from(loader).toString().split(SITE).length !== 2) throw new Error(`${SITE} must stand in widget.js exactly once`);
  const parts = { "panel.js": await bundle("panel.ts", "esm"), "stream.js": await bundle("stream.ts", "esm"), ...(await catalogs()) };
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
