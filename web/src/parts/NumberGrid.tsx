/** A small matrix with its numbers written in its coloured cells. */
import type { Scale } from '../api/types';
import { colour, css } from '../draw/colour';
import type { Matrix } from '../draw/scale';
import { palette } from '../state/palette';
import '../style/numbergrid.css';
import { number } from './numbers';

/** Wider ones show colours only. */
const WRITTEN = 7;

interface Props {
  readonly matrix: Matrix;
  readonly scale: Scale;
  readonly title: string;
}

export function NumberGrid({ matrix, scale, title }: Props) {
  const colours = palette.value;
  if (!colours) return null;
  const { rows, columns, values } = matrix;
  const small = columns > WRITTEN || rows > WRITTEN;
  return (
    <figure class={small ? 'numbers small' : 'numbers'}>
      <figcaption>{title}</figcaption>
      <div class="cells" style={{ '--columns': columns }} role="img" aria-label={`${title}: ${Array.from(values, number).join(', ')}`}>
        {Array.from(values, (value, i) => {
          const word = colour(colours, scale, value);
          return (
            <span key={i} title={String(value)} style={{ background: css(word), color: dark(word) ? '#ffffff' : '#111418' }}>
              {small ? '' : brief(value)}
            </span>
          );
        })}
      </div>
    </figure>
  );
}

/** Two significant figures, for little room. */
function brief(value: number): string {
  const size = Math.abs(value);
  if (value === 0 || !Number.isFinite(value)) return number(value);
  if (size >= 1000 || size < 0.001) return value.toExponential(0).replace('e+', 'e').replace('-', '−');
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3).replace(/^-/, '−');
}

/** Whether white is read more easily on it than black. */
function dark(abgr: number): boolean {
  const [r, g, b] = [abgr & 255, (abgr >> 8) & 255, (abgr >> 16) & 255].map((c) => {
    const v = c / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b! < 0.18;
}
