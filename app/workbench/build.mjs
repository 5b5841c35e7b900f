// Builds the page into the package: `npm run build`. Equal sources give equal bytes, so that what is committed can be held
// against them.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { world } from "./world.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = process.argv[2] ?? here("../chipgate/surfaces/http/workbench/built");

rmSync(out, { recursive: true, force: true });
mkdirSync(`${out}/assets`, { recursive: true });

const map = asset("world", "json", JSON.stringify(world()));
const icon = asset("icon", "svg", readFileSync(here("src/favicon.svg"), "utf8"));

const told = await build({
  absWorkingDir: here("."),
  entryPoints: ["src/main.tsx", "src/styles/main.css"],
  outdir: `${out}/assets`,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022"],
  jsx: "automatic",
  jsxImportSource: "preact",
  minify: true,
  metafile: true,
  charset: "utf8",
  legalComments: "none",
  define: { WORLD_FILE: JSON.stringify(`/assets/${map}`) },
  logLevel: "warning",
});

const built = Object.keys(told.metafile.outputs).map((path) => path.split("/").at(-1));
const script = built.find((name) => /^main-.*\.js$/.test(name));
const style = built.find((name) => /^main-.*\.css$/.test(name));
const page = readFileSync(here("src/index.html"), "utf8")
  .replace("{script}", script).replace("{style}", style).replace("{icon}", icon);
writeFileSync(`${out}/index.html`, page);
writeFileSync(`${out}/licenses.txt`, licenses(told.metafile.inputs));

// Writes a file whose name tells its content; its name.
function asset(name, ending, text) {
  const file = `${name}-${createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase()}.${ending}`;
  writeFileSync(`${out}/assets/${file}`, text);
  return file;
}

// The licenses of what the built files hold, by package.
function licenses(inputs) {
  const names = new Set(["world-atlas"]);
  for (const path of Object.keys(inputs)) {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path);
    if (found) names.add(found[1]);
  }
  return [...names].sort().map((name) => {
    const folder = here(`node_modules/${name}`);
    const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
    const file = readdirSync(folder).find((one) => /^licen[sc]e/i.test(one));
    const words = file ? readFileSync(`${folder}/${file}`, "utf8").trim() : "";
    return `${name} ${version} (${license})\n\n${words}\n`;
  }).join("\n----------------------------------------\n\n");
}
