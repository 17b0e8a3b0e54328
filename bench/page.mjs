// What the measurements in a browser share: a server and a Chromium, waiting until something is painted, frames, medians.
import { readFileSync } from 'node:fs';
export { browse, home, serve } from '../web/e2e/start.mjs';

/**
 * Runs in the page: does something, waits until `done` holds and is painted; milliseconds (null after the limit), and the longest
 * task on the way. Both are the text of a function body, `given` its argument.
 */
export const timed = ([act, done, given, limit = 20_000]) =>
  new Promise((resolve) => {
    const [start, stop] = [act, done].map((text) => new Function('given', text));
    let longest = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (longest = Math.max(longest, entry.duration)))).observe({ entryTypes: ['longtask'] });
    const begin = performance.now();
    start(given);
    const look = () => {
      if (performance.now() - begin > limit) resolve({ ms: null, longest });
      else if (stop(given)) requestAnimationFrame(() => setTimeout(() => resolve({ ms: performance.now() - begin, longest })));
      else requestAnimationFrame(look);
    };
    look();
  });

/** Opens a model in a page of the workbench, until its graph is painted. */
export const open = (page, path, limit) =>
  page.evaluate(timed, [
    `history.pushState(null, '', '?m=' + encodeURIComponent(given)); dispatchEvent(new PopStateEvent('popstate'))`,
    `return document.querySelector('.graph-pane')?.dataset.boxes > 0`,
    path,
    limit,
  ]);

/** Runs in the page: the time between frames while something moves, as sorted milliseconds. */
export const frames = () =>
  new Promise((resolve) => {
    const times = [];
    let last = performance.now();
    const next = () => {
      const now = performance.now();
      times.push(now - last);
      last = now;
      if (times.length < 90) requestAnimationFrame(next);
      else resolve(times.slice(5).sort((a, b) => a - b));
    };
    requestAnimationFrame(next);
  });

/** What a process has in memory, in MB. */
export const resident = (pid) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1e3;

export const share = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];

/** Figures of several runs by name; said one by one on standard error, and as medians with all of them at the end. */
export function figures() {
  const all = new Map();
  return {
    note(name, value) {
      all.set(name, [...(all.get(name) ?? []), value]);
      console.error(`run ${all.get(name).length}, ${name}: ${written(value)}`);
    },
    print() {
      for (const [name, values] of all) console.log(`${name}: ${written(median(values))} (${values.map(written).join(', ')})`);
    },
  };
}

/** What never happened counts as longest. */
export function median(values) {
  return [...values].sort((a, b) => (a ?? Infinity) - (b ?? Infinity))[Math.floor(values.length / 2)];
}

const written = (value) => (value === null ? 'not drawn' : Math.round(value));
