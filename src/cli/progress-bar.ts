import type { WriteStream } from 'node:tty';

export interface ProgressBar {
  show: (progress: { done: number; total: number }) => void;
  /** Wipes the bar off a terminal before something else is written there; the next `show` draws it again. */
  clear: () => void;
  end(): void;
}

type Out = Pick<WriteStream, 'write'> & { isTTY?: boolean; columns?: number };

const REDRAW_MS = 100;
const MOST_CELLS = 40;
/** What stands beside the bar: percentage, counts, rate. */
const LABEL_CELLS = 40;

/** A bar that redraws itself on a terminal; elsewhere a line for every tenth. */
export function progressBar(out: Out, now: () => number = () => performance.now()): ProgressBar {
  const began = now();
  const isTerminal = out.isTTY === true;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let tenth = -1;

  const label = (done: number, total: number) => {
    const percent = total === 0 ? 100 : Math.floor((done * 100) / total);
    const seconds = (now() - began) / 1_000;
    return `${percent}% ${done}/${total} ${seconds > 0 ? Math.round(done / seconds) : 0}/s`;
  };

  function draw(done: number, total: number): void {
    if (done < total && now() - drawnAt < REDRAW_MS) return;
    drawnAt = now();
    const cells = Math.max(10, Math.min(MOST_CELLS, (out.columns ?? 80) - LABEL_CELLS));
    const full = total === 0 ? cells : Math.floor((done * cells) / total);
    out.write(`\r\u001B[2K[${'#'.repeat(full)}${'-'.repeat(cells - full)}] ${label(done, total)}`);
  }

  function line(done: number, total: number): void {
    const reached = total === 0 ? 10 : Math.floor((done * 10) / total);
    if (reached <= tenth) return;
    tenth = reached;
    out.write(`${label(done, total)}\n`);
  }

  return {
    show: ({ done, total }) => {
      if (isTerminal) draw(done, total);
      else line(done, total);
    },
    clear: () => {
      if (!isTerminal || drawnAt === Number.NEGATIVE_INFINITY) return;
      out.write('\r\u001B[2K');
      drawnAt = Number.NEGATIVE_INFINITY;
    },
    end: () => {
      if (isTerminal && drawnAt > Number.NEGATIVE_INFINITY) out.write('\n');
    },
  };
}
