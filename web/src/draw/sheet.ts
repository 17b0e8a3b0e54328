/** A contact sheet: where its cells lie, and the pixels of the part that can be seen. */
import type { Scale } from '../api/types';
import { colourAll, faded, type Palette } from './colour';
import type { Matrix } from './scale';

/** A colour picture, row by row. */
export interface Bitmap {
  readonly pixels: Uint32Array;
  readonly rows: number;
  readonly columns: number;
}

/** One map, or two of the same place to compare, side by side. */
export interface Tile {
  readonly maps: readonly (Matrix | Bitmap)[];
  /** One a map. */
  readonly scales: readonly Scale[];
  readonly dead: boolean;
}

/** Sizes in pixels of the page. */
export interface Sheet {
  readonly count: number;
  readonly columns: number;
  /** The size of one map; a tile is `maps` of them wide. */
  readonly width: number;
  readonly height: number;
  readonly maps: number;
  readonly gap: number;
  readonly caption: number;
}

const BETWEEN = 2;
/** Dead maps let the page through, so that they recede in light and in dark. */
const DIM = 0x60000000;

export function tileWidth(sheet: Sheet): number {
  return sheet.maps * sheet.width + (sheet.maps - 1) * BETWEEN;
}

function stepX(sheet: Sheet): number {
  return tileWidth(sheet) + sheet.gap;
}

function stepY(sheet: Sheet): number {
  return sheet.height + sheet.caption + sheet.gap;
}

/** As many columns as fit; the longer side of a map is `size`. */
export function layOut(
  count: number,
  rows: number,
  columns: number,
  maps: number,
  size: number,
  room: number,
  caption = 16,
): Sheet {
  const longer = Math.max(rows, columns, 1);
  const width = Math.max(4, Math.round((size * columns) / longer));
  const height = Math.max(4, Math.round((size * rows) / longer));
  const gap = Math.max(4, Math.min(12, Math.round(size / 12)));
  const sheet = { count, columns: 1, width, height, maps, gap, caption };
  return { ...sheet, columns: Math.max(1, Math.floor((room + gap) / stepX(sheet))) };
}

export function sheetHeight(sheet: Sheet): number {
  return Math.ceil(sheet.count / sheet.columns) * stepY(sheet);
}

export function corner(sheet: Sheet, tile: number): { x: number; y: number } {
  return { x: (tile % sheet.columns) * stepX(sheet), y: Math.floor(tile / sheet.columns) * stepY(sheet) };
}

/** The tiles that show between two heights, the second one not included. */
export function between(sheet: Sheet, top: number, bottom: number): { first: number; last: number } {
  const first = Math.max(0, Math.floor(top / stepY(sheet))) * sheet.columns;
  const last = Math.min(sheet.count, Math.ceil(bottom / stepY(sheet)) * sheet.columns);
  return { first, last: Math.max(first, last) };
}

/** What lies at a point: the tile, which of its maps, and the place in it from 0 to 1; nothing between tiles. */
export function at(
  sheet: Sheet,
  x: number,
  y: number,
): { tile: number; map: number; across: number; down: number } | null {
  const column = Math.floor(x / stepX(sheet));
  const row = Math.floor(y / stepY(sheet));
  const tile = row * sheet.columns + column;
  if (x < 0 || y < 0 || column >= sheet.columns || tile >= sheet.count) return null;
  const left = x - column * stepX(sheet);
  const down = (y - row * stepY(sheet)) / sheet.height;
  const map = Math.floor(left / (sheet.width + BETWEEN));
  const across = (left - map * (sheet.width + BETWEEN)) / sheet.width;
  if (map >= sheet.maps || across >= 1 || down >= 1) return null;
  return { tile, map, across, down };
}

/** Where a map of its own shape lies in the box of the sheet: as large as fits, in the middle. */
export function inside(
  sheet: Sheet,
  map: { readonly rows: number; readonly columns: number },
): { x: number; y: number; width: number; height: number } {
  const zoom = Math.min(sheet.width / map.columns, sheet.height / map.rows);
  const width = Math.min(sheet.width, Math.max(1, Math.round(map.columns * zoom)));
  const height = Math.min(sheet.height, Math.max(1, Math.round(map.rows * zoom)));
  return { x: Math.floor((sheet.width - width) / 2), y: Math.floor((sheet.height - height) / 2), width, height };
}

/** A rectangle of device pixels to paint into. */
export interface Pixels {
  readonly words: Uint32Array;
  readonly width: number;
  readonly height: number;
}

/** Colours a matrix into a rectangle, nearest value to each pixel; what lies outside the pixels is left out. */
export function blit(
  to: Pixels,
  source: Matrix | Bitmap,
  scale: Scale,
  palette: Palette,
  dead: boolean,
  left: number,
  top: number,
  width: number,
  height: number,
): void {
  const { rows, columns } = source;
  if (rows === 0 || columns === 0) return;
  const line = new Uint32Array(columns);
  const from = Math.max(0, -left);
  const until = Math.min(width, to.width - left);
  let painted = -1;
  for (let y = Math.max(0, -top); y < Math.min(height, to.height - top); y++) {
    const row = Math.floor((y * rows) / height);
    const start = (top + y) * to.width + left;
    if (row === painted && y > 0) {
      const above = start - to.width;
      if (above + from >= 0) {
        to.words.copyWithin(start + from, above + from, above + until);
        continue;
      }
    }
    painted = row;
    if ('pixels' in source) line.set(source.pixels.subarray(row * columns, (row + 1) * columns));
    else colourAll(palette, scale, source.values, line, row * columns, 1, columns);
    if (dead) for (let i = 0; i < columns; i++) line[i] = ((faded(line[i]!) & 0xffffff) | DIM) >>> 0;
    for (let x = from; x < until; x++) to.words[start + x] = line[((x * columns) / width) | 0]!;
  }
}

/** Paints the tiles that show, one after the other, so that the caller can rest between them. */
export function* painting(
  to: Pixels,
  sheet: Sheet,
  tiles: readonly Tile[],
  palette: Palette,
  scroll: number,
  density: number,
): Generator<void> {
  const { first, last } = between(sheet, scroll, scroll + to.height / density);
  for (let tile = first; tile < last; tile++) {
    const { x, y } = corner(sheet, tile);
    const { maps, scales, dead } = tiles[tile]!;
    for (const [index, map] of maps.entries()) {
      const own = inside(sheet, map);
      const left = Math.round((x + index * (sheet.width + BETWEEN) + own.x) * density);
      const top = Math.round((y - scroll + own.y) * density);
      blit(to, map, scales[index]!, palette, dead, left, top, Math.round(own.width * density), Math.round(own.height * density));
    }
    yield;
  }
}
