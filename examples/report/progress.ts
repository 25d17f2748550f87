/** Where the work stands: a bar on a terminal, one plain line per step elsewhere. */
export interface Progress {
  step(words: string): void;
  done(words: string): void;
}

const width = 28;

/** A progress display for a known number of steps. */
export function progress(steps: number, stream: NodeJS.WriteStream = process.stderr): Progress {
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  let finished = 0;
  const bar = (words: string) => {
    const filled = Math.round((width * finished) / steps);
    const line = ` ${"█".repeat(filled)}${"░".repeat(width - filled)} ${finished}/${steps}  ${words}`;
    stream.write(`\r\x1b[K${line.slice(0, Math.max(40, (stream.columns || 80) - 1))}`);
  };
  return {
    step(words) {
      if (stream.isTTY) bar(words);
      else stream.write(`[${String(finished + 1).padStart(2)}/${steps}] ${words} (${seconds()})\n`);
      finished = Math.min(steps, finished + 1);
    },
    done(words) {
      stream.write(
        stream.isTTY ? `\r\x1b[K${words} (${seconds()})\n` : `${words} (${seconds()})\n`,
      );
    },
  };
}
