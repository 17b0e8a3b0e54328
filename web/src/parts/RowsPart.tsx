/** A table where there is little room across: of each row its first cell, and below it what the others say. */
import type { Artifact } from '../api/types';
import { written } from './TablePart';

type Table = Extract<Artifact, { kind: 'table' }>;

export function RowsPart({ table }: { table: Table }) {
  const [first, ...rest] = table.columns;
  if (!first) return null;
  return (
    <ul class="table-rows">
      {table.rows.map((row, i) => (
        <li key={i}>
          <b>{written(row[0] ?? null, first.kind)}</b>
          <dl>
            {rest.map((column, k) => {
              const value = row[k + 1] ?? null;
              return (
                value !== null && (
                  <div key={k}>
                    <dt>{column.name}</dt>
                    <dd title={String(value)}>{written(value, column.kind)}</dd>
                  </div>
                )
              );
            })}
          </dl>
        </li>
      ))}
    </ul>
  );
}
