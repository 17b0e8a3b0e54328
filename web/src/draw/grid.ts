/** Finds what lies in a window: things by their bounds in a grid of equal cells, flat arrays throughout. */

const MOST_CELLS = 65_536;

export class Grid {
  private readonly cell: number;
  private readonly columns: number;
  private readonly rows: number;
  private readonly start: Int32Array;
  private readonly items: Int32Array;
  private readonly seen: Int32Array;
  private turn = 0;

  /** @param bounds left, top, right, bottom of each thing */
  constructor(
    width: number,
    height: number,
    private readonly bounds: Float32Array,
  ) {
    const count = bounds.length / 4;
    this.cell = Math.max(256, Math.sqrt((width * height) / Math.max(1, Math.min(MOST_CELLS, count))));
    this.columns = Math.max(1, Math.ceil(width / this.cell));
    this.rows = Math.max(1, Math.ceil(height / this.cell));
    this.start = new Int32Array(this.columns * this.rows + 1);
    for (let i = 0; i < count; i++) this.cells(i, (cell) => (this.start[cell + 1] = (this.start[cell + 1] ?? 0) + 1));
    for (let c = 1; c < this.start.length; c++) this.start[c] = (this.start[c] ?? 0) + (this.start[c - 1] ?? 0);
    this.items = new Int32Array(this.start[this.start.length - 1] ?? 0);
    const next = this.start.slice();
    for (let i = 0; i < count; i++)
      this.cells(i, (cell) => {
        this.items[next[cell] ?? 0] = i;
        next[cell] = (next[cell] ?? 0) + 1;
      });
    this.seen = new Int32Array(count);
  }

  private cells(i: number, take: (cell: number) => void): void {
    const b = this.bounds;
    const c0 = this.at(b[4 * i]!, this.columns);
    const c1 = this.at(b[4 * i + 2]!, this.columns);
    const r0 = this.at(b[4 * i + 1]!, this.rows);
    const r1 = this.at(b[4 * i + 3]!, this.rows);
    for (let r = r0; r <= r1; r++) for (let c = c0; c <= c1; c++) take(r * this.columns + c);
  }

  private at(x: number, most: number): number {
    return Math.max(0, Math.min(most - 1, Math.floor(x / this.cell)));
  }

  /** The things that touch a window, in order. */
  within(left: number, top: number, right: number, bottom: number): number[] {
    const turn = ++this.turn;
    const found: number[] = [];
    const b = this.bounds;
    const [c0, c1] = [this.at(left, this.columns), this.at(right, this.columns)];
    const [r0, r1] = [this.at(top, this.rows), this.at(bottom, this.rows)];
    const touches = (i: number) => b[4 * i]! <= right && b[4 * i + 2]! >= left && b[4 * i + 1]! <= bottom && b[4 * i + 3]! >= top;
    // Most of everything is sooner gone through in order than gathered and sorted.
    if (2 * (c1 - c0 + 1) * (r1 - r0 + 1) > this.columns * this.rows) {
      for (let i = 0; i < this.seen.length; i++) if (touches(i)) found.push(i);
      return found;
    }
    for (let r = r0; r <= r1; r++)
      for (let c = c0; c <= c1; c++) {
        const cell = r * this.columns + c;
        for (let k = this.start[cell] ?? 0; k < (this.start[cell + 1] ?? 0); k++) {
          const i = this.items[k] ?? 0;
          if (this.seen[i] === turn) continue;
          this.seen[i] = turn;
          if (touches(i)) found.push(i);
        }
      }
    return found.sort((one, other) => one - other);
  }
}
