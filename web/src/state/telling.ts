/** The layer that is shown where a layer is needed and none was chosen. */
import type { Layers } from '../api/types';
import { here } from './open';
import { journey } from './running';

/** A stage of the journey, as far as it matters here. */
interface Stage {
  readonly tensor: string;
  readonly layer: number | null;
  readonly kind: string;
  readonly shape: readonly number[];
}

/** Layers that only move numbers about. */
const DULL = ['shape', 'other'];
/** What an output of unknown size counts. */
const UNKNOWN = 1000;

export function journeyed(): readonly Stage[] {
  return (here(journey.value)?.facts.stages ?? []) as readonly Stage[];
}

/**
 * The last stage that has maps, else the last with the largest output; before the input has gone through, the last layer with the
 * largest output of those that compute.
 */
export function telling(all: Layers, stages: readonly Stage[]): string {
  const own = stages.filter((stage) => stage.layer !== null);
  const maps = own.filter((stage) => stage.kind === 'maps');
  if (maps.length > 0) return maps.at(-1)!.tensor;
  if (own.length > 0) return own.reduce((best, stage) => (count(stage.shape) >= count(best.shape) ? stage : best)).tensor;
  const worth = (i: number) => {
    const known = all.shape[i]?.every((dim) => typeof dim === 'number') ?? false;
    const size = known ? count(all.shape[i] as number[]) : UNKNOWN;
    return DULL.includes(all.category[i]!) ? Math.min(size, UNKNOWN) / UNKNOWN : size;
  };
  let best = 0;
  for (let i = 1; i < all.count; i++) if (worth(i) >= worth(best)) best = i;
  return all.tensor[best] ?? '';
}

function count(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
