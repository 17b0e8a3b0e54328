/** Two networks beside each other: layers that belong together have one colour, by how far their values are apart. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useAction } from '../actions/handlers';
import { api } from '../api/client';
import type { GraphLayout, LayerNames, Model } from '../api/types';
import { RAMP_STEPS, ramp } from '../draw/ink';
import { PairGraph } from '../draw/pair';
import { beside } from '../state/beside';
import type { Seen } from '../state/looking';
import { here, model } from '../state/open';
import { remember, select, selection } from '../state/selection';
import { theme } from '../state/theme';
import { t } from '../state/words';
import '../style/pair.css';
import '../style/structure.css';
import { Icon } from './Icon';
import { number } from './numbers';
import { Popover } from './Popover';

/** Larger networks are shown with their modules closed. */
const MOST_OPEN = 2000;
/** Powers of ten from the first colour to the last, which is 1. */
const DECADES = 8;
const TITLE = 24;

export interface Match {
  readonly a: string;
  readonly b: string;
  readonly how: string;
  readonly maxAbs: number | null;
  readonly relative: number | null;
}

interface Side {
  readonly model: Model;
  readonly layout: GraphLayout;
  readonly names: LayerNames;
}

async function side(of: Model): Promise<Side> {
  const query = of.nodes <= MOST_OPEN ? { all: true, ratio: 0.6 } : { ratio: 0.6 };
  const [layout, names] = await Promise.all([api.graph(of.id, query), api.layers(of.id)]);
  return { model: of, layout, names };
}

/** How far along the colours a difference is, as the graph's logarithmic ramp takes it; even none has a colour. */
export function heat(relative: number): number {
  return Math.expm1(Math.min(DECADES, Math.max(DECADES / RAMP_STEPS, DECADES + Math.log10(relative))));
}

/** A number for each box: of the layers in it, the largest difference; 0 where none has a partner. */
export function heats(layout: GraphLayout, tensors: readonly string[], differences: ReadonlyMap<string, number>): Float64Array {
  const values = new Float64Array(layout.boxes.kind.length);
  tensors.forEach((tensor, layer) => {
    const box = layout.boxOf[layer] ?? -1;
    const relative = differences.get(tensor);
    if (box >= 0 && relative !== undefined) values[box] = Math.max(values[box] ?? 0, heat(relative));
  });
  return values;
}

