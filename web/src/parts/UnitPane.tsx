/** One map large: over the input, by itself with every value, and as colours together with others. */
import { useMemo } from 'preact/hooks';
import type { HeatmapArtifact } from '../api/types';
import { useAction } from '../actions/handlers';
import { type Maps, targetOf, placeOf } from '../draw/maps';
import { scaleOf } from '../draw/scale';
import { useLook } from '../state/looking';
import { against, here, input, model } from '../state/open';
import { remember, select, selection } from '../state/selection';
import { lang, t } from '../state/words';
import { ArtifactView } from './ArtifactView';
import { Bars } from './Bars';
import { HeatmapPart } from './HeatmapPart';
import { Legend } from './Legend';
import { number, share } from './numbers';
import { opacity, Opacity } from './OverlayPart';
import { OverInput } from './OverInput';
import { State } from './State';

interface Props {
  readonly maps: Maps;
  readonly other: Maps | null;
  readonly channel: number;
}

export function UnitPane({ maps, other, channel }: Props) {
  const plane = maps.planes[channel]!;
  const rival = other?.planes[channel];
  const summary = maps.summaries[channel];
  const scale = useMemo(
    () => (rival ? scaleOf([plane.values, rival.values]) : maps.scales[channel]!),
    [maps, channel, rival],
  );
  const owner = here(model.value);
  const first = here(input.value);
  const second = here(against.value);
  useAction('overlay', () => remember('opacity', opacity(0.7) > 0 ? '0' : ''));
  const chosen = placeOf(maps, selection.value.unit);
  const choose = (r: number, c: number) => select({ unit: `${channel},${r},${c}` });
  const drawn = (map: typeof plane): HeatmapArtifact => ({
    kind: 'heatmap',
    title: t('map.one', { channel }),
    plane: { rows: map.rows, columns: map.columns, at: map.values.byteOffset, scale },
    rowAxis: '',
    columnAxis: '',
  });
  const buffer = (map: typeof plane) => map.values.buffer as ArrayBuffer;
  const sides = [
    { map: plane, of: first },
    ...(rival ? [{ map: rival, of: second }] : []),
  ];
  return (
    <aside class="unit" aria-label={t('map.one', { channel })}>
      <header>
        <h2>{t(maps.rows === 1 ? 'unit.one' : 'map.one', { channel })}</h2>
        <button type="button" class="quiet explain" title={t('map.explain.what')} onClick={() => select({ question: 'decision', method: '', target: targetOf(maps, channel, chosen) })}>
          {t(chosen ? 'map.explain.value' : 'map.explain')}
        </button>
        <button type="button" class="quiet" onClick={() => select({ unit: '' })} aria-label={t('map.close')} title={t('map.close')}>
          ✕
        </button>
      </header>
      {summary && (
        <p class="hint">
          {t('map.summary', { mean: number(summary.mean), max: number(summary.max), sparsity: share(summary.sparsity) })}
          {summary.dead && ` · ${t('map.dead')}`}
        </p>
      )}
      {maps.rows === 1 ? (
        <>
          <Bars values={plane.values} {...(rival && { other: rival.values })} chosen={chosen?.column ?? -1} choose={(at) => choose(0, at)} />
          <p class="hint">{t('map.drill')}</p>
        </>
      ) : (
        <>
          {sides.map(({ map, of }, i) => (
            <div key={i} class="sides">
              {owner && of?.kind === 'picture' && <OverInput model={owner.id} input={of} map={map} scale={scale} choose={choose} />}
              <HeatmapPart heat={drawn(map)} values={buffer(map)} small choose={choose} chosen={i === 0 ? chosen : null} />
            </div>
          ))}
          {first?.kind === 'picture' && <Opacity standard={0.7} />}
          <p class="hint">{t('map.drill')}</p>
          <Legend scale={scale} values={sides.map(({ map }) => map.values)} of={t('map.values', { channel })} />
          {maps.planes.length >= 3 && <Composite maps={maps} channel={channel} />}
        </>
      )}
    </aside>
  );
}

/** Three maps, or three directions in all of them, as red, green and blue. */
function Composite({ maps, channel }: { maps: Maps; channel: number }) {
  const which = selection.value.set.composite ?? '';
  const query = { 'p.layer': maps.tensor, 'p.composite': which, input: here(input.value)?.id, lang: lang.value };
  const seen = useLook(here(model.value)?.id, 'features', query, which !== '');
  const next = [0, 1, 2].map((k) => (channel + k) % maps.planes.length).join(',');
  return (
    <details open={which !== ''}>
      <summary>{t('composite')}</summary>
      <div class="tools">
        <label title={t('composite.what')}>
          {t('composite.three')}
          <input type="text" value={which === 'pca' ? '' : which} placeholder={next} onChange={(event) => remember('composite', event.currentTarget.value.trim())} />
        </label>
        <button type="button" class="quiet" title={t('composite.pca.what')} aria-pressed={which === 'pca'} onClick={() => remember('composite', which === 'pca' ? '' : 'pca')}>
          {t('composite.pca')}
        </button>
      </div>
      <State of={seen}>{(value) => <ArtifactView artifact={value.artifact} values={value.values} small bare />}</State>
    </details>
  );
}
