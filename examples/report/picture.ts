import type { LegendEntry } from "./figure.ts";
import { palette } from "./page.ts";

const width = 1060;
const panelHeight = 330;

/** Samples of lines with their words, as many in a row as fit. */
function samples(entries: readonly LegendEntry[]): { text: string; rows: number } {
  let [x, row] = [48, 0];
  const texts = entries.map(({ label, colour, dash, width: stroke = 1.8 }) => {
    const room = 52 + 6.9 * label.length;
    if (x + room > width) [x, row] = [48, row + 1];
    const y = 26 + 24 * row;
    const line = `stroke="${colour}" stroke-width="${stroke}" stroke-dasharray="${dash ?? "none"}"`;
    const text = `<line x1="${x}" x2="${x + 24}" y1="${y}" y2="${y}" ${line}/><text x="${x + 31}" y="${y + 4}">${label}</text>`;
    x += room;
    return text;
  });
  return { text: texts.join("\n"), rows: row + 1 };
}

/** Panels under one legend as a single SVG file that brings its own style, for light and for dark pages. */
export function picture(
  entries: readonly LegendEntry[],
  panels: readonly { readonly heading: string; readonly svg: string }[],
): string {
  const { text, rows } = samples(entries);
  const top = 44 + 24 * rows;
  const height = top + panels.length * (panelHeight + 24);
  const parts = panels.map(({ heading, svg }, i) => {
    const y = top + i * (panelHeight + 24);
    const place = `<svg x="0" y="${y + 8}" width="${width}" height="${panelHeight}"`;
    return `<text x="48" y="${y}" class="soft">${heading}</text>${svg.replace("<svg", place)}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width + 20} ${height}" font-size="13">
<style>${palette.replaceAll(":root", "svg")} svg { color: var(--ink); fill: currentColor; font-family: var(--font); } .soft { fill: var(--soft); }</style>
<rect width="${width + 20}" height="${height}" rx="10" fill="var(--card)"/>
${text}
${parts.join("\n")}
</svg>
`;
}
