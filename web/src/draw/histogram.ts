/** How often which value occurs, for legends. */
import type { Scale } from '../api/types';

/** At most this many values are looked at, evenly spread. */
const MOST = 1 << 20;

/** Counts of values in equal bins from `low` to `high`; values outside count in the first and last bin. */
export function histogram(parts: readonly Float32Array[], scale: Scale, bins: number): Float64Array {
  const counts = new Float64Array(bins);
  const total = parts.reduce((sum, values) => sum + values.length, 0);
  const stride = Math.max(1, Math.ceil(total / MOST));
  const range = scale.high - scale.low;
  if (!(range > 0)) return counts;
  for (const values of parts) {
    for (let i = 0; i < values.length; i += stride) {
      const v = values[i]!;
      if (v - v !== 0) continue;
      const bin = Math.floor(((v - scale.low) / range) * bins);
      counts[Math.max(0, Math.min(bins - 1, bin))]! += stride;
    }
  }
  return counts;
}

/** The edge values of a bin. */
export function edges(scale: Scale, bins: number, bin: number): { from: number; to: number } {
  const width = (scale.high - scale.low) / bins;
  return { from: scale.low + bin * width, to: scale.low + (bin + 1) * width };
}
