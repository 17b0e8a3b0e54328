/** The classes of a picture's pixels, and the regions of equal ones: the rules of `methods/Segmentation.java`. */

/** One class a pixel of the map, row by row, and where the whole picture lies on the map, in its pixels. */
export interface ClassMap {
  readonly kinds: Int32Array;
  readonly rows: number;
  readonly columns: number;
  readonly picture: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number };
}

/** The pixel at a place of the picture, from 0 to 1 in both directions; -1 where the model does not see it. */
export function pixelAt({ rows, columns, picture }: ClassMap, across: number, down: number): number {
  const x = Math.floor(picture.x0 + across * (picture.x1 - picture.x0));
  const y = Math.floor(picture.y0 + down * (picture.y1 - picture.y0));
  return x < 0 || y < 0 || x >= columns || y >= rows ? -1 : y * columns + x;
}

/** 1 for every pixel that hangs together with one by its edges and has the same class. */
export function region({ kinds, columns }: ClassMap, pixel: number): Uint8Array {
  const inside = new Uint8Array(kinds.length);
  const open = [pixel];
  inside[pixel] = 1;
  while (open.length > 0) {
    const at = open.pop()!;
    const column = at % columns;
    const near = [column > 0 ? at - 1 : -1, column < columns - 1 ? at + 1 : -1, at - columns, at + columns];
    for (const next of near) {
      if (next < 0 || next >= kinds.length || inside[next] === 1 || kinds[next] !== kinds[pixel]) continue;
      inside[next] = 1;
      open.push(next);
    }
  }
  return inside;
}

/** 1 for every pixel of a class. */
export function ofClass({ kinds }: ClassMap, kind: number): Uint8Array {
  return Uint8Array.from(kinds, (one) => (one === kind ? 1 : 0));
}

/** Paints the rim of what is marked, so many pixels wide, in one colour. */
export function rim(marked: Uint8Array, rows: number, columns: number, wide: number, abgr: number): ImageData {
  const image = new ImageData(columns, rows);
  const to = new Uint32Array(image.data.buffer);
  const out = (row: number, column: number) =>
    row < 0 || column < 0 || row >= rows || column >= columns || marked[row * columns + column] === 0;
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      if (marked[at] === 0) continue;
      if (out(row, column - wide) || out(row, column + wide) || out(row - wide, column) || out(row + wide, column)) to[at] = abgr;
    }
  }
  return image;
}
