/** A vector as bars from zero, and a second one beside it where there is one; very many in blocks of their largest. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { extremes } from '../draw/scale';
import { theme } from '../state/theme';
import { t } from '../state/words';
import '../style/bars.css';
import { number } from './numbers';
import { hideTip, tip } from './tip';

interface Props {
  readonly values: Float32Array;
  readonly other?: Float32Array;
  readonly chosen: number;
  readonly choose: (index: number) => void;
}

const HEIGHT = 220;
/** The widest a bar becomes. */
const WIDEST = 28;

export function Bars({ values, other, chosen, choose }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [room, measure] = useState(0);
  const colour = theme.value;
  const { low, high } = extremes(other ? [values, other] : [values]);
  const bottom = Math.min(0, low <= high ? low : 0);
  const top = Math.max(0, low <= high ? high : 0);
  const width = Math.min(room, values.length * WIDEST);
  useEffect(() => {
    const seen = () => measure(box.current!.clientWidth);
    const observer = new ResizeObserver(seen);
    observer.observe(box.current!);
    seen();
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const to = canvas.current!;
    const density = devicePixelRatio;
    to.width = Math.max(1, Math.round(width * density));
    to.height = HEIGHT * density;
    const context = to.getContext('2d')!;
    const style = getComputedStyle(to);
    const y = (value: number) => (to.height * (top - value)) / (top - bottom || 1);
    const step = to.width / values.length;
    const series = other ? [values, other] : [values];
    series.forEach((list, k) => {
      const each = (step * 0.86) / series.length;
      for (let i = 0; i < list.length; i++) {
        context.fillStyle = i === chosen ? style.accentColor : style.getPropertyValue(k === 0 ? '--bar' : '--bar-other');
        const value = list[i]!;
        if (!Number.isFinite(value)) {
          context.fillStyle = '#e8590c';
          context.fillRect(i * step, 0, Math.max(1, each), to.height);
          continue;
        }
        const from = y(Math.max(0, value));
        context.fillRect(i * step + k * each + step * 0.07, from, Math.max(1, each), Math.max(1, y(Math.min(0, value)) - from));
      }
    });
    context.fillStyle = style.getPropertyValue('--muted');
    context.fillRect(0, Math.round(y(0)), to.width, 1);
  }, [values, other, width, chosen, colour, bottom, top]);
  const found = (event: MouseEvent) => {
    const { left, width: w } = canvas.current!.getBoundingClientRect();
    return Math.max(0, Math.min(values.length - 1, Math.floor(((event.clientX - left) * values.length) / w)));
  };
  return (
    <div
      class="bars"
      ref={box}
      tabIndex={0}
      role="group"
      aria-label={t('bars.label', { count: values.length, low: number(low), high: number(high) })}
      onKeyDown={(event) => {
        const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        choose(Math.max(0, Math.min(values.length - 1, chosen + by)));
      }}
    >
      <span class="hint">{number(top)}</span>
      <canvas
        ref={canvas}
        style={{ width: `${width}px`, height: `${HEIGHT}px` }}
        aria-hidden="true"
        onPointerMove={(event) => {
          const i = found(event);
          tip(event, `${t('unit')} ${i}\n${values[i]}${other ? `\n${other[i]}` : ''}`);
        }}
        onPointerLeave={hideTip}
        onClick={(event) => choose(found(event))}
      />
      <span class="hint">{number(bottom)}</span>
    </div>
  );
}
