import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { look, type MethodName } from "./methods.ts";
import { superscript } from "./words.ts";

const { document } = parseHTML("<html><body></body></html>");

/** A plot as SVG text that scales with the page and takes its colours from the page's style. */
export function figure(options: Plot.PlotOptions, description: string): string {
  const svg = Plot.plot({
    document: document as unknown as Document,
    marginTop: 34,
    marginBottom: 42,
    ...options,
  });
  svg.removeAttribute("width");
  svg.removeAttribute("height");
  svg.setAttribute("style", "overflow: visible");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", description);
  return svg.outerHTML;
}

/** Decimal powers with superscripts: 10⁻⁴. Other ticks of a logarithmic axis stay without words. */
export function power(value: number): string {
  const exponent = Math.log10(value);
  if (Math.abs(exponent - Math.round(exponent)) > 1e-9) return "";
  return `10${superscript(String(Math.round(exponent)))}`;
}

/** The decimal powers from 10^low to 10^high, every `step`th. */
export function powers(low: number, high: number, step = 1): number[] {
  return Array.from(
    { length: Math.floor((high - low) / step) + 1 },
    (_, i) => 10 ** (low + i * step),
  );
}

/** Thin horizontal rules behind a plot, at these ticks or at as many as asked for. */
export function grid(ticks: readonly number[] | number): Plot.Markish {
  const at = typeof ticks === "number" ? ticks : [...ticks];
  return Plot.gridY({ ticks: at, stroke: "var(--rule)", strokeOpacity: 1 });
}

/** The name of each column above its panel. */
export function facetTitles<Column>(words: (column: Column) => string): Plot.Markish {
  const tickFormat = words as (column: unknown) => string;
  return Plot.axisFx({ anchor: "top", label: null, tickSize: 0, fontSize: 13, tickFormat });
}

/** One entry of a legend. */
export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  readonly dash?: string;
  readonly width?: number;
}

/** A legend as a list of line samples with words. */
export function legend(entries: readonly LegendEntry[]): string {
  const items = entries.map(({ label, colour, dash, width = 1.8 }) => {
    const style = `stroke:${colour};stroke-width:${width};stroke-dasharray:${dash ?? "none"}`;
    return `<li><svg viewBox="0 0 26 8" aria-hidden="true"><line x1="1" x2="25" y1="4" y2="4" style="${style}"/></svg>${label}</li>`;
  });
  return `<ul class="legend">${items.join("")}</ul>`;
}

/** The legend of the methods that appear in a figure. */
export function methodLegend(names: readonly MethodName[]): string {
  return legend([...new Set(names)].map(look));
}
