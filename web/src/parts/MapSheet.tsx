/** All maps of a layer, drawn from their values; a vector as bars, a sequence as one field of units and positions. */
import { useMemo } from 'preact/hooks';
import type { Maps, ScaleMode } from '../draw/maps';
import { clipped, scaleOf, shared } from '../draw/scale';
import type { Tile } from '../draw/sheet';
import type { Seen } from '../state/looking';
import { remember, select, selection } from '../state/selection';
import { comparable } from '../state/comparable';
import { t } from '../state/words';
import { Bars } from './Bars';
import { ContactSheet, type Place } from './ContactSheet';
import { HeatmapPart } from './HeatmapPart';
import { Legend } from './Legend';
import { number, shape, share } from './numbers';
import { SaveMenu } from './SaveMenu';

interface Props {
  readonly seen: Seen;
  readonly maps: Maps;
  readonly other: Maps | null;
  /** The channels in the order in which they are shown. */
  readonly order: readonly number[];
  readonly scale: ScaleMode;
  readonly size: number;
  /** The chosen channel, or -1. */
  readonly chosen: number;
}

export function MapSheet(props: Props) {
  const { maps, seen } = props;
  const dead = maps.summaries.filter((one) => one.dead).length;
  return (
    <section class="maps">
      <header>
        <p>
          {t(maps.rows * maps.columns === 1 ? 'maps.vector' : maps.rows === 1 ? 'maps.sequence' : 'maps.count', {
            count: maps.planes.length,
            rows: maps.rows,
            columns: maps.columns,
            shape: shape(maps.shape),
          })}
          {dead > 0 && ` · ${t('maps.dead', { dead })}`}
        </p>
        <SaveMenu seen={seen} />
      </header>
      {maps.rows * maps.columns === 1 ? <Vector {...props} /> : maps.rows === 1 ? <Sequence {...props} /> : <Sheet {...props} />}
    </section>
  );
}

function Sheet({ maps, other, order, scale, size, chosen }: Props) {
  const pair = other !== null && other.planes.length === maps.planes.length ? other : null;
  const clip = selection.value.set.clip !== 'false';
  const range = (of: Maps) => (comparable.value ? shared(of.scales) : (clip ? clipped : scaleOf)(of.planes.map((plane) => plane.values)));
  const whole = useMemo(() => range(maps), [maps, clip, comparable.value]);
  const their = useMemo(() => pair && range(pair), [pair, clip, comparable.value]);
  const both = their ? shared([whole, their]) : whole;
  const scaleFor = (channel: number, second: boolean) =>
    scale === 'map' ? (second ? pair! : maps).scales[channel]! : scale === 'shared' ? both : second ? their! : whole;
  const tiles = useMemo(
    () =>
      order.map<Tile>((channel) => ({
        maps: pair ? [maps.planes[channel]!, pair.planes[channel]!] : [maps.planes[channel]!],
        scales: pair ? [scaleFor(channel, false), scaleFor(channel, true)] : [scaleFor(channel, false)],
        dead: (maps.summaries[channel]?.dead ?? false) && !(pair && pair.summaries[channel]?.dead === false),
      })),
    [maps, pair, order, scale, whole, both],
  );
  const captions = useMemo(() => order.map(String), [order]);
  const say = ({ tile, map, row, column }: Place) => {
    const channel = order[tile]!;
    const of = map === 1 ? pair! : maps;
    const value = of.planes[channel]!.values[row * of.columns + column]!;
    const summary = of.summaries[channel];
    return [
      t('map.at', { channel, row, column, value: String(value) }),
      summary && t('map.summary', { mean: number(summary.mean), max: number(summary.max), sparsity: share(summary.sparsity) }),
      summary?.dead && t('map.dead'),
    ]
      .filter(Boolean)
      .join('\n');
  };
  const values = useMemo(() => maps.planes.map((plane) => plane.values), [maps]);
  return (
    <>
      <div class="room">
        <ContactSheet
          tiles={tiles}
          captions={captions}
          size={size}
          label={t('maps.label', { count: tiles.length })}
          chosen={order.indexOf(chosen)}
          choose={(tile) => select({ unit: String(order[tile]) }, chosen >= 0)}
          say={say}
        />
      </div>
      <footer>
        {scale === 'map' ? (
          chosen >= 0 ? null : (
            <p class="hint">{t(comparable.value ? 'maps.own-scale.series' : 'maps.own-scale')}</p>
          )
        ) : (
          <>
            <Legend scale={scale === 'shared' ? both : whole} values={values} of={t('maps.all-values')} />
            {!comparable.value && <Clip on={clip} />}
          </>
        )}
        {comparable.value && scale !== 'map' && <p class="hint">{t('series.comparable')}</p>}
        {pair && <p class="hint">{t('maps.pair')}</p>}
      </footer>
    </>
  );
}

function Clip({ on }: { on: boolean }) {
  return (
    <label class="clip" title={t('legend.clip.what')}>
      <input type="checkbox" checked={on} onChange={(event) => remember('clip', event.currentTarget.checked ? '' : 'false')} />
      {t('legend.clip')}
    </label>
  );
}

/** Units down, positions across. */
function Sequence({ maps, other, chosen }: Props) {
  const a = useMemo(() => joined(maps), [maps]);
  const b = useMemo(() => (other && other.columns === maps.columns && other.planes.length === maps.planes.length ? joined(other) : null), [other, maps]);
  const clip = selection.value.set.clip !== 'false';
  const scale = useMemo(() => (clip ? clipped : scaleOf)(b ? [a, b] : [a]), [a, b, clip]);
  const heat = {
    kind: 'heatmap' as const,
    title: '',
    plane: { rows: maps.planes.length, columns: maps.columns, at: 0, scale },
    rowAxis: t('unit'),
    columnAxis: t('position'),
  };
  const choose = (row: number, column: number) => select({ unit: row === chosen ? `${row},0,${column}` : String(row) });
  return (
    <div class="fields">
      <HeatmapPart heat={heat} values={a.buffer as ArrayBuffer} choose={choose} bare />
      {b && <HeatmapPart heat={heat} values={b.buffer as ArrayBuffer} choose={choose} bare />}
      <div>
        <Legend scale={scale} values={b ? [a, b] : [a]} of={t('maps.all-values')} />
        <Clip on={clip} />
        <p class="hint">{t('maps.sequence.choose')}</p>
        {b && <p class="hint">{t('maps.pair')}</p>}
      </div>
    </div>
  );
}

function Vector({ maps, other, chosen }: Props) {
  const a = useMemo(() => joined(maps), [maps]);
  const b = useMemo(() => (other && other.planes.length === maps.planes.length ? joined(other) : null), [other, maps]);
  if (a.length === 1) {
    return (
      <p class="single">
        <b title={String(a[0])}>{number(a[0]!)}</b>
        {b && <b title={String(b[0])}>{number(b[0]!)}</b>}
      </p>
    );
  }
  return (
    <div class="fields">
      <Bars values={a} {...(b && { other: b })} chosen={chosen} choose={(unit) => select({ unit: unit === chosen ? `${unit},0,0` : String(unit) })} />
    </div>
  );
}

function joined(maps: Maps): Float32Array {
  const each = maps.rows * maps.columns;
  const all = new Float32Array(maps.planes.length * each);
  maps.planes.forEach((plane, channel) => all.set(plane.values, channel * each));
  return all;
}
