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

/** The share of values that `clipped` keeps within the range. */
const KEPT = 0.995;

/** As `scaleOf`, but a few extreme values do not set the range: it ends where 99.5 % of all sizes end. */
export function clipped(parts: readonly Float32Array[]): Scale {
  const whole = scaleOf(parts);
  const { limit, extreme } = sizes(parts);
  if (limit <= 0 || limit >= Math.abs(extreme)) return whole;
  const low = Math.max(whole.low, -limit);
  const high = Math.min(whole.high, limit);
  if (low > high) return whole;
  return { low, high, diverging: whole.diverging, clipped: extreme, signal: high > low && high - low >= Math.fround(SIGNAL) * limit };
}

/** The size that `KEPT` of all finite values do not exceed, and the value of largest size. Sizes are found by their bits. */
function sizes(parts: readonly Float32Array[]): { limit: number; extreme: number } {
  const float = new Float32Array(1);
  const bits = new Uint32Array(float.buffer);
  const coarse = new Uint32Array(1 << 16);
  let extreme = 0;
  let finite = 0;
  const each = (see: (size: number) => void) => {
    for (const values of parts) {
      for (let i = 0; i < values.length; i++) {
        const value = values[i]!;
        if (value - value !== 0) continue;
        if (Math.abs(value) > Math.abs(extreme)) extreme = value;
        float[0] = Math.abs(value);
        see(bits[0]!);
      }
    }
  };
  each((size) => {
    coarse[size >>> 16]!++;
    finite++;
  });
  if (finite === 0) return { limit: 0, extreme };
  const first = reach(coarse, Math.ceil(KEPT * finite));
  const fine = new Uint32Array(1 << 16);
  each((size) => {
    if (size >>> 16 === first.at) fine[size & 0xffff]!++;
  });
  bits[0] = first.at * 65536 + reach(fine, first.left).at;
  return { limit: float[0]!, extreme };
}

/** Where so many are counted, and how many of them are counted there. */
function reach(counts: Uint32Array, many: number): { at: number; left: number } {
  let at = 0;
  let left = many;
  while (at < counts.length - 1 && left > counts[at]!) left -= counts[at++]!;
  return { at, left };
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
