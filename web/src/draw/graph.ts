/** Paints a graph on a canvas: only what is in the window, and of that only what can be seen at its size. */
import type { GraphLayout } from '../api/types';
import type { Pen } from './pen';
import type { Camera } from './camera';
import { Grid } from './grid';
import { categoryInk, type Inks, RAMP_STEPS, readable, step } from './ink';
import { around, byBox, type Trace } from './trace';

export interface Marks {
  readonly hover: number;
  /** The box that the keyboard is at. */
  readonly at: number;
  readonly chosen: number;
  /** One for each box that is found; null while nothing is searched. */
  readonly found: Uint8Array | null;
  readonly traced: Trace | null;
}

/** A number for each box, to colour by; null colours by what the operators do. */
export interface Measure {
  readonly values: Float64Array;
  readonly most: number;
  readonly ramp: readonly string[];
}

interface Group {
  readonly lit: boolean;
  readonly form: (typeof FORMS)[number];
  readonly colour: string;
  readonly boxes: number[];
}

/** By the kind of a box. */
const FORMS = ['layer', 'module', 'open', 'end', 'end'] as const;

const LABEL = 12.5;
const SECOND = 10.5;
const SMALLEST = 8;
/** From line to line of a label that has two. */
const LINE = 16;
const HEADER = 28;
const FAR = 0.3;
const DIM = 0.18;
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", sans-serif';

export class GraphPicture {
  private readonly boxes: Grid;
  private readonly edges: Grid;
  private out: number[][] | undefined;
  private into: number[][] | undefined;
  private readonly widths = new Map<string, number>();

  constructor(
    readonly layout: GraphLayout,
    private readonly second: (box: number) => string,
  ) {
    const { x, y, w, h } = layout.boxes;
    const bounds = new Float32Array(4 * x.length);
    for (let i = 0; i < x.length; i++) {
      bounds[4 * i] = x[i]!;
      bounds[4 * i + 1] = y[i]!;
      bounds[4 * i + 2] = x[i]! + w[i]!;
      bounds[4 * i + 3] = y[i]! + h[i]!;
    }
    this.boxes = new Grid(layout.width, layout.height, bounds);
    this.edges = new Grid(layout.width, layout.height, edgeBounds(layout));
  }

  /** The edges that leave each box; gathered when they are first wanted. */
  get leaving(): readonly (readonly number[])[] {
    return (this.out ??= byBox(this.layout.edges.from, this.layout.boxes.kind.length));
  }

  /** The edges that arrive at each box. */
  get arriving(): readonly (readonly number[])[] {
    return (this.into ??= byBox(this.layout.edges.to, this.layout.boxes.kind.length));
  }

  /** The innermost box at a point of the world; -1 for none. */
  hit(x: number, y: number): number {
    return this.boxes.within(x, y, x, y).at(-1) ?? -1;
  }

  paint(g: Pen, camera: Camera, width: number, height: number, ratio: number, inks: Inks, marks: Marks, measure: Measure | null): void {
    const { scale } = camera;
    const right = camera.x + width / scale;
    const bottom = camera.y + height / scale;
    const margin = 20;
    const seen = this.boxes.within(camera.x - margin, camera.y - margin, right + margin, bottom + margin);
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.fillStyle = inks.paper;
    g.fillRect(0, 0, width, height);
    g.setTransform(ratio * scale, 0, 0, ratio * scale, -ratio * scale * camera.x, -ratio * scale * camera.y);
    const { kind } = this.layout.boxes;
    const open = seen.filter((box) => kind[box] === 2);
    const closed = seen.filter((box) => kind[box] !== 2);
    this.paintModules(g, open, scale, inks);
    const lines = this.edges.within(camera.x, camera.y, right, bottom);
    this.paintEdges(g, lines, scale, inks, marks);
    this.paintBoxes(g, closed, scale, inks, marks, measure);
    this.paintWords(g, open, closed, scale, inks, marks, measure);
    this.paintMarks(g, seen, scale, inks, marks);
  }

  private paintModules(g: Pen, open: readonly number[], scale: number, inks: Inks): void {
    const { x, y, w, h, depth } = this.layout.boxes;
    g.lineWidth = 1 / scale;
    g.strokeStyle = inks.line;
    for (const box of open) {
      if (w[box]! * scale < 3) continue;
      g.fillStyle = depth[box]! % 2 === 0 ? inks.panel : inks.paper;
      g.beginPath();
      g.roundRect(x[box]!, y[box]!, w[box]!, h[box]!, 6);
      g.fill();
      g.stroke();
    }
  }

