/** A colour picture with what is outlined in it. */
import type { ComponentChildren } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { ImageArtifact } from '../api/types';
import { series } from '../draw/colour';
import { picture } from '../draw/plane';
import { t } from '../state/words';
import '../style/image.css';
import { rgb } from './GridPart';
import { Painted } from './Painted';
import { hideTip, tip } from './tip';

interface Props {
  readonly image: ImageArtifact;
  readonly values: ArrayBuffer;
  /** What lies over it, stretched to its size. */
  readonly children?: ComponentChildren;
  /** What the pointer tells besides the pixel, at a place from 0 to 1. */
  readonly say?: (across: number, down: number) => string;
  readonly choose?: (across: number, down: number) => void;
  /** As wide as there is room, up to 360, and as tall as `--tall`; by itself at least 320. */
  readonly small?: boolean;
}

export function ImagePart({ image, values, children, say, choose, small }: Props) {
  const pixels = useMemo(() => picture(values, image.rgb), [image, values]);
  const field = useRef<HTMLDivElement>(null);
  const { width: w, height: h } = image.rgb;
  const found = (event: MouseEvent) => {
    const box = field.current!.getBoundingClientRect();
    return { across: (event.clientX - box.left) / box.width, down: (event.clientY - box.top) / box.height };
  };
  const move = (event: PointerEvent) => {
    const { across, down } = found(event);
    const column = Math.floor(across * w);
    const row = Math.floor(down * h);
    if (column < 0 || row < 0 || column >= w || row >= h) return hideTip();
    const word = new Uint32Array(pixels.data.buffer)[row * w + column]!;
    const more = say?.(across, down);
    tip(event, `${more ? `${more}\n` : ''}${t('pixel', { row, column, rgb: rgb(word) })}`);
  };
  const shown = Math.max(w, Math.min(512, Math.max(1, Math.floor(320 / Math.max(w, h))) * w));
  return (
    <div
      ref={field}
      class={choose ? 'image choosable' : 'image'}
      style={{ width: small ? `min(100%, 360px, calc(var(--tall, 360px) * ${w / h}))` : `${shown}px`, aspectRatio: `${w} / ${h}` }}
      onPointerMove={move}
      onPointerLeave={hideTip}
      onClick={(event) => {
        const { across, down } = found(event);
        choose?.(across, down);
      }}
    >
      <Painted image={pixels} label={image.title || t('image.label', { width: w, height: h })} class={w < 160 ? 'crisp' : 'soft'} />
      {children}
      {image.boxes.map((box, i) => (
        <div
          key={i}
          class="box"
          style={{
            left: `${(100 * box.x0) / w}%`,
            top: `${(100 * box.y0) / h}%`,
            width: `${(100 * (box.x1 - box.x0)) / w}%`,
            height: `${(100 * (box.y1 - box.y0)) / h}%`,
            '--box': series(box.kind),
          }}
        >
          {box.label && <span>{box.label}</span>}
        </div>
      ))}
    </div>
  );
}
