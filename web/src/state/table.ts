/** The rows of the layer table in order, and as a file. */
import type { Layers } from '../api/types';
import { shape } from '../parts/numbers';

export const COLUMNS = ['index', 'name', 'op', 'module', 'shape', 'parameters', 'macs', 'memory'] as const;

export type Column = (typeof COLUMNS)[number];

/** What a column is sorted by; an unknown number comes last. */
function keys(layers: Layers, column: Column): (index: number) => number | string {
  switch (column) {
    case 'index':
      return (index) => index;
    case 'shape':
      return (index) => (layers.shape[index] ?? []).reduce<number>((product, dim) => product * (typeof dim === 'number' ? dim : 1), layers.shape[index] ? 1 : -1);
    case 'parameters':
      return (index) => layers.parameters[index] ?? -1;
    case 'macs':
      return (index) => layers.macs[index] ?? -1;
    case 'memory':
      return (index) => layers.activationBytes[index] ?? -1;
    default:
      return (index) => layers[column][index] ?? '';
  }
}

/** Equal ones keep the order of the graph. */
export function sorted(layers: Layers, indices: readonly number[], column: Column, falling: boolean): number[] {
  const key = keys(layers, column);
  const values = new Map(indices.map((index) => [index, key(index)]));
  const sign = falling ? -1 : 1;
  return [...indices].sort((one, other) => {
    const a = values.get(one) ?? 0;
    const b = values.get(other) ?? 0;
    return a < b ? -sign : a > b ? sign : one - other;
  });
}

/** RFC 4180, with exact numbers; a cell that a spreadsheet would take for a formula is quoted by an apostrophe. */
export function csv(layers: Layers, indices: readonly number[]): string {
  const rows = indices.map((index) => [
    index,
    layers.name[index],
    layers.op[index],
    layers.module[index],
    layers.tensor[index],
    shape(layers.shape[index] ?? null),
    layers.parameters[index],
    layers.macs[index],
    layers.activationBytes[index],
  ]);
  const head = ['index', 'name', 'op', 'module', 'tensor', 'shape', 'parameters', 'macs', 'activationBytes'];
  return [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

function cell(value: string | number | null | undefined): string {
  if (typeof value === 'number') return String(value);
  const text = value ?? '';
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
