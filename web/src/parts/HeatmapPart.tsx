/** A matrix as coloured fields with numbered rows and columns; a very large one is shown in means of blocks. */
import { useMemo, useRef } from 'preact/hooks';
import type { HeatmapArtifact, Scale } from '../api/types';
import { matrix, paint, reduced } from '../draw/plane';
import { palette } from '../state/palette';
import { t } from '../state/words';
import '../style/heatmap.css';
import { Legend } from './Legend';
import { Painted } from './Painted';
import { hideTip, tip } from './tip';

const WIDE = 720;
const TALL = 560;
const LARGEST = 32;
const THIN = 14;
const MOST = 1600;

interface Props {
  readonly heat: HeatmapArtifact;
  readonly values: ArrayBuffer;
  /** Instead of its own. */
  readonly scale?: Scale | undefined;
  /** Beside others: smaller, without legend. */
  readonly small?: boolean;
  /** Without legend. */
  readonly bare?: boolean;
  readonly choose?: (row: number, column: number) => void;
  readonly chosen?: { readonly row: number; readonly column: number } | null;
}

export function HeatmapPart({ heat, values, scale: given, small, bare, choose, chosen }: Props) {
  const source = useMemo(() => matrix(values, heat.plane), [heat, values]);
  const scale = given ?? heat.plane.scale;
  const colours = palette.value;
  const image = useMemo(
    () => colours && paint(reduced(source, MOST, MOST), scale, colours),
    [source, colours, scale.low, scale.high, scale.diverging, scale.signal],
  );
  const field = useRef<HTMLDivElement>(null);
  const { rows, columns } = source;
  const room = small ? 0.5 : 1;
  const fit = Math.min((WIDE * room) / Math.max(1, columns), (TALL * room) / Math.max(1, rows), LARGEST);
  // Fields of a very long or very wide matrix are not square, so that its few rows or columns can be seen.
  const width = Math.round(Math.max(fit * columns, Math.min(THIN * columns, 8 * THIN), 60));
  const height = Math.round(Math.max(fit * rows, Math.min(THIN * rows, 8 * THIN)));
  const found = (event: MouseEvent) => {
    const { left, top, width: w, height: h } = field.current!.getBoundingClientRect();
    const column = Math.floor(((event.clientX - left) * columns) / w);
    const row = Math.floor(((event.clientY - top) * rows) / h);
    return row >= 0 && row < rows && column >= 0 && column < columns ? { row, column } : null;
  };
  const say = (event: PointerEvent) => {
    const place = found(event);
    const value = place && source.values[place.row * columns + place.column];
    tip(event, place ? `${value}\n${named(heat, place.row, place.column)}` : '');
  };
  if (!image) return null;
  if (rows === 0 || columns === 0) return <p class="hint">{t('heatmap.empty')}</p>;
  return (
    <div class="heatmap">
      <div
        class={rows > 1 && heat.rowAxis ? 'matrix named' : 'matrix'}
        style={{ '--w': `${width}px`, '--left': rows > 1 ? `${16 + 7 * String(rows - 1).length}px` : '0px', '--ratio': `${width} / ${height}`, '--of': width / height }}
      >
        <div
          ref={field}
          class={choose ? 'plane choosable' : 'plane'}
          onPointerMove={say}
          onPointerLeave={hideTip}
          onClick={(event) => {
            const place = choose && found(event);
            if (place) choose(place.row, place.column);
          }}
        >
          <Painted image={image} label={heat.title || t('heatmap.label', { rows, columns })} />
          {rows > 1 && (
            <div class="rows" aria-hidden="true">
              {heat.rowAxis && <b>↓ {heat.rowAxis}</b>}
              {ticks(rows, height / 24).map((tick) => (
                <span key={tick} style={{ top: `${(100 * (tick + 0.5)) / rows}%` }}>
                  {tick}
                </span>
              ))}
            </div>
          )}
          {chosen && (
            <div
              class="here"
              style={{
                left: `${(100 * chosen.column) / columns}%`,
                top: `${(100 * chosen.row) / rows}%`,
                width: `${100 / columns}%`,
                height: `${100 / rows}%`,
              }}
            />
          )}
        </div>
        {columns > 1 && (
          <div class="columns" aria-hidden="true">
            {ticks(columns, width / 44).map((tick) => (
              <span key={tick} style={{ left: `${(100 * (tick + 0.5)) / columns}%` }}>
                {tick}
              </span>
            ))}
            {heat.columnAxis && <b>{heat.columnAxis} →</b>}
          </div>
        )}
      </div>
      {!small && !bare && <Legend scale={scale} values={[source.values]} />}
      {(rows > MOST || columns > MOST) && <p class="hint">{t('heatmap.reduced', { rows: Math.ceil(rows / MOST), columns: Math.ceil(columns / MOST) })}</p>}
    </div>
  );
}

function named(heat: HeatmapArtifact, row: number, column: number): string {
  if (heat.rowAxis || heat.columnAxis) {
    return `${heat.rowAxis || t('row')} ${row}, ${heat.columnAxis || t('column')} ${column}`;
  }
  return t('at', { row, column });
}

/** Whole numbers below `count` at a round distance, at most `most` of them. */
export function ticks(count: number, most: number): number[] {
  const rough = count / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough) ?? count;
  return Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step);
}
