import { generateErrors } from "./generateErrors.ts";
import { generateLayers } from "./generateLayers.ts";

interface Generated {
  readonly path: string;
  readonly text: string;
}

/** Every committed text that a program writes, as it should stand on disk. `read` gives the text of a file. */
export function generated(read: (path: string) => string): Generated[] {
  const architecture = "docs/architecture.md";
  return [
    { path: "docs/errors.md", text: generateErrors(read("src/error/sentences.ts")) },
    { path: architecture, text: between(read(architecture), "layers", generateLayers()) },
  ];
}

/** The page with what lies between `<!-- name -->` and `<!-- /name -->` replaced. */
function between(page: string, name: string, text: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const before = page.slice(0, page.indexOf(start) + start.length);
  return `${before}\n${text}\n${page.slice(page.indexOf(end))}`;
}
