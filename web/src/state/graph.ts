/** The graph as it is drawn now: asked for when the model, the open modules or the window change; the old picture stays till then. */
import { computed, effect, signal } from '@preact/signals';
import { api, Failure } from '../api/client';
import type { GraphLayout } from '../api/types';
import { trace, traceBoth } from '../draw/trace';
import { shape } from '../parts/numbers';
import { here, layers, model } from './open';
import { remember, selection } from './selection';

export const graph = signal<GraphLayout | null>(null);
export const graphFailure = signal<Failure | null>(null);
/** Width by height of the window that the graph is shown in; 0 while it is not shown. */
export const ratio = signal(0);
/** The module that was just opened or closed, which shall stay where it is on the screen; -1 for none. */
export const anchor = signal(-1);

let asked = '';
let running = new AbortController();
let owner = '';

effect(() => {
  const id = here(model.value)?.id;
  const { open = '', unfold = '' } = selection.value.set;
  if (id === undefined || ratio.value === 0) return;
  const key = JSON.stringify([id, open, unfold, ratio.value]);
  if (key === asked) return;
  asked = key;
  // Another checkpoint of the network has the same graph.
  if (owner !== id && selection.value.series.length === 0) graph.value = null;
  owner = id;
  running.abort();
  const mine = (running = new AbortController());
  const query = { ...(open === 'all' ? { all: true } : { open }), unfold, ratio: ratio.value };
  api.graph(id, query, mine.signal).then(
    (answer) => {
      if (running !== mine) return;
      graphFailure.value = null;
      graph.value = answer;
    },
    (problem: unknown) => {
      if (running !== mine) return;
      asked = '';
      graphFailure.value = problem instanceof Failure ? problem : new Failure('fault', String(problem));
    },
  );
});

/** The shape of what leaves a box; empty while it is not known. */
export function leaving({ boxes }: GraphLayout, box: number): string {
  const kind = boxes.kind[box] ?? 0;
  const owner = here(model.value);
  const dims =
    kind < 3
      ? layers.value?.shape[boxes.last[box] ?? -1]
      : (kind === 3 ? owner?.inputs : owner?.outputs)?.find((one) => one.name === boxes.label[box])?.shape;
  return dims ? shape(dims) : '';
}

/** The same list while only the types of layers arrive. */
const tensors = computed(() => layers.value?.tensor);
/** Index by the tensor that stands for a layer. */
const indexOf = computed(() => new Map(tensors.value?.map((tensor, index) => [tensor, index])));

export const chosenLayer = computed(() => indexOf.value.get(selection.value.layer) ?? -1);

/** The box that shows the chosen layer; -1 where none does. */
export const chosenBox = computed(() => graph.value?.boxOf[chosenLayer.value] ?? -1);

/** Numbers in order, runs written as `3-9`. */
export function runs(numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length; ) {
    const start = i;
    while (i + 1 < sorted.length && sorted[i + 1] === (sorted[i] ?? 0) + 1) i++;
    parts.push(start === i ? `${sorted[i]}` : `${sorted[start]}-${sorted[i]}`);
    i++;
  }
  return parts.join(',');
}

function openModules(layout: GraphLayout): number[] {
  return layout.boxes.module.filter((_, box) => layout.boxes.kind[box] === 2);
}

/** Opens what a box holds, a closed module or a folded chain, or closes an open module. */
export function toggle(box: number): void {
  const layout = graph.value;
  if (!layout) return;
  const kind = layout.boxes.kind[box];
  const module = layout.boxes.module[box] ?? -1;
  if (kind === 0 && (layout.boxes.layers[box] ?? 0) > 1) {
    anchor.value = -1;
    remember('unfold', [selection.value.set.unfold, layout.boxes.layer[box]].filter((part) => part !== undefined && part !== '').join(','));
  } else if (kind === 1 || kind === 2) {
    anchor.value = module;
    const open = openModules(layout);
    remember('open', runs(kind === 1 ? [...open, module] : open.filter((one) => one !== module)) || 'none');
  }
}

/** Opens a module and all that is in it. */
export function openBelow(box: number): void {
  const layout = graph.value;
  const module = layout?.boxes.module[box] ?? -1;
  const kind = layout?.boxes.kind[box];
  if (!layout || module < 0 || (kind !== 1 && kind !== 2)) return;
  const path = `${layout.modules[module]}/`;
  const below = layout.modules.flatMap((one, index) => (one.startsWith(path) ? [index] : []));
  anchor.value = module;
  remember('open', runs([...openModules(layout), module, ...below]));
}

export function openAll(): void {
  anchor.value = -1;
  remember('open', 'all');
}

/** Back to the first picture. */
export function closeAll(): void {
  anchor.value = -1;
  remember('open', '');
  remember('unfold', '');
}

/** Which way is followed from the chosen box; what is not on the way is dimmed. */
export const following = signal<'none' | 'up' | 'down' | 'both'>('none');

export const traced = computed(() => {
  const layout = graph.value;
  const box = chosenBox.value;
  const way = following.value;
  if (!layout || box < 0 || way === 'none') return null;
  return way === 'both' ? traceBoth(layout, box) : trace(layout, box, way === 'up');
});
