/** What the search field finds, the same for graph, tree and table. */
import { computed } from '@preact/signals';
import { graph } from './graph';
import { layers } from './open';
import { find, parse } from './search';
import { selection } from './selection';

export const search = computed(() => parse(selection.value.set.find ?? ''));

export const searching = computed(() => 'test' in search.value && !search.value.empty);

/** Indices of the layers that are found, in order. */
export const found = computed(() => (layers.value && searching.value ? find(search.value, layers.value) : []));

export const foundLayers = computed(() => new Set(found.value));

/** One for each box that shows a found layer, and for the modules around; null while nothing is searched. */
export const foundBoxes = computed(() => {
  const layout = graph.value;
  if (!layout || !searching.value) return null;
  const boxes = new Uint8Array(layout.boxes.kind.length);
  for (const layer of found.value) {
    const box = layout.boxOf[layer];
    if (box !== undefined) boxes[box] = 1;
  }
  return boxes;
});
