/** Many maps on one canvas: only what shows is painted, in slices; the pointer tells values, keys move the choice. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { inSlices } from '../draw/slices';
import { at, between, type Bitmap, corner, inside, layOut, painting, sheetHeight, type Tile, tileWidth } from '../draw/sheet';
import type { Matrix } from '../draw/scale';
import { palette } from '../state/palette';
import { theme } from '../state/theme';
import '../style/sheet.css';
import { hideTip, tip } from './tip';

export interface Place {
  readonly tile: number;
  readonly map: number;
  readonly row: number;
  readonly column: number;
}

interface Props {
  readonly tiles: readonly Tile[];
  /** One a tile, or none. */
  readonly captions: readonly string[];
  /** The longer side of a map. */
  readonly size: number;
  readonly label: string;
  /** The index of the chosen tile, or -1. */
  readonly chosen?: number;
  readonly choose?: (tile: number, place?: Place) => void;
  /** What the pointer tells at a place. */
  readonly say: (place: Place) => string;
  /** As tall as its content, up to the window; else it fills its box. */
  readonly grow?: boolean;
  /** At most so many in a row. */
  readonly columns?: number;
}

export function ContactSheet(props: Props) {
  const { tiles, captions, size, label, chosen = -1, choose, say, grow } = props;
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const hover = useRef<HTMLDivElement>(null);
  const stop = useRef<(() => void) | undefined>(undefined);
  const [room, measure] = useState({ width: 0, height: 0 });
  const colours = palette.value;
  const colour = theme.value;

  useLayoutEffect(() => {
    const element = box.current!;
    const seen = () => measure({ width: element.clientWidth, height: element.clientHeight });
    const observer = new ResizeObserver(seen);
    observer.observe(element);
    seen();
    return () => observer.disconnect();
  }, []);

  const sheet = useMemo(() => {
    const maps = tiles.flatMap((tile) => tile.maps);
    const rows = maps.reduce((most, map) => Math.max(most, map.rows), 1);
    const columns = maps.reduce((most, map) => Math.max(most, map.columns), 1);
    const each = Math.max(1, ...tiles.map((tile) => tile.maps.length));
    const found = layOut(tiles.length, rows, columns, each, size, room.width, captions.length > 0 ? 16 : 0);
    return { ...found, columns: Math.max(1, Math.min(found.columns, props.columns ?? Number.POSITIVE_INFINITY)) };
  }, [tiles, size, room.width, captions.length > 0, props.columns]);
  const height = sheetHeight(sheet);

  const draw = () => {
    stop.current?.();
    const to = canvas.current;
    if (!to || !colours || room.width === 0) return;
    const density = devicePixelRatio;
    const shown = Math.min(room.height || height, Math.max(1, height));
    const wide = Math.round(room.width * density);
    const tall = Math.max(1, Math.round(shown * density));
    if (to.width !== wide) to.width = wide;
    if (to.height !== tall) to.height = tall;
    to.style.height = `${shown}px`;
    const context = to.getContext('2d')!;
    const image = context.createImageData(wide, tall);
    const words = new Uint32Array(image.data.buffer);
    const scroll = box.current!.scrollTop;
    const ink = getComputedStyle(to);
    stop.current = inSlices(painting({ words, width: wide, height: tall }, sheet, tiles, colours, scroll, density), () => {
      context.putImageData(image, 0, 0);
      if (captions.length === 0) return;
      context.fillStyle = ink.color;
      context.font = `${11 * density}px ${ink.fontFamily}`;
      const { first, last } = between(sheet, scroll, scroll + shown);
      for (let tile = first; tile < last; tile++) {
        const { x, y } = corner(sheet, tile);
        context.fillText(captions[tile] ?? '', x * density, (y + sheet.height + 12 - scroll) * density, tileWidth(sheet) * density);
      }
    });
  };
  useEffect(draw, [tiles, captions, sheet, room, colours, colour]);
  useEffect(() => () => stop.current?.(), []);
  useEffect(() => {
    if (chosen < 0 || !box.current) return;
    const { y } = corner(sheet, chosen);
    const { scrollTop, clientHeight } = box.current;
    if (y < scrollTop) box.current.scrollTop = y;
    else if (y + sheet.height > scrollTop + clientHeight) box.current.scrollTop = y + sheet.height + sheet.caption - clientHeight;
  }, [chosen, sheet]);

  const found = (event: PointerEvent | MouseEvent): Place | null => {
    const { left, top } = box.current!.getBoundingClientRect();
    const hit = at(sheet, event.clientX - left, event.clientY - top + box.current!.scrollTop);
    return hit && placed(tiles[hit.tile]!.maps[hit.map]!, hit, inside(sheet, tiles[hit.tile]!.maps[hit.map]!), sheet);
  };
  const mark = (tile: number | undefined) => {
    const element = hover.current!;
    element.hidden = tile === undefined;
    if (tile === undefined) return;
    const { x, y } = corner(sheet, tile);
    element.style.transform = `translate(${x}px, ${y}px)`;
  };
  const move = (event: PointerEvent) => {
    const place = found(event);
    mark(choose && place?.tile);
    tip(event, place ? say(place) : '');
  };
  const leave = () => {
    mark(undefined);
    hideTip();
  };
  const key = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -sheet.columns, ArrowDown: sheet.columns }[event.key];
    if (!choose || by === undefined || tiles.length === 0) return;
    const next = chosen < 0 ? 0 : chosen + by;
    event.preventDefault();
    if (next >= 0 && next < tiles.length) choose(next);
  };
  const square = { width: `${tileWidth(sheet)}px`, height: `${sheet.height}px` };
  const spot = chosen >= 0 && chosen < tiles.length ? corner(sheet, chosen) : null;
  return (
    <div
      ref={box}
      class={grow ? 'sheet grow' : 'sheet'}
      tabIndex={0}
      role="group"
      aria-label={label}
      style={{ cursor: choose ? 'pointer' : 'default' }}
      onScroll={() => {
        leave();
        draw();
      }}
      onPointerMove={move}
      onPointerLeave={leave}
      onKeyDown={key}
      onClick={(event) => {
        const place = found(event);
        if (place) choose?.(place.tile, place);
      }}
    >
      <div class="whole" style={{ height: `${height}px` }}>
        <canvas ref={canvas} aria-hidden="true" />
        {spot && <div class="mark chosen" style={{ ...square, transform: `translate(${spot.x}px, ${spot.y}px)` }} />}
        <div ref={hover} class="mark" hidden style={square} />
      </div>
    </div>
  );
}

/** From a place in the box of a map to a value of the map. */
function placed(
  map: Matrix | Bitmap,
  hit: { tile: number; map: number; across: number; down: number },
  own: { x: number; y: number; width: number; height: number },
  sheet: { width: number; height: number },
): Place | null {
  const column = Math.floor(((hit.across * sheet.width - own.x) * map.columns) / own.width);
  const row = Math.floor(((hit.down * sheet.height - own.y) * map.rows) / own.height);
  if (row < 0 || column < 0 || row >= map.rows || column >= map.columns) return null;
  return { tile: hit.tile, map: hit.map, row, column };
}
