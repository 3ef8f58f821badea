// Builds static/css/nhsuk.css from the pinned NHS.UK frontend. With --check, only compares.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = here("../static/css/nhsuk.css");
const { css } = compile(here("src/nhsuk.scss"), {
  loadPaths: [here("node_modules")],
  style: "compressed",
  quietDeps: true,
  silenceDeprecations: ["import", "global-builtin"],
});

if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") !== css) {
    console.error("static/css/nhsuk.css is not what frontend/ builds: run npm run build there.");
    process.exit(1);
  }
} else {
  writeFileSync(target, css);
}
