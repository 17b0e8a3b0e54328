/** What the colours mean: the histogram of the values above the colours, with the scale and the clip written on it. */
import { useMemo } from 'preact/hooks';
import type { Scale } from '../api/types';
import { coloursFor, css } from '../draw/colour';
import { edges, histogram } from '../draw/histogram';
import { ramp } from '../draw/plane';
import { colormaps, palette } from '../state/palette';
import { remember, selection } from '../state/selection';
import { t } from '../state/words';
import '../style/legend.css';
import { count, number } from './numbers';
import { Painted } from './Painted';
import { hideTip, tip } from './tip';

const BINS = 48;

interface Props {
  readonly scale: Scale;
  /** The values that are coloured. */
  readonly values: readonly Float32Array[];
  /** What they are, such as "map 12". */
  readonly of?: string;
}

export function Legend({ scale, values, of }: Props) {
  const colours = palette.value;
  const counts = useMemo(() => histogram(values, scale, BINS), [values, scale.low, scale.high]);
  const image = useMemo(() => colours && ramp(scale, colours), [colours, scale.low, scale.high, scale.diverging, scale.signal]);
  if (!colours || !image) return null;
  if (!scale.signal) {
    return (
      <p class="legend flat">
        <Painted image={image} class="swatch" /> {t('legend.flat', { value: number(scale.low) })}
      </p>
    );
  }
  const most = Math.sqrt(Math.max(1, ...counts));
  const map = coloursFor(colours, scale);
  const middle = (scale.low + scale.high) / 2;
  return (
    <figure class="legend" aria-label={t('legend.label', { low: number(scale.low), high: number(scale.high) })}>
      {of && <figcaption>{of}</figcaption>}
      {values.length > 0 && (
      <svg viewBox={`0 0 ${BINS} 28`} preserveAspectRatio="none" aria-hidden="true" onPointerLeave={hideTip}>
        {Array.from(counts, (n, bin) => {
          const height = n === 0 ? 0 : Math.max(0.8, (28 * Math.sqrt(n)) / most);
          const { from, to } = edges(scale, BINS, bin);
          const say = t('legend.bin', { count: count(n), from: number(from), to: number(to) });
          return (
            <g key={bin} onPointerMove={(event) => tip(event, say)}>
              <rect x={bin} y="0" width="1" height="28" fill="transparent" />
              <rect x={bin + 0.06} y={28 - height} width="0.88" height={height} fill={css(map[Math.floor(((bin + 0.5) * 256) / BINS)]!)} />
            </g>
          );
        })}
      </svg>
      )}
      <Painted image={image} class="ramp" />
      <div class="ends">
        <span title={String(scale.low)}>{number(scale.low)}</span>
        <span>{number(middle)}</span>
        <span title={String(scale.high)}>{number(scale.high)}</span>
      </div>
      <Colours />
      {scale.clipped !== null && <p class="clip">{t('legend.clipped', { value: number(scale.clipped) })}</p>}
    </figure>
  );
}

/** Which colours; they are the same everywhere. */
function Colours() {
  return (
    <label class="colours">
      {t('legend.colours')}
      <select value={selection.value.set.colormap ?? ''} onChange={(event) => remember('colormap', event.currentTarget.value)}>
        <option value="">{t('legend.colours.standard')}</option>
        {colormaps.value.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
