/** A map over the input as the model sees it. */
import { useMemo, useRef } from 'preact/hooks';
import type { Input, Scale } from '../api/types';
import { api } from '../api/client';
import { veil } from '../draw/plane';
import type { Matrix } from '../draw/scale';
import { palette } from '../state/palette';
import { t } from '../state/words';
import { opacity } from './OverlayPart';
import { Painted } from './Painted';
import { hideTip, tip } from './tip';

const SIDE = 256;

interface Props {
  readonly model: string;
  readonly input: Input;
  readonly map: Matrix;
  readonly scale: Scale;
  readonly choose?: (row: number, column: number) => void;
}

export function OverInput({ model, input, map, scale, choose }: Props) {
  const colours = palette.value;
  const field = useRef<HTMLDivElement>(null);
  const image = useMemo(() => colours && veil(map, scale, colours, SIDE, SIDE), [map, colours, scale.low, scale.high, scale.diverging, scale.signal]);
  const found = (event: MouseEvent) => {
    const box = field.current!.getBoundingClientRect();
    const row = Math.min(map.rows - 1, Math.max(0, Math.floor(((event.clientY - box.top) * map.rows) / box.height)));
    const column = Math.min(map.columns - 1, Math.max(0, Math.floor(((event.clientX - box.left) * map.columns) / box.width)));
    return { row, column };
  };
  return (
    <div
      ref={field}
      class={choose ? 'image over choosable' : 'image over'}
      onPointerMove={(event) => {
        const { row, column } = found(event);
        tip(event, `${map.values[row * map.columns + column]}\n${t('at', { row, column })}`);
      }}
      onPointerLeave={hideTip}
      onClick={(event) => {
        const { row, column } = found(event);
        choose?.(row, column);
      }}
    >
      <img src={api.picture(model, input.id)} alt={t('input.seen', { name: input.name })} />
      {image && <Painted image={image} style={{ opacity: opacity(0.7) }} />}
    </div>
  );
}
