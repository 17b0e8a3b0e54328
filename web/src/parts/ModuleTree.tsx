/** Modules and layers as a tree: arrows open, close and walk; what is chosen is chosen everywhere. */
import { useState } from 'preact/hooks';
import { chosenLayer } from '../state/graph';
import { foundLayers, searching } from '../state/found';
import { layers } from '../state/open';
import { select } from '../state/selection';
import { around, branches, nameOf, openBranch, openBranches, type Row, rows, shortName } from '../state/tree';
import { t } from '../state/words';
import { count } from './numbers';
import { Icon } from './Icon';
import { VirtualList } from './VirtualList';
import '../style/tree.css';

const ROW = 26;

export function ModuleTree() {
  const all = layers.value;
  const [at, put] = useState(0);
  const seen = rows.value;
  const chosen = chosenLayer.value;
  // Its place is kept, so that the graph beside it is laid out for the window that it will have.
  if (!all) return <div class="module-tree" />;
  const now = Math.min(at, seen.length - 1);
  const choose = (index: number) => {
    put(index);
    const layer = seen[index]?.layer ?? -1;
    if (layer >= 0) select({ layer: all.tensor[layer] ?? '' });
  };
  const key = (event: KeyboardEvent) => {
    const row = seen[now];
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    const open = row.branch >= 0 && openBranches.value.has(row.branch);
    if (event.key === 'ArrowDown') put(Math.min(seen.length - 1, now + 1));
    else if (event.key === 'ArrowUp') put(Math.max(0, now - 1));
    else if (event.key === 'Home') put(0);
    else if (event.key === 'End') put(seen.length - 1);
    else if (event.key === 'ArrowRight' && row.branch >= 0) {
      if (open) put(now + 1);
      else openBranch(row.branch, true);
    } else if (event.key === 'ArrowLeft') {
      if (open) openBranch(row.branch, false);
      else put(above(seen, now));
    } else if (event.key === 'Enter') {
      if (row.branch >= 0) openBranch(row.branch, !open);
      else choose(now);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const choice = chosen < 0 ? -1 : sight(chosen);
  return (
    <div class="module-tree">
      <VirtualList
        box={{ role: 'tree', tabIndex: 0, 'aria-label': t('graph.tree'), 'aria-activedescendant': `tree-${now}`, onKeyDown: key }}
        count={seen.length}
        rowHeight={ROW}
        sight={choice >= 0 ? choice : now}
        row={(index) => {
          const row = seen[index];
          if (!row) return null;
          const branch = branches.value[row.branch];
          const open = branch !== undefined && openBranches.value.has(row.branch);
          const marked = row.layer >= 0 ? row.layer === chosen : false;
          const hit = searching.value && row.layer >= 0 && foundLayers.value.has(row.layer);
          return (
            <div
              key={row.layer >= 0 ? `l${row.layer}` : `b${row.branch}`}
              id={`tree-${index}`}
              role="treeitem"
              aria-level={row.depth + 1}
              aria-selected={marked}
              {...(branch && { 'aria-expanded': open })}
              class={`${index === now ? 'at ' : ''}${hit ? 'hit' : ''}`}
              style={{ height: `${ROW}px`, paddingLeft: `${8 + 14 * Math.min(row.depth, 12)}px` }}
              onClick={() => {
                choose(index);
                if (branch) openBranch(row.branch, !open);
              }}
            >
              {branch ? <Icon of={open ? 'down' : 'right'} /> : <span class="dot" data-category={all.category[row.layer]} />}
              <span class="name tail" title={branch ? branch.path : all.name[row.layer]}>
                <bdi>{branch ? nameOf(branches.value, index, seen) : shortName(all.name[row.layer] ?? '', all.module[row.layer] ?? '')}</bdi>
              </span>
              <small>{branch ? count(branch.layers) : said(all.op[row.layer] ?? '', all.name[row.layer] ?? '')}</small>
            </div>
          );
        }}
      />
    </div>
  );
}

/** The operator, where the name does not begin with it as in `Conv_41`. */
function said(op: string, name: string): string {
  return name.toLowerCase().startsWith(op.toLowerCase()) ? '' : op;
}

/** The row of a layer, where its branches are open. */
function sight(layer: number): number {
  return rows.value.findIndex((row) => row.layer === layer);
}

/** Opens the branches around a layer. */
export function openAround(layer: number): void {
  const module = layers.value?.module[layer] ?? '';
  const inside = around(branches.value, module).filter((branch) => !openBranches.value.has(branch));
  if (inside.length > 0) openBranches.value = new Set([...openBranches.value, ...inside]);
}

/** The row of the branch that a row lies in. */
function above(seen: readonly Row[], now: number): number {
  let row = now - 1;
  while (row > 0 && (seen[row]?.depth ?? 0) >= (seen[now]?.depth ?? 0)) row--;
  return Math.max(0, row);
}
