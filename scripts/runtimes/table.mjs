import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { root } from "../prepare.mjs";

const path = join(root, "docs/runtimes.md");

/** Puts the results between the marks of docs/runtimes.md. */
export function write(rows, figures, versions) {
  const tables = [
    `${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model.trim()}. ${versions.join(" · ")}`,
    table(
      ["where", "how", "result"],
      rows.map(({ what, how, text }) => [what, how, text]),
    ),
    table(["measured", "result"], figures),
  ];
  const text = readFileSync(path, "utf8").replace(
    /<!-- results -->.*<!-- \/results -->/s,
    `<!-- results -->\n${tables.join("\n\n")}\n<!-- /results -->`,
  );
  writeFileSync(path, text);
}

const line = (cells) =>
  `| ${cells.map((cell) => cell.replaceAll("|", "/").split("\n")[0]).join(" | ")} |`;

function table(head, rows) {
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
