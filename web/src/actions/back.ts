/** One step back: from a unit to its layer, from a way of looking to the question's own view, from a layer to the whole. */
import { select, selection } from '../state/selection';

export function back(): void {
  const { unit, method, layer } = selection.value;
  if (unit !== '') select({ unit: unit.includes(',') ? (unit.split(',')[0] ?? '') : '' });
  else if (method !== '') select({ method: '' });
  else if (layer !== '') select({ layer: '' });
}
