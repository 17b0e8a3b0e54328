/**
 * A way through the graph by arrow keys. Down and up go along the edges, past the rims of open modules, to the box most nearly below or
 * above; left and right then choose among the branches of that fork, and elsewhere go to the boxes beside.
 */
import type { GraphLayout } from '../api/types';
import { onward } from './trace';

/** A graph with its edges by the boxes that they leave and arrive at. */
interface Edged {
  readonly layout: GraphLayout;
  readonly leaving: readonly (readonly number[])[];
  readonly arriving: readonly (readonly number[])[];
}

export class Walk {
  /** The boxes that the last step down or up could have led to, from left to right. */
  private branches: readonly number[] = [];

  constructor(private readonly graph: Edged) {}

  /** The box that an arrow key leads to; -1 where there is none. */
  step(now: number, key: string): number {
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      const branches = this.reached(now, key === 'ArrowUp');
      if (branches.length === 0) return -1;
      this.branches = branches;
      return branches.reduce((best, box) => (this.aside(now, box) < this.aside(now, best) ? box : best));
    }
    const by = key === 'ArrowRight' ? 1 : -1;
    const branch = this.branches.indexOf(now);
    return this.branches[branch < 0 ? -1 : branch + by] ?? this.beside(now, by);
  }

  private middle(box: number): number {
    const { x, w } = this.graph.layout.boxes;
    return x[box]! + w[box]! / 2;
  }

  private aside(one: number, other: number): number {
    return Math.abs(this.middle(one) - this.middle(other));
  }

  private reached(now: number, up: boolean): number[] {
    const { layout, leaving, arriving } = this.graph;
    const next = up ? arriving : leaving;
    const near = up ? layout.edges.from : layout.edges.to;
    const open = [...(next[now] ?? [])];
    const seen = new Set(open);
    const boxes = new Set<number>();
    for (let edge = open.pop(); edge !== undefined; edge = open.pop()) {
      const box = near[edge]!;
      const further = layout.boxes.kind[box] === 2 ? onward(layout, edge, up, next) : [];
      if (further.length === 0) boxes.add(box);
      for (const other of further) {
        if (!seen.has(other)) open.push(other);
        seen.add(other);
      }
    }
    return [...boxes].sort((a, b) => this.middle(a) - this.middle(b) || a - b);
  }

  private beside(now: number, by: 1 | -1): number {
    const { x, y, h, kind, depth } = this.graph.layout.boxes;
    let best = -1;
    let nearest = Infinity;
    for (let box = 0; box < x.length; box++) {
      if (kind[box] === 2 || box === now) continue;
      const dx = by * (this.middle(box) - this.middle(now));
      if (dx <= 0) continue;
      const apart = Math.max(0, y[box]! - (y[now]! + h[now]!), y[now]! - (y[box]! + h[box]!));
      const cost = dx + 4 * apart + (depth[box] === depth[now] ? 0 : 200);
      if (cost < nearest) [best, nearest] = [box, cost];
    }
    return best;
  }
}
