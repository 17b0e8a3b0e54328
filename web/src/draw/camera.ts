/** Where the window looks: the world's point at its upper left corner, and pixels per world unit. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

const CLOSEST = 3;
const MARGIN = 24;

/** The whole of a world in a window; small ones are not blown up beyond their size by more than a little. */
export function fit(width: number, height: number, window: { width: number; height: number }, most = 1.25): Camera {
  const scale = Math.min(most, (window.width - 2 * MARGIN) / Math.max(1, width), (window.height - 2 * MARGIN) / Math.max(1, height));
  const safe = Math.max(1e-4, scale);
  return { x: width / 2 - window.width / 2 / safe, y: height / 2 - window.height / 2 / safe, scale: safe };
}

/** Zooms so that the world's point under (x, y) of the window stays there. */
export function zoom(camera: Camera, by: number, x: number, y: number, least: number): Camera {
  const scale = Math.max(Math.min(least, camera.scale), Math.min(CLOSEST, camera.scale * by));
  return { x: camera.x + x / camera.scale - x / scale, y: camera.y + y / camera.scale - y / scale, scale };
}

/** Moves no further than needed to bring a box into the window. */
export function reveal(camera: Camera, box: { x: number; y: number; w: number; h: number }, window: { width: number; height: number }): Camera {
  const shift = (low: number, size: number, from: number, length: number) => {
    const space = Math.min(48, length / 4) / camera.scale;
    const view = length / camera.scale;
    if (size + 2 * space > view) return low + size / 2 - view / 2 - from;
    return Math.max(low + size + space - (from + view), Math.min(0, low - space - from));
  };
  const outside =
    box.x < camera.x || box.y < camera.y || box.x + box.w > camera.x + window.width / camera.scale || box.y + box.h > camera.y + window.height / camera.scale;
  if (!outside) return camera;
  return {
    ...camera,
    x: camera.x + shift(box.x, box.w, camera.x, window.width),
    y: camera.y + shift(box.y, box.h, camera.y, window.height),
  };
}

export function write(camera: Camera): string {
  return `${Math.round(camera.x)},${Math.round(camera.y)},${camera.scale.toPrecision(4)}`;
}

/** Undefined where the text is none of ours. */
export function read(text: string | undefined): Camera | undefined {
  const [x, y, scale] = (text ?? '').split(',').map(Number);
  return x !== undefined && y !== undefined && scale !== undefined && Number.isFinite(x + y) && scale > 0 && scale <= CLOSEST
    ? { x, y, scale }
    : undefined;
}