  private paintEdges(g: Pen, lines: readonly number[], scale: number, inks: Inks, marks: Marks): void {
    const { start, points } = this.layout.edges;
    const least = scale < FAR ? 4 / scale : 0;
    const traced = marks.traced;
    g.lineWidth = Math.max(0.8, Math.min(1.4, 1.25 * scale)) / scale;
    for (const lit of traced ? [false, true] : [true]) {
      g.strokeStyle = lit && traced ? inks.accent : inks.muted;
      g.globalAlpha = traced ? (lit ? 1 : DIM) : 0.65;
      g.beginPath();
      for (const edge of lines) {
        if (traced && (traced.edges[edge] === 1) !== lit) continue;
        const first = start[edge]!;
        const last = start[edge + 1]! - 2;
        if (least > 0 && Math.abs(points[last]! - points[first]!) + Math.abs(points[last + 1]! - points[first + 1]!) < least) continue;
        this.way(g, edge, scale);
      }
      g.stroke();
    }
    g.globalAlpha = 1;
    const near = [...new Set([marks.hover, marks.chosen])].filter((box) => box >= 0);
    if (near.length > 0 && !traced) {
      g.strokeStyle = inks.accent;
      g.lineWidth = Math.max(1.5, 2 * scale) / scale;
      g.beginPath();
      for (const box of near) for (const edge of around(this.layout, box, this.leaving, this.arriving)) this.way(g, edge, scale);
      g.stroke();
    }
    if (scale >= 0.5) this.paintHeads(g, lines, inks, traced);
  }

  /** One edge: straight where it runs straight, a soft curve where it changes sides. */
  private way(g: Pen, edge: number, scale: number): void {
    const { start, points } = this.layout.edges;
    let px = points[start[edge]!]!;
    let py = points[start[edge]! + 1]!;
    g.moveTo(px, py);
    for (let i = start[edge]! + 2; i < start[edge + 1]!; i += 2) {
      const nx = points[i]!;
      const ny = points[i + 1]!;
      if (scale > FAR && nx !== px && ny > py) {
        const middle = (py + ny) / 2;
        g.bezierCurveTo(px, middle, nx, middle, nx, ny);
      } else {
        g.lineTo(nx, ny);
      }
      px = nx;
      py = ny;
    }
  }

  private paintHeads(g: Pen, lines: readonly number[], inks: Inks, traced: Trace | null): void {
    const { start, points, to } = this.layout.edges;
    const { kind } = this.layout.boxes;
    g.fillStyle = inks.muted;
    g.beginPath();
    for (const edge of lines) {
      if (kind[to[edge]!] === 2 || (traced && traced.edges[edge] !== 1)) continue;
      const x = points[start[edge + 1]! - 2]!;
      const y = points[start[edge + 1]! - 1]!;
      g.moveTo(x - 3.5, y - 6);
      g.lineTo(x, y);
      g.lineTo(x + 3.5, y - 6);
    }
    g.fill();
  }

  /** The colour that a box is filled with, fully at a distance. */
  private colour(box: number, measure: Measure | null): string {
    if (measure) {
      const at = step(measure.values[box] ?? 0, measure.most);
      return at < 0 ? '' : (measure.ramp[Math.min(at, RAMP_STEPS - 1)] ?? '');
    }
    return categoryInk(this.layout.categories[this.layout.boxes.category[box] ?? -1]);
  }

  private lit(box: number, marks: Marks): boolean {
    return (marks.traced?.boxes[box] ?? 1) === 1 && (marks.found?.[box] ?? 1) === 1;
  }

  /** The boxes that are painted in one go. */
  private alike(closed: readonly number[], inks: Inks, marks: Marks, measure: Measure | null): Group[] {
    const { kind } = this.layout.boxes;
    const byColour = new Map<string, Group[]>();
    const all: Group[] = [];
    for (const box of closed) {
      const lit = this.lit(box, marks);
      const form = FORMS[kind[box]!]!;
      const colour = this.colour(box, measure) || inks.line;
      let same = byColour.get(colour);
      if (!same) byColour.set(colour, (same = []));
      let group = same.find((one) => one.lit === lit && one.form === form);
      if (!group) {
        group = { lit, form, colour, boxes: [] };
        same.push(group);
        all.push(group);
      }
      group.boxes.push(box);
    }
    return all;
  }

