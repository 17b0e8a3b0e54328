/** The regions that a segmentation sees, in the picture: a click, or the arrow keys and Enter, make one the target. */
import { useMemo, useRef, useState } from 'preact/hooks';
import type { ImageArtifact } from '../api/types';
import { pixel } from '../draw/colour';
import { type ClassMap, ofClass, pixelAt, region, rim } from '../draw/regions';
import { here, input } from '../state/open';
import { useWhole } from '../state/array';
import type { Seen } from '../state/looking';
import { select } from '../state/selection';
import { t } from '../state/words';
import { ImagePart } from './ImagePart';
import { share } from './numbers';
import { Painted } from './Painted';

interface Props {
  readonly image: ImageArtifact;
  readonly seen: Seen;
  readonly target: string;
}

interface Segment {
  readonly index: number;
  readonly label: string;
  readonly share: number;
}

/** How far an arrow key goes, as a share of the picture; with Shift ten times as far. */
const STEP = 0.01;
const CHOSEN = pixel(255, 255, 255);
const HOVERED = pixel(27, 31, 36);

export function RegionsOn({ image, seen, target }: Props) {
  const kinds = useWhole(seen, 'pixel-classes');
  const shape = seen.data.find((array) => array.name === 'pixel-classes')?.shape ?? [0, 0];
  const segments = (seen.facts.segments ?? []) as readonly Segment[];
  const picture = seen.facts.picture as ClassMap['picture'] | undefined;
  const map = useMemo<ClassMap | null>(
    () => kinds && picture ? { kinds, picture, rows: shape[0]!, columns: shape[1]! } : null,
    [kinds],
  );
  const [cross, put] = useState<{ x: number; y: number } | null>(null);
  const [hovered, hover] = useState(-1);
  const marked = useMemo(() => map && markedBy(map, target), [map, target]);
  const under = useRef<Uint8Array | null>(null);
  const given = here(input.value);
  const wide = given?.width ?? shape[1]!;
  const tall = given?.height ?? shape[0]!;
  /** Looks for the region only where the last one does not reach. */
  const at = (x: number, y: number) => {
    const found = map ? pixelAt(map, x, y) : -1;
    if (!map || found < 0) {
      under.current = null;
      hover(-1);
    } else if (under.current?.[found] !== 1) {
      under.current = region(map, found);
      hover(found);
    }
    return found;
  };
  const named = (x: number, y: number) => {
    const found = at(x, y);
    const segment = segments.find((one) => one.index === map?.kinds[found]);
    return segment ? t('answer.region.at', { label: segment.label, share: share(segment.share) }) : '';
  };
  const choose = (x: number, y: number) => {
    if (at(x, y) >= 0) select({ target: `region:${Math.floor(x * wide)},${Math.floor(y * tall)}` });
  };
  const key = (event: KeyboardEvent) => {
    const now = cross ?? { x: 0.5, y: 0.5 };
    if (event.key === 'Enter') {
      choose(now.x, now.y);
      return;
    }
    const by = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    if (!by) return;
    event.preventDefault();
    const far = STEP * (event.shiftKey ? 10 : 1);
    const within = (v: number) => Math.max(0, Math.min(0.999, v));
    const next = { x: within(now.x + by[0]! * far), y: within(now.y + by[1]! * far) };
    put(next);
    at(next.x, next.y);
  };
  const edge = map ? Math.max(1, Math.round(Math.max(map.rows, map.columns) / 130)) : 1;
  const over = useMemo(
    () => (map && hovered >= 0 && under.current ? rim(under.current, map.rows, map.columns, edge, HOVERED) : null),
    [map, hovered],
  );
  const chosen = useMemo(() => (map && marked ? rim(marked, map.rows, map.columns, edge, CHOSEN) : null), [map, marked]);
  return (
    <div
      class="regions"
      role="group"
      tabIndex={0}
      aria-label={t('answer.picture.regions')}
      onKeyDown={key}
      onFocus={() => cross === null && put({ x: 0.5, y: 0.5 })}
      onBlur={() => put(null)}
      onPointerLeave={() => hover(-1)}
    >
      <ImagePart image={image} values={seen.values} small say={named} choose={choose}>
        {map && chosen && <Painted image={chosen} style={placed(map)} />}
        {map && over && <Painted image={over} style={placed(map)} />}
        {cross && <i class="cross" style={{ left: `${100 * cross.x}%`, top: `${100 * cross.y}%` }} />}
      </ImagePart>
      <p class="unseen" role="status">
        {cross && named(cross.x, cross.y)}
      </p>
    </div>
  );
}

/** What the target means in this map; the first answer where none was chosen. */
function markedBy(map: ClassMap, target: string): Uint8Array | null {
  const kind = /^class:(\d+)$/.exec(target);
  if (kind) return ofClass(map, Number(kind[1]));
  const place = /^region:(\d+),(\d+)$/.exec(target);
  if (!place) return null;
  const given = here(input.value);
  const found = pixelAt(
    map,
    (Number(place[1]) + 0.5) / (given?.width ?? map.columns),
    (Number(place[2]) + 0.5) / (given?.height ?? map.rows),
  );
  return found < 0 ? null : region(map, found);
}

/** Where the whole map lies over the picture, which may show only a part of it. */
function placed({ rows, columns, picture }: ClassMap): Record<string, string> {
  const wide = picture.x1 - picture.x0;
  const tall = picture.y1 - picture.y0;
  return {
    inset: 'auto',
    left: `${(-100 * picture.x0) / wide}%`,
    top: `${(-100 * picture.y0) / tall}%`,
    width: `${(100 * columns) / wide}%`,
    height: `${(100 * rows) / tall}%`,
  };
}