export function TwoGraphs({ seen }: { seen: Seen }) {
  const a = here(model.value);
  const b = here(beside.value);
  const [sides, put] = useState<readonly [Side, Side] | null>(null);
  const [colours, putColours] = useState<readonly string[]>([]);
  useEffect(() => {
    let current = true;
    put(null);
    if (a && b) {
      void Promise.all([side(a), side(b)]).then(
        (both) => current && put(both),
        () => undefined,
      );
    }
    void api.colormaps().then(
      (maps) => current && putColours(ramp(maps.viridis ?? '')),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [a?.id, b?.id]);
  return sides && colours.length > 0 ? <Pair sides={sides} colours={colours} seen={seen} /> : <div class="pair" aria-busy="true" />;
}

function Pair({ sides, colours, seen }: { sides: readonly [Side, Side]; colours: readonly string[]; seen: Seen }) {
  const matched = (seen.facts.matched ?? []) as readonly Match[];
  const first = (seen.facts.firstDivergence ?? null) as Match | null;
  const canvases = [useRef<HTMLCanvasElement>(null), useRef<HTMLCanvasElement>(null)] as const;
  const graphs = useRef<PairGraph[]>([]);
  const [pointed, point] = useState('');
  const { layer, set } = selection.value;
  const measured = matched.some((one) => one.relative !== null);
  const partner = useMemo(() => [new Map(matched.map((one) => [one.a, one])), new Map(matched.map((one) => [one.b, one]))] as const, [matched]);
  const alone = set.other ?? '';
  const chosen = alone !== '' ? partner[1].get(alone) : partner[0].get(layer);
  const tensors = [alone !== '' ? (chosen?.a ?? '') : layer, alone !== '' ? alone : (chosen?.b ?? '')] as const;

  useEffect(() => {
    graphs.current = sides.map((one, i) => {
      const tensorOf = (box: number) => {
        const { kind, layer: layers } = one.layout.boxes;
        return kind[box] === 0 ? (one.names.tensor[layers[box] ?? -1] ?? '') : '';
      };
      const choose = (box: number) => {
        const tensor = tensorOf(box);
        if (tensor === '') return;
        const own = i === 0 ? tensor : (partner[1].get(tensor)?.a ?? '');
        const { other: _, ...rest } = selection.value.set;
        select({ layer: own, set: own === '' ? { ...rest, other: tensor } : rest }, true);
      };
      return new PairGraph(canvases[i]!.current!, one.layout, choose, (box) => point(said(i, tensorOf(box), partner)));
    });
    return () => graphs.current.forEach((graph) => graph.close());
  }, [sides, partner]);

  useEffect(() => {
    const differences = [new Map<string, number>(), new Map<string, number>()] as const;
    for (const { a, b, relative } of matched) {
      if (relative === null) continue;
      differences[0].set(a, relative);
      differences[1].set(b, relative);
    }
    // The colours of the page are read when it is painted; a new theme has them a moment later.
    const show = () =>
      sides.forEach(({ layout, names }, i) => {
        const box = layout.boxOf[names.tensor.indexOf(tensors[i]!)] ?? -1;
        const measure = measured ? { values: heats(layout, names.tensor, differences[i]!), most: Math.expm1(DECADES), ramp: colours } : null;
        graphs.current[i]?.show(box, measure);
      });
    show();
    const later = requestAnimationFrame(show);
    return () => cancelAnimationFrame(later);
  }, [sides, matched, colours, tensors[0], tensors[1], theme.value]);

  const fit = () => graphs.current.forEach((graph) => graph.fit());
  useAction('fit', fit);
  const choose = (match: Match) => {
    remember('other', '');
    select({ layer: match.a }, true);
  };
  const now = chosen ?? null;
  const unmatched = tensors[0] || tensors[1];
  return (
    <section class="pair" aria-label={t('pair')}>
      <div class="pair-tools">
        {first && (
          <button type="button" onClick={() => choose(first)}>
            {t('pair.first')}
          </button>
        )}
        <button type="button" onClick={fit}>
          {t('pair.fit')}
        </button>
        <Popover
          face={
            <>
              <Icon of="save" /> {t('pair.save')}
            </>
          }
          class="quiet"
        >
          {(close) =>
            (['svg', 'png'] as const).map((ending) => (
              <button
                key={ending}
                type="button"
                class="item"
                onClick={() => {
                  close();
                  void save(graphs.current, sides, ending);
                }}
              >
                {t(`save.${ending}`)}
              </button>
            ))
          }
        </Popover>
        <p class="now" aria-live="polite">
          {pointed !== '' ? pointed : now ? about(now) : unmatched ? t('pair.alone', { name: short(unmatched) }) : t('pair.how')}
        </p>
      </div>
      <div class="pair-panes">
        {sides.map((one, i) => (
          <figure key={i}>
            <figcaption title={one.model.path}>{one.model.name}</figcaption>
            <canvas ref={canvases[i]} tabIndex={0} role="application" aria-roledescription={t('graph')} aria-label={t('pair.graph', { name: one.model.name, n: one.model.nodes })} />
          </figure>
        ))}
      </div>
      {measured && (
        <figure class="graph-legend" aria-label={t('graph.legend')}>
          <span>≤ 10⁻⁸</span>
          <span class="ramp" style={{ background: `linear-gradient(to right, ${colours.join(', ')})` }} />
          <span>1</span>
          <small>{t('pair.legend')}</small>
        </figure>
      )}
    </section>
  );
}

/** Of the names that a fused layer joins, the first. */
function short(name: string): string {
  const [head = '', ...rest] = name.split(';');
  return rest.length > 0 ? `${head};…` : name;
}

function about({ a, b, how, relative, maxAbs }: Match): string {
  const pair = a === b ? short(a) : `${short(a)} ↔ ${short(b)}`;
  return relative === null ? `${pair} (${t(`pair.by.${how}`)})` : t('pair.about', { pair, how: t(`pair.by.${how}`), relative: number(relative), most: number(maxAbs ?? 0) });
}

function said(side: number, tensor: string, partner: readonly [ReadonlyMap<string, Match>, ReadonlyMap<string, Match>]): string {
  if (tensor === '') return '';
  const match = partner[side === 0 ? 0 : 1].get(tensor);
  return match ? about(match) : t('pair.alone', { name: short(tensor) });
}

/** Both graphs, whole, with their names above. */
async function save(graphs: readonly PairGraph[], sides: readonly Side[], ending: 'svg' | 'png'): Promise<void> {
  const blob = ending === 'svg' ? svg(graphs, sides) : await png(graphs, sides);
  if (!blob) return;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${sides.map((one) => one.model.name).join('-')}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function svg(graphs: readonly PairGraph[], sides: readonly Side[]): Blob {
  const style = getComputedStyle(document.documentElement);
  const escaped = (text: string) => text.replace(/[<>&]/g, (c) => `&#${c.charCodeAt(0)};`);
  let x = 0;
  let height = 0;
  const parts = graphs.map((graph, i) => {
    const drawn = graph.svg();
    const title = `<text x="${x + 16}" y="16" font-family="sans-serif" font-size="13" fill="${style.getPropertyValue('--ink').trim()}">${escaped(sides[i]?.model.name ?? '')}</text>`;
    const placed = drawn.svg.replace(/^<\?xml[^>]*>\s*/, '').replace('<svg ', `<svg x="${x}" y="${TITLE}" `);
    x += drawn.width;
    height = Math.max(height, drawn.height + TITLE);
    return title + placed;
  });
  const paper = `<rect width="${x}" height="${height}" fill="${style.getPropertyValue('--paper').trim()}"/>`;
  return new Blob([`<svg xmlns="http://www.w3.org/2000/svg" width="${x}" height="${height}" viewBox="0 0 ${x} ${height}">${paper}${parts.join('')}</svg>`], { type: 'image/svg+xml' });
}

function png(graphs: readonly PairGraph[], sides: readonly Side[]): Promise<Blob | null> {
  const drawn = graphs.map((graph) => graph.pixels());
  const canvas = document.createElement('canvas');
  const top = 2 * TITLE;
  canvas.width = drawn.reduce((sum, one) => sum + one.width, 0);
  canvas.height = Math.max(...drawn.map((one) => one.height)) + top;
  const g = canvas.getContext('2d', { alpha: false });
  const style = getComputedStyle(document.documentElement);
  if (!g) return Promise.resolve(null);
  g.fillStyle = style.getPropertyValue('--paper').trim();
  g.fillRect(0, 0, canvas.width, canvas.height);
  g.fillStyle = style.getPropertyValue('--ink').trim();
  g.font = '26px sans-serif';
  let x = 0;
  drawn.forEach((one, i) => {
    g.drawImage(one, x, top);
    g.fillText(sides[i]?.model.name ?? '', x + 32, 34);
    x += one.width;
  });
  return new Promise((done) => canvas.toBlob(done));
}