  private paintBoxes(g: Pen, closed: readonly number[], scale: number, inks: Inks, marks: Marks, measure: Measure | null): void {
    const { x, y, w, h } = this.layout.boxes;
    const far = scale < FAR;
    for (const { lit, form, colour, boxes } of this.alike(closed, inks, marks, measure)) {
      const strong = far || measure !== null;
      const alpha = lit ? 1 : DIM;
      const outline = () => {
        g.beginPath();
        for (const box of boxes) {
          if (far) g.rect(x[box]!, y[box]!, Math.max(w[box]!, 1 / scale), Math.max(h[box]!, 1 / scale));
          else g.roundRect(x[box]!, y[box]!, w[box]!, h[box]!, form === 'end' ? h[box]! / 2 : 5);
        }
      };
      g.globalAlpha = 1;
      if (!far) {
        outline();
        g.fillStyle = inks.paper;
        g.fill();
        if (form === 'module') this.paintPile(g, boxes, scale, colour, alpha, inks);
      }
      outline();
      g.fillStyle = colour;
      g.globalAlpha = alpha * (strong ? 0.9 : inks.dark ? 0.26 : 0.18);
      g.fill();
      if (!far) {
        g.globalAlpha = alpha;
        g.strokeStyle = colour;
        g.lineWidth = Math.max(1, 1.25 * scale) / scale;
        g.stroke();
      }
    }
    g.globalAlpha = 1;
  }

  /** A closed module looks like a pile: there is more below. */
  private paintPile(g: Pen, group: readonly number[], scale: number, colour: string, alpha: number, inks: Inks): void {
    const { x, y, w, h } = this.layout.boxes;
    g.globalAlpha = alpha * 0.6;
    g.strokeStyle = colour;
    g.lineWidth = 1 / scale;
    g.beginPath();
    for (const box of group) {
      g.moveTo(x[box]! + 5, y[box]! + h[box]! + 3);
      g.lineTo(x[box]! + w[box]! - 1, y[box]! + h[box]! + 3);
      g.lineTo(x[box]! + w[box]! + 3, y[box]! + h[box]! - 1);
      g.lineTo(x[box]! + w[box]! + 3, y[box]! + 5);
    }
    g.stroke();
    g.fillStyle = inks.paper;
    g.globalAlpha = 1;
  }

  private paintWords(g: Pen, open: readonly number[], closed: readonly number[], scale: number, inks: Inks, marks: Marks, measure: Measure | null): void {
    const { x, y, w, h, label, depth, chips } = this.layout.boxes;
    g.textBaseline = 'middle';
    const size = Math.max(SMALLEST, LABEL * scale) / scale;
    const secondSize = SECOND;
    if (h[closed[0] ?? 0]! * scale >= 11 || scale > FAR) {
      g.textAlign = 'center';
      for (const box of closed) {
        const room = w[box]! - 10;
        if (room * scale < 24) continue;
        const second = SECOND * scale >= SMALLEST ? this.second(box) : '';
        g.globalAlpha = this.lit(box, marks) ? 1 : 0.4;
        const fill = measure && this.lit(box, marks) ? this.colour(box, measure) : '';
        const ink = fill === '' ? inks.ink : readable(fill);
        g.fillStyle = ink;
        g.font = `${size}px ${FONT}`;
        const middle = x[box]! + w[box]! / 2;
        const lines = label[box]!.split('\n');
        // Where letters do not get smaller with the box, lines move apart.
        const line = Math.max(LINE, 1.2 * size);
        const under = second === '' ? 0 : LINE;
        const top = y[box]! + (h[box]! - line * (lines.length - 1) - under) / 2;
        if (line * lines.length > h[box]! + 2) g.fillText(this.fitted(g, lines.join(' '), size, room), middle, y[box]! + h[box]! / 2);
        // Of a name the end tells most; operators are read from the first.
        else lines.forEach((text, i) => g.fillText(this.fitted(g, text, size, room, this.layout.boxes.kind[box] !== 0), middle, top + i * line));
        if (second !== '') {
          g.fillStyle = fill === '' ? inks.muted : ink;
          g.font = `${secondSize}px ${FONT}`;
          g.fillText(this.fitted(g, second, secondSize, room), middle, top + line * (lines.length - 1) + under);
        }
        if (chips[box] !== '' && SECOND * scale >= SMALLEST) this.paintChips(g, box, inks);
      }
      g.globalAlpha = 1;
    }
    g.textAlign = 'left';
    for (const box of open) {
      const title = Math.max(11, Math.min(16, LABEL * scale)) / scale;
      if (HEADER * scale >= 12 && w[box]! * scale > 50) {
        g.font = `600 ${title}px ${FONT}`;
        g.fillStyle = inks.muted;
        g.fillText(this.fitted(g, label[box]!, title, w[box]! - 20, true), x[box]! + 10, y[box]! + HEADER / 2);
      } else if (scale < FAR && depth[box]! <= 1 && w[box]! * scale > 70 && w[box]! * scale < 420) {
        g.font = `600 ${title}px ${FONT}`;
        const text = this.fitted(g, label[box]!, title, w[box]! - 8 / scale, true);
        g.lineWidth = 3 / scale;
        g.strokeStyle = inks.paper;
        g.strokeText(text, x[box]! + 4 / scale, y[box]! + 9 / scale);
        g.fillStyle = inks.ink;
        g.fillText(text, x[box]! + 4 / scale, y[box]! + 9 / scale);
      }
    }
  }

