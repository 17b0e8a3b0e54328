/** A contact sheet as a method arranged it. */
import { useMemo } from 'preact/hooks';
import type { Artifact, Cell } from '../api/types';
import { matrix, picture } from '../draw/plane';
import type { Tile } from '../draw/sheet';
import { t } from '../state/words';
import { ContactSheet, type Place } from './ContactSheet';
import { Legend } from './Legend';
import { number } from './numbers';

type Grid = Extract<Artifact, { kind: 'grid' }>;

interface Props {
  readonly grid: Grid;
  readonly values: ArrayBuffer;
  readonly choose?: (cell: number) => void;
  readonly chosen?: number;
  /** Without legend. */
  readonly bare?: boolean;
}

export function GridPart({ grid, values, choose, chosen, bare }: Props) {
  const tiles = useMemo(() => grid.cells.map((cell) => tile(cell, values)), [grid, values]);
  const captions = useMemo(
    () => (grid.cells.some((cell) => cell.caption !== null) ? grid.cells.map((cell) => cell.caption ?? '') : []),
    [grid],
  );
  const scales = tiles.flatMap((tile) => tile.scales);
  const one = scales.every((scale) => scale.low === scales[0]?.low && scale.high === scales[0]?.high) ? scales[0] : undefined;
  const parts = tiles.flatMap(({ maps }) => maps.flatMap((map) => ('values' in map ? [map.values] : [])));
  const say = ({ tile: at, row, column }: Place) => {
    const map = tiles[at]!.maps[0]!;
    const here = 'values' in map ? String(map.values[row * map.columns + column]) : rgb(map.pixels[row * map.columns + column]!);
    return `${captions[at] ? `${captions[at]}\n` : ''}${here}\n${t('at', { row, column })}`;
  };
  return (
    <>
      <ContactSheet
        grow
        tiles={tiles}
        captions={captions}
        size={grid.cell || 96}
        columns={grid.columns}
        label={grid.title || t('grid.label', { count: tiles.length })}
        say={say}
        {...(choose && { choose })}
        {...(chosen !== undefined && { chosen })}
      />
      {!bare && parts.length > 0 && (one ? <Legend scale={one} values={parts} /> : <p class="hint">{t('legend.own', { count: number(parts.length) })}</p>)}
    </>
  );
}

const NONE = { low: 0, high: 0, diverging: false, clipped: null, signal: false };

function tile({ content, dead }: Cell, values: ArrayBuffer): Tile {
  if ('scale' in content) return { maps: [matrix(values, content)], scales: [content.scale], dead };
  const image = picture(values, content);
  const map = { pixels: new Uint32Array(image.data.buffer), rows: content.height, columns: content.width };
  return { maps: [map], scales: [NONE], dead };
}

export function rgb(abgr: number): string {
  return `${abgr & 0xff}, ${(abgr >> 8) & 0xff}, ${(abgr >> 16) & 0xff}`;
}
