/** One stage of the journey, drawn small: maps as a mosaic, a sequence as a heat map, a vector as bars. */
import type { Artifact, Plane } from '../api/types';
import type { Palette } from '../draw/colour';
import { matrix, paint, picture } from '../draw/plane';
import { number } from '../parts/numbers';

/** What the method `journey` says about a stage. */
export interface Stage {
  readonly name: string;
  readonly tensor: string;
  readonly layer: number | null;
  readonly ops: string;
  readonly kind: 'picture' | 'maps' | 'sequence' | 'vector';
  readonly shape: readonly number[];
  readonly channels: number;
  readonly nan: number;
  readonly dead: number;
  readonly saturated: number;
}

export type Health = 'nan' | 'dead' | 'saturated' | 'well';

/** What is wrong with a stage, the worst first: broken numbers, most channels dead, most values saturated. */
export function health(stage: Pick<Stage, 'layer' | 'channels' | 'nan' | 'dead' | 'saturated'>): Health {
  if (stage.nan > 0) return 'nan';
  // What goes in is as it was given.
  if (stage.layer === null) return 'well';
  if (stage.channels > 0 && 2 * stage.dead > stage.channels) return 'dead';
  return stage.saturated > 0.5 ? 'saturated' : 'well';
}

/** How wide a stage is, in CSS pixels, for a given height. */
export function widthOf(stage: Stage, tall: number): number {
  if (stage.kind === 'sequence') return 2 * tall;
  if (stage.kind === 'vector') return stage.channels > 16 ? 2 * tall : tall;
  return tall;
}

export function drawStage(
  to: CanvasRenderingContext2D,
  stage: Stage,
  part: Artifact,
  values: ArrayBuffer,
  palette: Palette,
  ink: { readonly up: string; readonly down: string; readonly text: string },
): void {
  const { width, height } = to.canvas;
  to.clearRect(0, 0, width, height);
  to.imageSmoothingEnabled = false;
  if (part.kind === 'image') {
    to.imageSmoothingEnabled = true;
    fit(to, picture(values, part.rgb), 0, 0, width, height);
  } else if (part.kind === 'grid') {
    const across = Math.ceil(Math.sqrt(part.cells.length));
    const gap = across > 1 ? Math.max(1, Math.round(height / 64)) : 0;
    const side = (height - gap * (across - 1)) / across;
    part.cells.forEach(({ content }, index) => {
      const image = 'scale' in content ? paint(matrix(values, content), content.scale, palette) : picture(values, content);
      fit(to, image, (index % across) * (side + gap), Math.floor(index / across) * (side + gap), side, side);
    });
  } else if (part.kind === 'heatmap') {
    const all = matrix(values, part.plane).values;
    if (all.length === 1) written(to, all[0]!, ink.text);
    else if (stage.kind === 'vector') bars(to, values, part.plane, ink);
    else to.drawImage(bitmap(paint(matrix(values, part.plane), part.plane.scale, palette)), 0, 0, width, height);
  }
}

/** Keeps the shape of a map and centres it. */
function fit(to: CanvasRenderingContext2D, image: ImageData, x: number, y: number, wide: number, tall: number): void {
  const scale = Math.min(wide / image.width, tall / image.height);
  const w = image.width * scale;
  const h = image.height * scale;
  to.drawImage(bitmap(image), x + (wide - w) / 2, y + (tall - h) / 2, w, h);
}

function bitmap(image: ImageData): OffscreenCanvas {
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}

/** One value is a number, not a picture. */
function written(to: CanvasRenderingContext2D, value: number, ink: string): void {
  const { width, height } = to.canvas;
  to.font = `${Math.round(height / 4)}px system-ui, sans-serif`;
  to.textAlign = 'center';
  to.textBaseline = 'middle';
  to.fillStyle = ink;
  to.fillText(number(value), width / 2, height / 2, width * 0.94);
}

function bars(to: CanvasRenderingContext2D, values: ArrayBuffer, plane: Plane, ink: { up: string; down: string }): void {
  const { width, height } = to.canvas;
  const all = matrix(values, plane).values;
  let low = 0;
  let high = 0;
  for (const v of all) {
    if (v < low && v > Number.NEGATIVE_INFINITY) low = v;
    if (v > high && v < Number.POSITIVE_INFINITY) high = v;
  }
  const range = high - low || 1;
  const zero = (height * high) / range;
  const step = width / all.length;
  all.forEach((v, i) => {
    if (!Number.isFinite(v)) return;
    to.fillStyle = v < 0 ? ink.down : ink.up;
    const tall = Math.max(1, (height * Math.abs(v)) / range);
    to.fillRect(i * step, v < 0 ? zero : zero - tall, Math.max(1, step - (step > 3 ? 1 : 0)), tall);
  });
}