  /** What is read but not drawn, as small tags above the box. */
  private paintChips(g: Pen, box: number, inks: Inks): void {
    const { x, y, w, chips } = this.layout.boxes;
    const names = chips[box]!.split('\n');
    const text = this.fitted(g, `▸ ${names.slice(0, 2).join(', ')}${names.length > 2 ? ` +${names.length - 2}` : ''}`, SECOND, w[box]! / 2 + 30);
    g.font = `${SECOND}px ${FONT}`;
    g.textAlign = 'left';
    g.fillStyle = inks.paper;
    g.fillRect(x[box]! - 2, y[box]! - 16, this.width(g, text, SECOND) + 8, 13);
    g.fillStyle = inks.muted;
    g.fillText(text, x[box]! + 2, y[box]! - 9);
    g.textAlign = 'center';
  }

  private paintMarks(g: Pen, seen: readonly number[], scale: number, inks: Inks, marks: Marks): void {
    const { x, y, w, h } = this.layout.boxes;
    const frame = (box: number, colour: string, thick: number, gap: number) => {
      if (box < 0 || box >= x.length) return;
      const out = gap / scale;
      const wide = Math.max(w[box]! + 2 * out, 6 / scale);
      const high = Math.max(h[box]! + 2 * out, 6 / scale);
      g.strokeStyle = colour;
      g.lineWidth = thick / scale;
      g.beginPath();
      g.roundRect(x[box]! + w[box]! / 2 - wide / 2, y[box]! + h[box]! / 2 - high / 2, wide, high, Math.min(6, high / 2));
      g.stroke();
    };
    if (marks.found) for (const box of seen) if (marks.found[box] === 1 && this.layout.boxes.kind[box] !== 2) frame(box, inks.found, 2.5, 2);
    frame(marks.hover, inks.accent, 1.5, 1);
    if (marks.at !== marks.chosen) {
      g.setLineDash([4 / scale, 3 / scale]);
      frame(marks.at, inks.ink, 1.5, 4);
      g.setLineDash([]);
    }
    if (marks.chosen >= 0) {
      g.globalAlpha = 0.3;
      frame(marks.chosen, inks.accent, 8, 4);
      g.globalAlpha = 1;
      frame(marks.chosen, inks.accent, 3, 2);
    }
  }

  private width(g: Pen, text: string, size: number): number {
    let known = this.widths.get(text);
    if (known === undefined) {
      const before = g.font;
      g.font = `${LABEL}px ${FONT}`;
      known = g.measureText(text).width;
      g.font = before;
      this.widths.set(text, known);
    }
    return (known * size) / LABEL;
  }

  /** As much of a text as fits, by its share of the width: its beginning, or its end. */
  private fitted(g: Pen, text: string, size: number, room: number, end = false): string {
    const width = this.width(g, text, size);
    if (width <= room) return text;
    const kept = Math.max(1, Math.floor((text.length * room) / width) - 1);
    return end ? `…${text.slice(-kept)}` : `${text.slice(0, kept)}…`;
  }
}

function edgeBounds(layout: GraphLayout): Float32Array {
  const { start, points, from } = layout.edges;
  const bounds = new Float32Array(4 * from.length);
  for (let edge = 0; edge < from.length; edge++) {
    let left = Infinity;
    let top = Infinity;
    let right = -Infinity;
    let bottom = -Infinity;
    for (let i = start[edge]!; i < start[edge + 1]!; i += 2) {
      left = Math.min(left, points[i]!);
      right = Math.max(right, points[i]!);
      top = Math.min(top, points[i + 1]!);
      bottom = Math.max(bottom, points[i + 1]!);
    }
    bounds[4 * edge] = left;
    bounds[4 * edge + 1] = top;
    bounds[4 * edge + 2] = right;
    bounds[4 * edge + 3] = bottom;
  }
  return bounds;
}
