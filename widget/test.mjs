/** Bundles every test/*.test.ts and runs it with node's own test runner. Arguments are passed on. */

import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { styleSheets } from "./build.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = await mkdtemp(path.join(os.tmpdir(), "parlour-widget-"));
const tests = (await readdir(path.join(here, "test"))).filter((name) => name.endsWith(".test.ts"));

await build({
  entryPoints: tests.map((name) => path.join(here, "test", name)),
  outdir: out,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node18",
  plugins: [styleSheets],
  define: { "import.meta.dirname": JSON.stringify(path.join(here, "test")) },
  logLevel: "warning",
});

const files = tests.map((name) => path.join(out, name.replace(/ts$/, "mjs")));
const run = spawn(process.execPath, ["--test", ...process.argv.slice(2), ...files], { stdio: "inherit" });
run.on("exit", async (code) => {
  await rm(out, { recursive: true, force: true });
  process.exitCode = code ?? 1;
});
