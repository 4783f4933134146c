// Makes GraphiQL into finished files in a directory, for `demarche serve --explorer-dir`.

import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
if (!process.argv[2]) {
  console.error("Say where: npm run build -- DIRECTORY");
  process.exit(2);
}

// npm changes directory; what was said is meant from where it was said.
const target = resolve(process.env.INIT_CWD ?? ".", process.argv[2]);
await mkdir(target, { recursive: true });
const made = await build({
  absWorkingDir: here,
  entryPoints: {
    start: "start.js",
    "json.worker": "monaco-editor/esm/vs/language/json/json.worker.js",
    "graphql.worker": "monaco-graphql/esm/graphql.worker.js",
    "editor.worker": "monaco-editor/esm/vs/editor/editor.worker.js",
  },
  outdir: target,
  bundle: true,
  minify: true,
  format: "esm",
  splitting: false,
  target: "es2022",
  loader: { ".ttf": "file", ".woff2": "file" },
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "linked",
  logLevel: "warning",
  metafile: true,
});
await copyFile(join(here, "index.html"), join(target, "index.html"));
const bytes = Object.values(made.metafile.outputs).reduce((sum, it) => sum + it.bytes, 0);
console.log(`GraphiQL is in ${target}: ${Math.round(bytes / 1e6)} MB`);
