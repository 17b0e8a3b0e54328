/** To the previous or next layer, keeping the unit. */
import { layers } from '../state/open';
import { select, selection } from '../state/selection';

export function step(by: 1 | -1): void {
  const all = layers.value;
  if (!all || all.count === 0) return;
  const now = all.tensor.indexOf(selection.value.layer);
  const next = now < 0 ? (by > 0 ? 0 : all.count - 1) : Math.min(all.count - 1, Math.max(0, now + by));
  const tensor = all.tensor[next];
  if (tensor !== undefined) select({ layer: tensor });
}
