/** The output of a layer as maps, one per channel, as the method `features` answers it. */
import type { Scale } from '../api/types';
import type { Seen } from '../state/looking';
import { matrix } from './plane';
import type { Matrix } from './scale';

export interface Summary {
  readonly index: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly sparsity: number;
  readonly dead: boolean;
}

export interface Maps {
  readonly tensor: string;
  readonly shape: readonly number[];
  readonly rows: number;
  readonly columns: number;
  /** By channel. */
  readonly planes: readonly Matrix[];
  /** How each is coloured by itself; among checkpoints the same for all of them. */
  readonly scales: readonly Scale[];
  readonly summaries: readonly Summary[];
}

/** The maps of a look with `features` at one layer, in its standard order; nothing if it answered something else. */
export function mapsOf(seen: Seen): Maps | null {
  const { artifact, values, facts } = seen;
  if (artifact.kind !== 'grid') return null;
  const planes: Matrix[] = [];
  const scales: Scale[] = [];
  for (const { content } of artifact.cells) {
    if (!('scale' in content)) continue;
    planes.push(matrix(values, content));
    scales.push(content.scale);
  }
  const tensor = facts.tensor as { name: string; shape: number[] } | undefined;
  const first = planes[0];
  if (!first) return null;
  return {
    tensor: tensor?.name ?? '',
    shape: tensor?.shape ?? [],
    rows: first.rows,
    columns: first.columns,
    planes,
    scales,
    summaries: (facts.channels as Summary[] | undefined) ?? [],
  };
}

/** Own for each map, one for the layer, or one for two inputs together. */
export type ScaleMode = 'map' | 'layer' | 'shared';

export type Order = 'index' | 'mean' | 'max' | 'sparsity' | 'difference';

/** Channels in an order: the highest first, by index where they are equal. */
export function ordered(maps: Maps, order: Order, other?: Maps | null): number[] {
  const all = maps.planes.map((_, channel) => channel);
  if (order === 'index') return all;
  const by = order === 'difference' ? all.map((channel) => difference(maps, other, channel)) : all.map((channel) => worth(maps.summaries[channel], order));
  return all.sort((a, b) => (Number.isNaN(by[b]!) ? -1 : Number.isNaN(by[a]!) ? 1 : by[b]! - by[a]!) || a - b);
}

function worth(summary: Summary | undefined, order: 'mean' | 'max' | 'sparsity'): number {
  return summary?.[order] ?? Number.NaN;
}

/** The mean size of the difference between two inputs in one channel; 0 where they cannot be compared. */
export function difference(maps: Maps, other: Maps | null | undefined, channel: number): number {
  const a = maps.planes[channel]?.values;
  const b = other?.planes[channel]?.values;
  if (!a || !b || a.length !== b.length || a.length === 0) return 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
}

/** A whole map, or one value of it, as `--target` says it. */
export function targetOf(maps: Maps, channel: number, place: { row: number; column: number } | null): string {
  const index = indexOf(maps, channel, place?.row ?? 0, place?.column ?? 0);
  const own = index.length === maps.shape.length - 1 ? ['0'] : [];
  const last = index.length > 1 && channelsLast(maps);
  const at = index.map((i, d) => (place || d === (last ? index.length - 1 : 0) ? String(i) : ':'));
  return `${maps.tensor}[${[...own, ...at].join(',')}]`;
}

function channelsLast(maps: Maps): boolean {
  const inner = maps.shape.slice(1);
  return inner.length > 1 && inner[0] !== maps.planes.length && inner.at(-1) === maps.planes.length;
}

/** The row and column of a unit written `channel,row,column`, which may have been written for maps of another size. */
export function placeOf(maps: Maps, unit: string): { row: number; column: number } | null {
  const [, row, column] = unit.split(',').map(Number);
  return row !== undefined && column !== undefined ? { row: Math.min(row, maps.rows - 1), column: Math.min(column, maps.columns - 1) } : null;
}

/** The index of a value in the tensor without the batch: where the channels are tells the shape. */
export function indexOf(maps: Maps, channel: number, row: number, column: number): number[] {
  const inner = maps.shape.slice(1);
  const last = channelsLast(maps);
  const spatial = last ? inner.slice(0, -1) : inner.slice(1);
  let rest = row * maps.columns + column;
  const place: number[] = [];
  for (let d = spatial.length - 1; d >= 0; d--) {
    place.unshift(rest % spatial[d]!);
    rest = Math.floor(rest / spatial[d]!);
  }
  if (maps.shape.length < 2) return maps.shape.length === 0 ? [] : [channel];
  return last ? [...place, channel] : [channel, ...place];
}
