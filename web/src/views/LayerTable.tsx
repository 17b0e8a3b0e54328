/** All layers as a table: sorted by any column, saved as CSV. */
import { useMemo, useState } from 'preact/hooks';
import { Icon } from '../parts/Icon';
import { bytes, count, shape } from '../parts/numbers';
import { SearchField } from '../parts/SearchField';
import { VirtualList } from '../parts/VirtualList';
import type { Layers } from '../api/types';
import { chosenLayer } from '../state/graph';
import { found, searching } from '../state/found';
import { here, layers, model } from '../state/open';
import { remember, select, selection } from '../state/selection';
import { shortName } from '../state/tree';
import { COLUMNS, type Column, csv, sorted } from '../state/table';
import { t } from '../state/words';
import '../style/structure.css';
import '../style/layers.css';
import '../style/tree.css';

const ROW = 28;

/** Columns of numbers; the others share the rest by the length of what is in them. */
const WIDTHS: Partial<Readonly<Record<Column, string>>> = { index: '36px', parameters: '76px', macs: '68px', memory: '68px' };

const NAMES: readonly Column[] = ['name', 'module'];

/** Letters: a column is as wide as its heading needs, and no text takes all from the others. */
const SHORTEST = 8;
const LONGEST = 40;
/** Operators and shapes are shown whole up to this. */
const ENOUGH = 18;

export function LayerTable() {
  const all = layers.value;
  const [at, put] = useState(-1);
  const { sort = 'index', find = '' } = selection.value.set;
  const by = COLUMNS.find((column) => column === sort.replace('-', '')) ?? 'index';
  const falling = sort.startsWith('-');
  const order = useMemo(
    () => (all ? sorted(all, searching.value ? found.value : Array.from({ length: all.count }, (_, i) => i), by, falling) : []),
    [all, find, by, falling],
  );
  // A column with nothing in it takes room from the others.
  const columns = useMemo(() => (all ? COLUMNS.map((column) => ({ column, letters: longest(all, column) })).filter(({ letters }) => letters > 0) : []), [all]);
  if (!all) return null;
  const widths = {
    gridTemplateColumns: columns
      .map(({ column, letters }) => {
        const share = Math.max(SHORTEST, Math.min(LONGEST, letters));
        const whole = (column === 'shape' ? 1.05 : 0.85) * Math.min(share, ENOUGH);
        return WIDTHS[column] ?? (NAMES.includes(column) ? `minmax(72px, ${2 * share}fr)` : `minmax(${whole}ch, ${share}fr)`);
      })
      .join(' '),
  };
  const chosen = chosenLayer.value;
  const now = order[at] === chosen ? at : order.indexOf(chosen);
  const key = (event: KeyboardEvent) => {
    const page = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20, Home: -Infinity, End: Infinity }[event.key];
    if (page === undefined || event.altKey || event.ctrlKey) return;
    const next = Math.max(0, Math.min(order.length - 1, now + page));
    put(next);
    select({ layer: all.tensor[order[next] ?? -1] ?? '' });
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="layer-table">
      <div class="graph-tools" role="toolbar" aria-label={t('graph.tools')}>
        <SearchField />
        <span class="gap" />
        <button type="button" class="quiet" onClick={() => save(csv(all, order), `${here(model.value)?.name ?? 'layers'}.csv`)}>
          <Icon of="save" /> {t('save.csv')}
        </button>
      </div>
      <div class="rows-table" role="table" aria-label={t('layers.table')} aria-rowcount={order.length + 1}>
        <div class="row head" role="row" aria-rowindex={1} style={widths}>
          {columns.map(({ column }) => (
            <div key={column} role="columnheader" class={column} aria-sort={column !== by ? 'none' : falling ? 'descending' : 'ascending'}>
              <button type="button" class="link" onClick={() => remember('sort', next(column, by, falling))}>
                {t(`layers.${column}`)}
                {column === by && <Icon of={falling ? 'down' : 'up'} />}
              </button>
            </div>
          ))}
        </div>
        <VirtualList
          box={{ role: 'rowgroup', tabIndex: 0, 'aria-label': t('layers.table'), onKeyDown: key }}
          count={order.length}
          rowHeight={ROW}
          sight={now}
          row={(index) => {
            const layer = order[index] ?? -1;
            return (
              <div
                key={layer}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={layer === chosen}
                class="row"
                style={{ height: `${ROW}px`, ...widths }}
                onClick={() => {
                  put(index);
                  select({ layer: all.tensor[layer] ?? '' });
                }}
              >
                {columns.map(({ column }) => (
                  <div key={column} role="cell" class={NAMES.includes(column) ? `${column} tail` : column} title={exact(all, layer, column)}>
                    <bdi>{said(all, layer, column)}</bdi>
                  </div>
                ))}
              </div>
            );
          }}
        />
      </div>
      {order.length === 0 && <p class="hint">{t('layers.none')}</p>}
    </div>
  );
}

function longest(all: Layers, column: Column): number {
  let most = 0;
  for (let i = 0; i < all.count; i++) most = Math.max(most, said(all, i, column).length);
  return most;
}

/** The first click on numbers shows the largest first, on texts the first of the alphabet. */
function next(column: Column, by: Column, falling: boolean): string {
  const first = ['parameters', 'macs', 'memory'].includes(column);
  const down = column === by ? !falling : first;
  return column === 'index' && !down ? '' : `${down ? '-' : ''}${column}`;
}

function said(all: Layers, layer: number, column: Column): string {
  switch (column) {
    case 'index':
      return String(layer + 1);
    case 'shape':
      return shape(all.shape[layer] ?? null);
    case 'parameters':
      return all.parameters[layer] ? count(all.parameters[layer]) : '';
    case 'macs':
      return all.macs[layer] ? count(all.macs[layer]) : '';
    case 'memory':
      return all.activationBytes[layer] ? bytes(all.activationBytes[layer]) : '';
    case 'name':
      // Its modules stand beside it.
      return shortName(all.name[layer] || (all.tensor[layer] ?? ''), all.module[layer] ?? '');
    default:
      return all[column][layer] ?? '';
  }
}

function exact(all: Layers, layer: number, column: Column): string {
  return column === 'parameters' || column === 'macs'
    ? String(all[column][layer] ?? '')
    : column === 'memory'
      ? `${all.activationBytes[layer] ?? ''} B`
      : column === 'name'
        ? all.name[layer] || (all.tensor[layer] ?? '')
      : said(all, layer, column);
}

function save(text: string, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
