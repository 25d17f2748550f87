/** One figure of the page: SVG panels, a legend, and a caption that says what to conclude. */
export interface PageFigure {
  readonly id: string;
  readonly title: string;
  readonly legend: string;
  readonly panels: readonly { readonly heading: string; readonly svg: string }[];
  readonly caption: string;
}

export interface PageSection {
  readonly title: string;
  readonly introduction: string;
  readonly figures: readonly PageFigure[];
  /** Head and rows of a table below the figures. */
  readonly table?: {
    readonly title: string;
    readonly head: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };
}

export interface Page {
  readonly title: string;
  readonly lead: string;
  /** Large numbers with a few words each. */
  readonly highlights: readonly { readonly number: string; readonly words: string }[];
  readonly sections: readonly PageSection[];
  readonly footer: string;
}

/** Colours by name, for light and for dark mode. */
export const palette = `
:root { color-scheme: light dark;
  --font: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  --paper: #fbfaf7; --card: #ffffff; --ink: #1d2330; --soft: #5d6675; --rule: #e4e3de; --edge: #e4e1d8;
  --blue: #1f6fd6; --green: #1b8a5a; --orange: #d9730d; --violet: #8250c4; --rose: #cf3a78; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #12151c; --card: #191d26; --ink: #e9ecf2; --soft: #9aa4b5; --rule: #2a303c; --edge: #2a303c;
  --blue: #6aa9ff; --green: #4fce93; --orange: #ffa34d; --violet: #b896ff; --rose: #ff7fae; } }
`;

const style = `${palette}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 var(--font); }
main { max-width: 1120px; margin: 0 auto; padding: 56px 24px 72px; }
h1 { font-size: 2.1rem; line-height: 1.2; letter-spacing: -0.02em; margin: 0 0 12px; }
h2 { font-size: 1.4rem; letter-spacing: -0.01em; margin: 64px 0 8px; }
h3 { font-size: 1.02rem; margin: 0 0 10px; }
p { max-width: 76ch; margin: 0 0 12px; }
.lead { font-size: 1.12rem; color: var(--soft); }
.highlights { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 14px; margin: 32px 0 0; }
.highlights div { background: var(--card); border: 1px solid var(--edge); border-radius: 10px; padding: 16px 18px; }
.highlights b { display: block; font-size: 1.7rem; line-height: 1.25; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }
.highlights span { color: var(--soft); font-size: 0.88rem; line-height: 1.4; display: block; }
figure { margin: 26px 0; padding: 22px 24px 18px; background: var(--card); border: 1px solid var(--edge); border-radius: 12px; }
.panel + .panel { margin-top: 14px; }
.panel h4 { margin: 0 0 2px; font-size: 0.88rem; font-weight: 500; color: var(--soft); }
.row { display: grid; grid-template-columns: 1fr 1fr; gap: 28px; }
.row .panel + .panel { margin-top: 0; }
figure svg { width: 100%; height: auto; display: block; }
figcaption { margin-top: 14px; padding-top: 12px; border-top: 1px solid var(--rule); color: var(--ink); font-size: 0.95rem; max-width: 92ch; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 0 0 12px; padding: 0; font-size: 0.86rem; color: var(--soft); }
.legend li { display: flex; align-items: center; gap: 7px; }
.legend svg { width: 26px; height: 8px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; width: 100%; }
th { text-align: right; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--edge); padding: 6px 10px; vertical-align: bottom; }
td { text-align: right; padding: 5px 10px; border-bottom: 1px solid var(--rule); }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
footer { margin-top: 64px; color: var(--soft); font-size: 0.88rem; }
code { font: 0.92em ui-monospace, SFMono-Regular, Menlo, monospace; }
@media (max-width: 760px) { .row { grid-template-columns: 1fr; } .panel svg { min-width: 560px; } .panel { overflow-x: auto; } }
@media print { figure { break-inside: avoid; } }
`;

function figureText({ id, title, legend, panels, caption }: PageFigure): string {
  const parts = panels.map(
    ({ heading, svg }) => `<div class="panel"><h4>${heading}</h4>${svg}</div>`,
  );
  const pair = panels.length === 2 && panels.every(({ svg }) => /viewBox="0 0 [45]\d\d /.test(svg));
  return `<figure id="${id}"><h3>${title}</h3>${legend}
<div${pair ? ' class="row"' : ""}>${parts.join("\n")}</div>
<figcaption>${caption}</figcaption></figure>`;
}

function tableText({ title, head, rows }: NonNullable<PageSection["table"]>): string {
  const cells = (tag: string, row: readonly string[]) =>
    `<tr>${row.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`;
  const body = rows.map((row) => cells("td", row)).join("\n");
  return `<h3>${title}</h3><div class="wide"><table><thead>${cells("th", head)}</thead><tbody>${body}</tbody></table></div>`;
}

/** The report as one HTML file without anything to fetch. */
export function pageText({ title, lead, highlights, sections, footer }: Page): string {
  const numbers = highlights.map(
    ({ number, words }) => `<div><b>${number}</b><span>${words}</span></div>`,
  );
  const body = sections.map(
    (section) => `<section><h2>${section.title}</h2>${section.introduction}
${section.figures.map(figureText).join("\n")}
${section.table === undefined ? "" : tableText(section.table)}</section>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${style}</style></head>
<body><main><h1>${title}</h1><p class="lead">${lead}</p>
<div class="highlights">${numbers.join("")}</div>
${body.join("\n")}
<footer>${footer}</footer></main></body></html>
`;
}
