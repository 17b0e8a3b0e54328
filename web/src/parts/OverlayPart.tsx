/** A heat map over a picture: stretched smoothly, as strong as the slider says, and told exactly at the pointer. */
import { useMemo } from 'preact/hooks';
import type { Artifact, Scale } from '../api/types';
import { matrix, veil } from '../draw/plane';
import { palette } from '../state/palette';
import { remember, selection } from '../state/selection';
import { t } from '../state/words';
import { ImagePart } from './ImagePart';
import { Legend } from './Legend';
import { Painted } from './Painted';

type Overlay = Extract<Artifact, { kind: 'overlay' }>;

/** The veil is made at most so large; the browser stretches it further. */
const LARGEST = 512;

interface Props {
  readonly overlay: Overlay;
  readonly values: ArrayBuffer;
  readonly scale?: Scale | undefined;
  /** Beside others: without its own slider and legend. */
  readonly small?: boolean;
  readonly choose?: (row: number, column: number) => void;
}

/** How strong overlays are: one slider for all of them. */
export function opacity(standard: number): number {
  const kept = Number.parseFloat(selection.value.set.opacity ?? '');
  return Number.isFinite(kept) ? Math.max(0, Math.min(1, kept)) : standard;
}

export function OverlayPart({ overlay, values, scale: given, small, choose }: Props) {
  const heat = useMemo(() => matrix(values, overlay.heat.plane), [overlay, values]);
  const scale = given ?? overlay.heat.plane.scale;
  const colours = palette.value;
  const { width: w, height: h } = overlay.base.rgb;
  const shrink = Math.min(1, LARGEST / Math.max(w, h));
  const image = useMemo(
    () =>
      colours &&
      veil(heat, scale, colours, Math.max(1, Math.round(w * shrink)), Math.max(1, Math.round(h * shrink))),
    [heat, colours, scale.low, scale.high, scale.diverging, scale.signal],
  );
  const strength = opacity(overlay.opacity);
  const at = (across: number, down: number) => ({
    row: Math.min(heat.rows - 1, Math.floor(down * heat.rows)),
    column: Math.min(heat.columns - 1, Math.floor(across * heat.columns)),
  });
  const say = (across: number, down: number) => {
    const { row, column } = at(across, down);
    return `${heat.values[row * heat.columns + column]}\n${t('at', { row, column })}`;
  };
  return (
    <div class="overlay">
      <ImagePart
        image={overlay.base}
        values={values}
        say={say}
        {...(small && { small })}
        {...(choose && {
          choose: (across: number, down: number) => {
            const { row, column } = at(across, down);
            choose(row, column);
          },
        })}
      >
        {image && <Painted image={image} style={{ opacity: strength }} />}
      </ImagePart>
      {!small && <Opacity standard={overlay.opacity} />}
      {!small && <Legend scale={scale} values={[heat.values]} />}
    </div>
  );
}

export function Opacity({ standard }: { standard: number }) {
  return (
    <label class="opacity">
      {t('opacity')}
      <input
        type="range"
        min="0"
        max="1"
        step="0.05"
        value={opacity(standard)}
        onInput={(event) => remember('opacity', event.currentTarget.value)}
      />
    </label>
  );
}
