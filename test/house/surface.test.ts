import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { publicFaces } from "./publicFaces.ts";

// A name that appears or disappears here is a change every user can notice: it belongs in the changelog.
test.each(Object.entries(publicFaces()))(
  "%s exports exactly the names in surface.json (UPDATE=1 rewrites)",
  async (name, path) => {
    const file = "test/house/surface.json";
    const surface = JSON.parse(readFileSync(file, "utf8"));
    const exported = Object.keys(await import(/* @vite-ignore */ `../../${path}`)).sort();
    if (process.env.UPDATE === "1") {
      surface[name] = exported;
      writeFileSync(file, `${JSON.stringify(surface, null, 2)}\n`);
    }
    expect(exported).toEqual(surface[name]);
  },
);
