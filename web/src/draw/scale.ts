/** How values become places on a colour map; the rules of `artifact/Scale.java`, so that page and files look the same. */
import type { Scale } from '../api/types';

/** Values that spread less than this part of their reference carry no signal in float32. */
export const SIGNAL = 1e-5;

/** A matrix of values, row by row. */
export interface Matrix {
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** The lowest and highest finite value of all; `low > high` where there is none. */
export function extremes(parts: readonly Float32Array[]): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const values of parts) {
    for (let i = 0; i < values.length; i++) {
      const v = values[i]!;
      if (v - v !== 0) continue;
      if (v < low) low = v;
      if (v > high) high = v;
    }
  }
  return { low, high };
}

/** The range of these values together: symmetric around zero where both signs occur, else from lowest to highest. */
export function scaleOf(parts: readonly Float32Array[]): Scale {
  const { low, high } = extremes(parts);
  return between(low, high);
}

/** The scale of values whose extremes are known. */
export function between(low: number, high: number): Scale {
  if (!(low <= high)) return { low: 0, high: 0, diverging: false, clipped: null, signal: false };
  if (low < 0 && high > 0) {
    const size = Math.max(-low, high);
    return { low: -size, high: size, diverging: true, clipped: null, signal: true };
  }
  const reference = Math.max(Math.abs(low), Math.abs(high));
  const signal = high > low && high - low >= Math.fround(SIGNAL) * reference;
  return { low, high, diverging: false, clipped: null, signal };
}

/** One scale for several: the widest, with zero in the middle where one of them has it there. */
export function shared(scales: readonly Scale[]): Scale {
  const telling = scales.filter((scale) => scale.signal);
  const all = telling.length > 0 ? telling : scales;
  const low = Math.min(...all.map((scale) => scale.low));
  const high = Math.max(...all.map((scale) => scale.high));
  const diverging = all.some((scale) => scale.diverging) || (low < 0 && high > 0);
  const size = Math.max(Math.abs(low), Math.abs(high));
  const clipped = all
    .map((scale) => scale.clipped)
    .filter((value) => value !== null)
    .reduce<number | null>((most, value) => (Math.abs(value) > Math.abs(most ?? 0) ? value : most), null);
  return {
    low: diverging ? -size : low,
    high: diverging ? size : high,
    diverging,
    clipped: clipped !== null && Math.abs(clipped) > size ? clipped : null,
    signal: telling.length > 0,
  };
}

/** Where a value lies: 0 for `low`, 1 for `high`, not outside; half way where there is no range. In float32, as Java does. */
export function place(scale: Scale, value: number): number {
  const low = Math.fround(scale.low);
  const high = Math.fround(scale.high);
  const at = high > low ? Math.fround((value - low) / (high - low)) : 0.5;
  return Math.max(0, Math.min(1, at));
}
