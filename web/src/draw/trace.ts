/** What a box of the graph rests on, and what rests on it: along the edges, through the rims of open modules. */
import type { GraphLayout } from '../api/types';

export interface Trace {
  /** One for each box that is on the way. */
  readonly boxes: Uint8Array;
  readonly edges: Uint8Array;
}

/** Edges by the box at one of their ends. */
export function byBox(ends: readonly number[], boxes: number): number[][] {
  const lists: number[][] = [];
  for (let box = 0; box < boxes; box++) lists.push([]);
  ends.forEach((box, edge) => lists[box]?.push(edge));
  return lists;
}

/** The edges that carry on an edge beyond one of its ends, which may be the rim of an open module. */
export function onward(layout: GraphLayout, edge: number, up: boolean, next: readonly (readonly number[])[]): readonly number[] {
  const { kind, depth } = layout.boxes;
  const near = up ? layout.edges.from : layout.edges.to;
  const far = up ? layout.edges.to : layout.edges.from;
  const box = near[edge] ?? 0;
  const all = next[box] ?? [];
  if (kind[box] !== 2) return all;
  const level = depth[box] ?? 0;
  const inside = (depth[far[edge] ?? 0] ?? 0) > level;
  const names = new Set((layout.edges.tensor[edge] ?? '').split('\n'));
  return all.filter(
    (other) =>
      (depth[near[other] ?? 0] ?? 0) > level !== inside && (layout.edges.tensor[other] ?? '').split('\n').some((name) => names.has(name)),
  );
}

/** Everything before (`up`), or after a box. */
export function trace(layout: GraphLayout, box: number, up: boolean): Trace {
  const boxes = new Uint8Array(layout.boxes.kind.length);
  const edges = new Uint8Array(layout.edges.from.length);
  const next = byBox(up ? layout.edges.to : layout.edges.from, boxes.length);
  const near = up ? layout.edges.from : layout.edges.to;
  boxes[box] = 1;
  const open = [...(next[box] ?? [])];
  for (let edge = open.pop(); edge !== undefined; edge = open.pop()) {
    if (edges[edge] === 1) continue;
    edges[edge] = 1;
    boxes[near[edge] ?? 0] = 1;
    for (const other of onward(layout, edge, up, next)) if (edges[other] !== 1) open.push(other);
  }
  return { boxes, edges };
}

/** Both ways together. */
export function traceBoth(layout: GraphLayout, box: number): Trace {
  const up = trace(layout, box, true);
  const down = trace(layout, box, false);
  return { boxes: up.boxes.map((on, i) => on | (down.boxes[i] ?? 0)), edges: up.edges.map((on, i) => on | (down.edges[i] ?? 0)) };
}

/** The edges at a box, followed through the rims of open modules to the next boxes. */
export function around(layout: GraphLayout, box: number, leaving: readonly (readonly number[])[], arriving: readonly (readonly number[])[]): Set<number> {
  const found = new Set<number>();
  for (const [up, next] of [
    [true, arriving],
    [false, leaving],
  ] as const) {
    const open = [...(next[box] ?? [])];
    const near = up ? layout.edges.from : layout.edges.to;
    for (let edge = open.pop(); edge !== undefined && found.size < 2000; edge = open.pop()) {
      if (found.has(edge)) continue;
      found.add(edge);
      if (layout.boxes.kind[near[edge] ?? 0] === 2) open.push(...onward(layout, edge, up, next));
    }
  }
  return found;
}
