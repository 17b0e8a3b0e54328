/** Whether checkpoints are shown in colours that can be compared. */
import { computed } from '@preact/signals';
import type { Query } from '../api/client';
import { remember, selection } from './selection';

const COLOURS = 'colours';

/** Whether a colour means the same at all checkpoints. */
export const comparable = computed(() => selection.value.series.length > 0 && selection.value.set[COLOURS] !== 'own');

export function compareColours(on: boolean): void {
  remember(COLOURS, on ? '' : 'own');
}

/** What is added to a question so that colours mean the same at all checkpoints. */
export function amongCheckpoints(): Query {
  const { series, graph } = selection.value;
  return comparable.value ? { series, graph: graph || undefined } : {};
}
