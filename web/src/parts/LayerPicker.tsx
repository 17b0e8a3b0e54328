/** Chooses the layer: the stages first, then those with maps, then all. */
import type { Layers } from '../api/types';
import { layers } from '../state/open';
import { select, selection } from '../state/selection';
import { t } from '../state/words';
import { shape } from './numbers';

/** Longer lists are for the search of the structure view. */
const MOST = 3000;

/** Letters of a name; of longer ones the end tells most. */
const LONGEST = 24;

/** @param shown the layer that is shown where none was chosen */
export function LayerPicker({ shown = '' }: { shown?: string }) {
  const all = layers.value;
  if (!all) return null;
  const last = stages(all);
  const maps: number[] = [];
  const others: number[] = [];
  for (let i = 0; i < Math.min(all.count, MOST); i++) (all.maps[i]! > 0 ? maps : others).push(i);
  const group = (title: string, list: readonly number[]) =>
    list.length > 0 && (
      <optgroup label={title}>
        {list.map((i) => (
          <option key={i} value={all.tensor[i]}>
            {named(all, i)}
          </option>
        ))}
      </optgroup>
    );
  const { layer } = selection.value;
  return (
    <label class="layer-picker">
      {t('layer')}
      <select value={layer || shown} onChange={(event) => select({ layer: event.currentTarget.value })}>
        {missing(all, layer || shown) && <option value={layer || shown}>{layer || shown}</option>}
        <option value="">{t(last.length > 0 ? 'layer.overview' : 'layer.none')}</option>
        {group(t('layer.stages'), last)}
        {group(t('layer.maps'), maps.filter((i) => !last.includes(i)))}
        {group(t(maps.length > 0 ? 'layer.others' : 'layer.all'), others)}
      </select>
    </label>
  );
}

/** A tensor that the list does not have: far down in a very deep network, or named in the address. */
function missing(all: Layers, tensor: string): boolean {
  const index = all.tensor.indexOf(tensor);
  return tensor !== '' && (index < 0 || index >= MOST);
}

function named(all: Layers, i: number): string {
  const name = all.tensor[i]!;
  const told = name.length > LONGEST ? `…${name.slice(-LONGEST)}` : name;
  return `${told} · ${all.op[i]} ${all.shape[i] ? shape(all.shape[i]!) : ''}`;
}

/** The last layer of every size of maps, from the input on. */
export function stages(all: Layers): readonly number[] {
  const bySize = new Map<string, number>();
  for (let i = 0; i < all.count; i++) {
    const dims = all.shape[i];
    if (!(all.maps[i]! > 1) || !dims) continue;
    const size = dims.slice(1).filter((dim) => dim !== all.maps[i]).join('x');
    bySize.delete(size);
    bySize.set(size, i);
  }
  return [...bySize.values()].filter((i) => (all.shape[i] ?? []).slice(1).filter((dim) => Number(dim) > 1).length > 1);
}
