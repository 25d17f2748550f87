import * as Plot from "@observablehq/plot";
import { figure, grid, type LegendEntry } from "../examples/report/figure.ts";
import { picture } from "../examples/report/picture.ts";

/** A line of a figure: its looks, and where it goes. */
export interface Line extends LegendEntry {
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** One axis: its scale and the numbers written at it. */
export interface Axis {
  readonly type?: "linear" | "log";
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly tickFormat?: (value: number) => string;
}

export interface Panel {
  readonly heading: string;
  readonly lines: readonly Line[];
  readonly x: Axis;
  readonly y: Axis;
  /** Mark each point, where there are few. */
  readonly dots?: boolean;
}

/** Panels of lines under one legend, which names every line once. */
export function linesPicture(panels: readonly Panel[]): string {
  const entries = new Map<string, LegendEntry>();
  for (const { lines } of panels) for (const line of lines) entries.set(line.label, line);
  return picture(
    [...entries.values()],
    panels.map((panel) => ({ heading: panel.heading, svg: drawn(panel) })),
  );
}

function drawn({ heading, lines, x, y, dots = false }: Panel): string {
  const axis = { tickSize: 4, fontSize: 12 };
  const scale = ({ type = "linear", domain }: Axis): Plot.ScaleOptions => ({
    type,
    domain: [...domain],
    label: null,
    clamp: true,
  });
  return figure(
    {
      width: 1060,
      height: 330,
      marginLeft: 60,
      x: scale(x),
      y: scale(y),
      marks: [
        grid(y.ticks),
        Plot.axisY({
          ...axis,
          ticks: [...y.ticks],
          tickFormat: y.tickFormat ?? String,
          tickSize: 0,
        }),
        Plot.axisX({ ...axis, ticks: [...x.ticks], tickFormat: x.tickFormat ?? String }),
        ...lines.flatMap(({ points, colour, dash, width = 1.8 }) => {
          const ends = {
            x: (point: Line["points"][number]) => point[0],
            y: (p: (typeof points)[number]) => p[1],
          };
          const stroke = { stroke: colour, strokeWidth: width, strokeDasharray: dash ?? "none" };
          const line = Plot.line([...points], { ...ends, ...stroke });
          return dots ? [line, Plot.dot([...points], { ...ends, r: 3, fill: colour })] : [line];
        }),
      ],
    },
    heading,
  );
}
