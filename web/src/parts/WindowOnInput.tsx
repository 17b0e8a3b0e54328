/** Where the window of a kernel lies on what goes into the layer. */
import { useMemo } from 'preact/hooks';
import { mapsOf } from '../draw/maps';
import { paint } from '../draw/plane';
import { useLook } from '../state/looking';
import { here, input } from '../state/open';
import { palette } from '../state/palette';
import { lang, t } from '../state/words';
import { Painted } from './Painted';

/** What `look/value` tells in its facts. */
export interface Arithmetic {
  readonly inputs: readonly { readonly index: readonly number[]; readonly value: number }[];
  readonly weights: readonly number[];
  readonly bias: number;
  readonly sum: number;
  readonly activation: string | null;
  readonly result: number;
  readonly formula: string;
  readonly runtime: number;
  readonly operator: string;
  /** Where the value was made, if the layer only hands it on. */
  readonly source: { readonly tensor: string; readonly index: readonly number[] } | null;
}

interface Props {
  readonly owner: string;
  /** The tensor; empty while it is not known. */
  readonly source: string;
  readonly facts: Arithmetic;
}

export function WindowOnInput({ owner, source, facts }: Props) {
  const query = { 'p.layer': source, input: here(input.value)?.id, lang: lang.value };
  const seen = here(useLook(owner, 'features', query, source !== ''));
  const maps = useMemo(() => seen && mapsOf(seen), [seen]);
  const channel = strongest(facts);
  const colours = palette.value;
  const image = useMemo(
    () => maps && colours && maps.planes[channel] && paint(maps.planes[channel], maps.scales[channel]!, colours),
    [maps, colours, channel],
  );
  if (!maps || !image) return null;
  const box = bounds(facts);
  const rows = maps.rows;
  const columns = maps.columns;
  return (
    <figure class="on-input">
      <figcaption>{t('drill.input', { tensor: source, channel })}</figcaption>
      <div class="plane" style={{ aspectRatio: `${columns} / ${rows}` }}>
        <Painted image={image} label={t('drill.input', { tensor: source, channel })} />
        <div
          class="here"
          style={{
            left: `${(100 * box.x) / columns}%`,
            top: `${(100 * box.y) / rows}%`,
            width: `${(100 * box.width) / columns}%`,
            height: `${(100 * box.height) / rows}%`,
          }}
        />
      </div>
    </figure>
  );
}

/** The input channel whose products add or take away most. */
export function strongest({ inputs, weights }: Arithmetic): number {
  const sums = new Map<number, number>();
  inputs.forEach(({ index, value }, i) => {
    const channel = index.length > 2 ? index[1]! : 0;
    sums.set(channel, (sums.get(channel) ?? 0) + value * (weights[i] ?? 1));
  });
  let best = 0;
  let most = -1;
  for (const [channel, sum] of sums) {
    if (Math.abs(sum) <= most) continue;
    most = Math.abs(sum);
    best = channel;
  }
  return best;
}

/** The rectangle that the input places lie in, in the last two dimensions. */
export function bounds({ inputs }: Arithmetic): { x: number; y: number; width: number; height: number } {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0];
  for (const { index } of inputs) {
    const x = index.at(-1) ?? 0;
    const y = index.length > 3 ? (index.at(-2) ?? 0) : 0;
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  }
  return left > right ? { x: 0, y: 0, width: 0, height: 0 } : { x: left, y: top, width: right - left, height: bottom - top };
}
