/**
 * Looks at the layers of the journey before anybody asks, the nearest to the chosen one first, once the page is at rest: a click on a
 * stage then waits for nothing. What a stage gave is known to the server already, so nothing is run for it.
 */
import { effect } from '@preact/signals';
import { forMaps, look } from './looking';
import { cards, here, input, model } from './open';
import { journey } from './running';
import { selection } from './selection';

const REST_MS = 400;
/** Together they may be as large as this; what lies beyond is fetched when it is asked for. */
const MOST_VALUES = 16e6;

interface Stage {
  readonly tensor: string;
  readonly layer: number | null;
  readonly kind: string;
  readonly shape: readonly number[];
}

/** The layers nearest to the chosen one, or to the first where none is chosen, as many as may be held. */
export function nearest(stages: readonly Stage[], layer: string): string[] {
  const at = Math.max(
    stages.findIndex((stage) => stage.tensor === layer),
    0,
  );
  const byDistance = stages
    .map((stage, i) => ({ ...stage, far: Math.abs(i - at) }))
    .filter((stage) => stage.layer !== null && stage.tensor !== layer)
    .sort((a, b) => a.far - b.far);
  let room = MOST_VALUES;
  const held = [];
  for (const { tensor, shape } of byDistance) {
    const size = shape.reduce((a, b) => a * b, 1);
    if (size > room) continue;
    room -= size;
    held.push(tensor);
  }
  return held;
}

let timer: ReturnType<typeof setTimeout>;
effect(() => {
  const owner = here(model.value)?.id;
  const given = here(input.value)?.id;
  const fits = cards.value.some((card) => card.id === 'features' && card.applicable);
  const stages = (here(journey.value)?.facts.stages ?? []) as readonly Stage[];
  const near = nearest(stages, selection.value.layer).map((tensor) => forMaps(tensor, given));
  clearTimeout(timer);
  if (owner === undefined || given === undefined || !fits) return;
  let current = true;
  timer = setTimeout(async () => {
    for (const query of near) if (current) await look(owner, 'features', query).catch(() => undefined);
  }, REST_MS);
  return () => (current = false);
});
