/** What the boxes of the graph are coloured by: the kind of operator, or a column of the layers, summed over each box. */
import { computed, signal } from '@preact/signals';
import { api } from '../api/client';
import type { Layers } from '../api/types';
import { ramp } from '../draw/ink';
import { graph } from './graph';
import { layers } from './open';
import { selection } from './selection';

const COLUMNS: Record<string, (layers: Layers) => readonly (number | null)[]> = {
  parameters: (all) => all.parameters,
  macs: (all) => all.macs,
  memory: (all) => all.activationBytes,
  maps: (all) => all.maps,
};

/** The columns that a graph can be coloured by. */
export const measures: readonly string[] = Object.keys(COLUMNS);

/** Black to yellow until the server's colour map is here. */
const steps = signal<readonly string[]>([]);

export function fetchRamp(): void {
  if (steps.value.length > 0) return;
  void api.colormaps().then(
    (maps) => (steps.value = ramp(maps.viridis ?? Object.values(maps)[0] ?? '')),
    () => undefined,
  );
}

export const measure = computed(() => {
  const column = COLUMNS[selection.value.set.colour ?? ''];
  const layout = graph.value;
  const all = layers.value;
  if (!column || !layout || !all || steps.value.length === 0) return null;
  const values = new Float64Array(layout.boxes.kind.length);
  let most = 0;
  column(all).forEach((value, layer) => {
    const box = layout.boxOf[layer] ?? -1;
    if (box >= 0) most = Math.max(most, (values[box] = (values[box] ?? 0) + (value ?? 0)));
  });
  return { values, most, ramp: steps.value };
});
