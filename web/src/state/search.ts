/**
 * The small language of finding layers: words that must all fit, each plain (`conv`), exact (`"fire2/conv"`), a pattern (`/conv\d/`),
 * a column (`op:Conv`, `module:layer1`, `shape:512`) or a bound (`params>1M`, `macs<=10k`); a `-` before one turns it round.
 */
import type { Layers } from '../api/types';

type Test = (layers: Layers, index: number) => boolean;

export type Search = { readonly test: Test; readonly empty: boolean } | { readonly problem: 'pattern' | 'column' | 'number'; readonly at: string };

const TEXTS: Record<string, (layers: Layers, index: number) => string | undefined> = {
  name: (layers, index) => layers.name[index],
  op: (layers, index) => layers.op[index],
  module: (layers, index) => layers.module[index],
  category: (layers, index) => layers.category[index],
  tensor: (layers, index) => layers.tensor[index],
};

const NUMBERS: Record<string, (layers: Layers, index: number) => number | null | undefined> = {
  params: (layers, index) => layers.parameters[index],
  parameters: (layers, index) => layers.parameters[index],
  macs: (layers, index) => layers.macs[index],
  memory: (layers, index) => layers.activationBytes[index],
  maps: (layers, index) => layers.maps[index],
};

const UNITS: Record<string, number> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };
const WORD = /-?(?:\/(?:\\.|[^/\\])+\/(?=\s|$)|(?:\w+[:=])?"[^"]*"?|\S+)/g;

export function parse(text: string): Search {
  const tests: Test[] = [];
  for (const [word] of text.matchAll(WORD)) {
    const not = word.length > 1 && word.startsWith('-');
    const test = one(not ? word.slice(1) : word);
    if ('problem' in test) return test;
    tests.push(not ? (layers, index) => !test.fits(layers, index) : test.fits);
  }
  return { empty: tests.length === 0, test: (layers, index) => tests.every((fits) => fits(layers, index)) };
}

function one(word: string): { fits: Test } | { problem: 'pattern' | 'column' | 'number'; at: string } {
  if (word.length > 2 && word.startsWith('/') && word.endsWith('/')) {
    try {
      const pattern = new RegExp(word.slice(1, -1), 'i');
      return { fits: (layers, index) => pattern.test(layers.name[index] ?? '') || pattern.test(layers.tensor[index] ?? '') };
    } catch {
      return { problem: 'pattern', at: word };
    }
  }
  if (word.startsWith('"')) {
    const name = word.replaceAll('"', '');
    return { fits: (layers, index) => layers.name[index] === name || layers.tensor[index] === name || layers.op[index] === name };
  }
  const bound = /^([a-z]+)(>=|<=|>|<|=)([\d.]+)([kmgt]?)b?$/i.exec(word);
  if (bound) return compare(bound, word);
  const column = /^([a-z]+):(.+)$/i.exec(word);
  if (column) {
    const name = (column[1] ?? '').toLowerCase();
    const wanted = column[2] ?? '';
    if (name === 'shape') return { fits: dimensions(wanted) };
    const read = TEXTS[name];
    if (!read) return { problem: 'column', at: name };
    if (wanted.startsWith('"')) return { fits: (layers, index) => read(layers, index) === wanted.replaceAll('"', '') };
    return { fits: (layers, index) => (read(layers, index) ?? '').toLowerCase().includes(wanted.toLowerCase()) };
  }
  if (/^[a-z]+[<>=]/i.test(word)) return { problem: 'number', at: word };
  const part = word.toLowerCase();
  return {
    fits: (layers, index) => [layers.name, layers.op, layers.module].some((texts) => (texts[index] ?? '').toLowerCase().includes(part)),
  };
}

function compare(bound: RegExpExecArray, word: string): { fits: Test } | { problem: 'column' | 'number'; at: string } {
  const [, name = '', sign, digits = '', unit = ''] = bound;
  const read = NUMBERS[name.toLowerCase()];
  if (!read) return { problem: 'column', at: name };
  const limit = Number(digits) * (UNITS[unit.toLowerCase()] ?? 1);
  if (!Number.isFinite(limit)) return { problem: 'number', at: word };
  return {
    fits: (layers, index) => {
      const value = read(layers, index);
      if (value === null || value === undefined) return false;
      return sign === '>' ? value > limit : sign === '<' ? value < limit : sign === '>=' ? value >= limit : sign === '<=' ? value <= limit : value === limit;
    },
  };
}

/** One dimension anywhere, or several in a row: `512`, `64x56x56`, `?x512`. */
function dimensions(wanted: string): Test {
  const run = wanted.toLowerCase().split(/[x×]/);
  return (layers, index) => {
    const dims = (layers.shape[index] ?? []).map((dim) => String(dim ?? '?').toLowerCase());
    return dims.some((_, start) => run.every((dim, i) => dims[start + i] === dim || (dim === '?' && start + i < dims.length)));
  };
}

/** The layers that fit, in order. */
export function find(search: Search, layers: Layers): number[] {
  const found: number[] = [];
  if (!('test' in search) || search.empty) return found;
  for (let index = 0; index < layers.count; index++) if (search.test(layers, index)) found.push(index);
  return found;
}
