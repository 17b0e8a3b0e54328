/** The modules of a model as rows of a tree that opens and closes. */
import { computed, signal } from '@preact/signals';
import { layers } from './open';

export interface Branch {
  readonly path: string;
  /** Branches by their number below, layers as -1 - index; in the order of the graph. */
  readonly inside: number[];
  layers: number;
}

export interface Row {
  readonly depth: number;
  /** A branch; -1 where the row is a layer. */
  readonly branch: number;
  /** A layer; -1 where the row is a branch. */
  readonly layer: number;
}

/** Branch 0 is the whole; a branch that holds nothing but one other is one with it. */
export function grow(modules: readonly string[]): Branch[] {
  const branches: Branch[] = [{ path: '', inside: [], layers: modules.length }];
  const known = new Map([['', 0]]);
  for (let layer = 0; layer < modules.length; layer++) {
    const path = modules[layer] ?? '';
    let at = known.get(path);
    if (at === undefined) {
      at = 0;
      for (let slash = path.indexOf('/', 1); ; slash = path.indexOf('/', slash + 1)) {
        const part = slash < 0 ? path : path.slice(0, slash);
        let next = known.get(part);
        if (next === undefined) {
          next = branches.length;
          branches.push({ path: part, inside: [], layers: 0 });
          known.set(part, next);
          branches[at]?.inside.push(next);
        }
        at = next;
        if (slash < 0) break;
      }
    }
    branches[at]?.inside.push(-1 - layer);
  }
  for (let b = branches.length - 1; b > 0; b--) {
    const branch = branches[b];
    if (branch) branch.layers = branch.inside.reduce((sum, one) => sum + (one < 0 ? 1 : (branches[one]?.layers ?? 0)), 0);
  }
  return branches;
}

function only(branches: readonly Branch[], at: number): number {
  let branch = at;
  for (;;) {
    const inside = branches[branch]?.inside;
    const [one] = inside ?? [];
    if (inside?.length !== 1 || one === undefined || one < 0) return branch;
    branch = one;
  }
}

/** The rows that are seen while `open` branches are open; the whole always is. */
export function rowsOf(branches: readonly Branch[], open: ReadonlySet<number>): Row[] {
  const rows: Row[] = [];
  const next: { item: number; depth: number }[] = [];
  const push = (branch: number, depth: number) => {
    const inside = branches[branch]?.inside ?? [];
    for (let i = inside.length - 1; i >= 0; i--) next.push({ item: inside[i] ?? 0, depth });
  };
  push(0, 0);
  for (let top = next.pop(); top; top = next.pop()) {
    if (top.item < 0) {
      rows.push({ depth: top.depth, branch: -1, layer: -1 - top.item });
    } else {
      const branch = only(branches, top.item);
      rows.push({ depth: top.depth, branch, layer: -1 });
      if (open.has(branch)) push(branch, top.depth + 1);
    }
  }
  return rows;
}

/** The branches around a layer, outermost first. */
export function around(branches: readonly Branch[], module: string): number[] {
  return branches.flatMap((branch, index) => (index > 0 && (module === branch.path || module.startsWith(`${branch.path}/`)) ? [index] : []));
}

/** What a branch is called below the one that is shown around it. */
export function nameOf(branches: readonly Branch[], row: number, rows: readonly Row[]): string {
  const { branch, depth } = rows[row] ?? { branch: 0, depth: 0 };
  const path = branches[branch]?.path ?? '';
  for (let above = row - 1; above >= 0; above--) {
    const other = rows[above];
    if (other && other.branch >= 0 && other.depth < depth) return path.slice((branches[other.branch]?.path.length ?? -1) + 1);
  }
  return path;
}

/** The same list while only the types of layers arrive. */
const modules = computed(() => layers.value?.module);
export const branches = computed(() => (modules.value ? grow(modules.value) : []));
export const openBranches = signal<ReadonlySet<number>>(new Set());
export const rows = computed(() => rowsOf(branches.value, openBranches.value));

export function openBranch(branch: number, open: boolean): void {
  const next = new Set(openBranches.value);
  if (open) next.add(branch);
  else next.delete(branch);
  openBranches.value = next;
}

/** A name without the modules around it; series of modules are no part of names. */
export function shortName(name: string, module: string): string {
  const plain = name.replace(/^\//, '');
  for (let path = module; path !== ''; path = path.includes('/') ? path.slice(path.indexOf('/') + 1) : '')
    if (plain.startsWith(`${path}/`)) return plain.slice(path.length + 1);
  return plain;
}
