/** Rows and columns: sorted by a click on a head, only the visible rows in the document, numbers as people say them. */
import { useMemo, useState } from 'preact/hooks';
import type { Artifact } from '../api/types';
import { t } from '../state/words';
import '../style/table.css';
import { bytes, count, number, share } from './numbers';

type Table = Extract<Artifact, { kind: 'table' }>;
type Kind = Table['columns'][number]['kind'];
type Value = string | number | null;

const ROW = 28;
const WHOLE = 200;
const ROOM = 20;

interface Props {
  readonly table: Table;
  /** Makes the rows choosable. */
  readonly choose?: (row: readonly Value[]) => void;
  readonly chosen?: (row: readonly Value[]) => boolean;
}

export function TablePart({ table, choose, chosen }: Props) {
  const [sort, put] = useState<{ column: number; down: boolean } | null>(null);
  const [top, scroll] = useState(0);
  const rows = useMemo(() => sorted(table.rows, sort), [table, sort]);
  const whole = rows.length <= WHOLE;
  const first = whole ? 0 : Math.max(0, Math.min(rows.length - ROOM, Math.floor(top / ROW) - 10));
  const last = whole ? rows.length : Math.min(rows.length, first + ROOM + 20);
  const turn = (column: number) =>
    put(sort?.column === column ? (sort.down ? { column, down: false } : null) : { column, down: table.columns[column]!.kind !== 'text' });
  return (
    <div
      class={whole ? 'table' : 'table long'}
      tabIndex={0}
      role="region"
      aria-label={table.title || t('table.label')}
      onScroll={(event) => scroll(event.currentTarget.scrollTop)}
    >
      <table aria-rowcount={rows.length}>
        <thead>
          <tr>
            {table.columns.map((column, i) => (
              <th
                key={i}
                class={column.kind}
                scope="col"
                aria-sort={sort?.column === i ? (sort.down ? 'descending' : 'ascending') : 'none'}
              >
                <button type="button" onClick={() => turn(i)}>
                  {column.name}
                  <span aria-hidden="true">{sort?.column === i ? (sort.down ? ' ↓' : ' ↑') : ''}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr class="space" aria-hidden="true" style={{ height: `${first * ROW}px` }} />}
          {rows.slice(first, last).map((row, i) => (
            <tr
              key={first + i}
              class={chosen?.(row) ? 'chosen' : undefined}
              {...(choose && { onClick: () => choose(row) })}
            >
              {row.map((value, c) => {
                const kind = table.columns[c]!.kind;
                const text = written(value, kind);
                return (
                  <td key={c} class={kind} title={exact(value, text)}>
                    {choose && c === 0 ? <button type="button">{text}</button> : text}
                  </td>
                );
              })}
            </tr>
          ))}
          {last < rows.length && <tr class="space" aria-hidden="true" style={{ height: `${(rows.length - last) * ROW}px` }} />}
        </tbody>
      </table>
    </div>
  );
}

/** Unknown values last, whichever way it goes. */
export function sorted(
  rows: readonly (readonly Value[])[],
  sort: { column: number; down: boolean } | null,
): readonly (readonly Value[])[] {
  if (!sort) return rows;
  const { column, down } = sort;
  return [...rows].sort((a, b) => {
    const x = a[column] ?? null;
    const y = b[column] ?? null;
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    const order =
      typeof x === 'number' && typeof y === 'number'
        ? x - y
        : String(x).localeCompare(String(y), undefined, { numeric: true });
    return down ? -order : order;
  });
}

export function written(value: Value, kind: Kind): string {
  if (value === null) return '–';
  if (typeof value === 'string') return value;
  switch (kind) {
    case 'count':
      return count(value);
    case 'bytes':
      return bytes(value);
    case 'share':
      return share(value);
    default:
      return number(value);
  }
}

function exact(value: Value, text: string): string | undefined {
  return value === null || String(value) === text ? (text.length > 30 ? text : undefined) : String(value);
}
