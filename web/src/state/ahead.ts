/**
 * Looks at the maps of the stages beside the chosen one before anybody asks, once the page is at rest: a click on the next stage then
 * waits for nothing. What a stage gave is known to the server already, so nothing is run for it.
 */
import { effect } from '@preact/signals';
import { forMaps, look } from './looking';
import { cards, here, input, model } from './open';
import { journey } from './running';
import { selection } from './selection';

const REST_MS = 400;
/** Values that are larger are fetched only when they are asked for. */
const MOST_VALUES = 4e6;

interface Stage {
  readonly tensor: string;
  readonly layer: number | null;
  readonly kind: string;
  readonly shape: readonly number[];
}

/** The maps after the chosen layer and before it; the first of all where none is chosen. */
export function beside(stages: readonly Stage[], layer: string): string[] {
  const at = stages.findIndex((stage) => stage.tensor === layer);
  const near = at >= 0 ? [stages[at + 1], stages[at - 1]] : [stages.find((stage) => stage.kind === 'maps')];
  return near
    .filter((stage) => stage !== undefined)
    .filter((stage) => stage.layer !== null && stage.kind === 'maps' && stage.shape.reduce((a, b) => a * b, 1) <= MOST_VALUES)
    .map((stage) => stage.tensor);
}

let timer: ReturnType<typeof setTimeout>;
effect(() => {
  const owner = here(model.value)?.id;
  const given = here(input.value)?.id;
  const fits = cards.value.some((card) => card.id === 'features' && card.applicable);
  const stages = (here(journey.value)?.facts.stages ?? []) as readonly Stage[];
  const near = beside(stages, selection.value.layer).map((tensor) => forMaps(tensor, given));
  clearTimeout(timer);
  if (owner === undefined || given === undefined || !fits) return;
  timer = setTimeout(async () => {
    for (const query of near) await look(owner, 'features', query).catch(() => undefined);
  }, REST_MS);
});
