/** Pixels on the page: a canvas of the image's own size, which style may stretch. */
import { useLayoutEffect, useRef } from 'preact/hooks';

interface Props {
  readonly image: ImageData;
  /** What a person hears who does not see it; without it the canvas is decoration. */
  readonly label?: string;
  readonly class?: string;
  readonly style?: Record<string, string | number>;
}

export function Painted({ image, label, class: kind, style }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const to = canvas.current;
    if (!to) return;
    if (to.width !== image.width) to.width = image.width;
    if (to.height !== image.height) to.height = image.height;
    to.getContext('2d')?.putImageData(image, 0, 0);
  }, [image]);
  return (
    <canvas
      ref={canvas}
      class={kind}
      {...(style && { style })}
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    />
  );
}
