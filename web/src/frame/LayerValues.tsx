/** What a layer gave for this input, in small: the histogram of its values, and what is wrong with them. */
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Layer } from '../api/types';
import { number, share } from '../parts/numbers';
import { Term } from '../parts/Term';
import type { Seen } from '../state/looking';
import { cards, layers } from '../state/open';
import { t } from '../state/words';

interface Statistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly zeros: number;
  readonly nan: number;
  readonly inf: number;
}

const WIDTH = 240;
const HEIGHT = 48;
/** A bin with more than this part of all values hides the others: heights are then logarithmic. */
const CROWDED = 0.9;

export function LayerValues({ seen, layer }: { seen: Seen; layer: Layer }) {
  const histogram = seen.facts.histogram as { edges: number[]; counts: number[] } | undefined;
  const statistics = seen.facts.statistics as Statistics | undefined;
  if (!histogram || !statistics || histogram.counts.length === 0) return null;
  const { edges, counts } = histogram;
  const most = Math.max(1, ...counts);
  const total = counts.reduce((a, b) => a + b, 0) + statistics.nan + statistics.inf;
  const crowded = most > CROWDED * counts.reduce((a, b) => a + b, 0);
  const wide = WIDTH / counts.length;
  const broken = statistics.nan + statistics.inf;
  return (
    <section>
      <h3>{t('layer.values')}</h3>
      <svg class="histogram" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={seen.readings[0] ?? t('layer.values')}>
        {counts.map((n, i) => {
          const tall = n === 0 ? 0 : Math.max(1, HEIGHT * (crowded ? Math.log1p(n) / Math.log1p(most) : n / most));
          return (
            <rect key={i} x={i * wide} y={HEIGHT - tall} width={Math.max(0.5, wide - 0.5)} height={tall}>
              <title>{`${number(edges[i] ?? 0)} … ${number(edges[i + 1] ?? 0)}: ${n}`}</title>
            </rect>
          );
        })}
      </svg>
      {crowded && <p class="hint">{t('layer.log')}</p>}
      <p class="range">
        <span title={String(statistics.min)}>{number(statistics.min)}</span>
        <span title={String(statistics.mean)}>{t('layer.mean', { mean: number(statistics.mean) })}</span>
        <span title={String(statistics.max)}>{number(statistics.max)}</span>
      </p>
      <ul class="rows">
        {statistics.zeros > 0 && (
          <li>
            <Term what={t('layer.zeros.what')}>{t('layer.zeros')}</Term>
            <span title={String(statistics.zeros)}>{share(statistics.zeros / Math.max(1, total))}</span>
          </li>
        )}
        <Dead seen={seen} layer={layer} />
        {broken > 0 && (
          <li class="bad">
            <span>{t('layer.broken')}</span>
            <span>{broken}</span>
          </li>
        )}
      </ul>
    </section>
  );
}

/** How many channels say nothing; only the facts of the maps are asked for, not their values. */
function Dead({ seen, layer }: { seen: Seen; layer: Layer }) {
  const [dead, put] = useState(0);
  const maps = layers.value?.maps[layer.index] ?? 0;
  const fits = maps > 0 && cards.value.some((card) => card.id === 'features' && card.applicable);
  const { model, query } = seen.asked;
  useEffect(() => {
    let current = true;
    put(0);
    if (fits) {
      api.look(model, 'features', query).then(
        (answer) => {
          const channels = (answer.facts.channels ?? []) as { dead: boolean }[];
          if (current) put(channels.filter((channel) => channel.dead).length);
        },
        () => undefined,
      );
    }
    return () => {
      current = false;
    };
  }, [model, JSON.stringify(query), fits]);
  return dead === 0 ? null : (
    <li>
      <Term what={t('layer.dead.what')}>{t('layer.dead')}</Term>
      <span>{t('layer.dead.of', { dead, all: maps })}</span>
    </li>
  );
}
