/** Patch times kernel plus bias is the value: the arithmetic behind one number of a layer's output, with its real numbers. */
import { useEffect, useState } from 'preact/hooks';
import type { Layer } from '../api/types';
import { api } from '../api/client';
import { ArtifactView } from '../parts/ArtifactView';
import { NumberGrid } from '../parts/NumberGrid';
import { number } from '../parts/numbers';
import { SaveMenu } from '../parts/SaveMenu';
import { State } from '../parts/State';
import { useLast } from '../parts/last';
import { type Arithmetic, WindowOnInput } from '../parts/WindowOnInput';
import { indexOf, type Maps, placeOf } from '../draw/maps';
import { matrix } from '../draw/plane';
import { type Seen, useLook } from '../state/looking';
import { here, input, layers, model } from '../state/open';
import { select, selection } from '../state/selection';
import { lang, t } from '../state/words';
import '../style/drill.css';

const STEP_MS = 600;

export function ValueDrill({ maps }: { maps: Maps }) {
  const { unit } = selection.value;
  const channel = Number.parseInt(unit, 10);
  const { row, column } = placeOf(maps, unit) ?? { row: 0, column: 0 };
  const owner = here(model.value)?.id;
  const at = indexOf(maps, channel, row, column).join(',');
  const query = { 'p.layer': maps.tensor, 'p.at': at, input: here(input.value)?.id, lang: lang.value };
  const seen = useLast(useLook(owner, 'value', query));
  const value = here(seen);
  const go = (r: number, c: number) => select({ unit: `${channel},${r},${c}` }, true);
  return (
    <section class="drill" aria-label={t('drill.title')}>
      <header>
        <button type="button" class="quiet" onClick={() => select({ unit: String(channel) })}>
          {t('drill.back')}
        </button>
        <h2>{t('drill.title')}</h2>
        <SaveMenu seen={value} />
      </header>
      <div class="tools">
        <Walk rows={maps.rows} columns={maps.columns} row={row} column={column} go={go} moves={value?.artifact.kind === 'board'} />
      </div>
      <State of={seen}>{(shown) => <Worked seen={shown} tensor={maps.tensor} owner={owner!} />}</State>
    </section>
  );
}

/** From place to place, by hand or, where motion is welcome, by itself as the kernel slides. */
function Walk(props: { rows: number; columns: number; row: number; column: number; go: (r: number, c: number) => void; moves: boolean }) {
  const { rows, columns, row, column, go, moves } = props;
  const [playing, play] = useState(false);
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const place = row * columns + column;
  const last = rows * columns - 1;
  const step = (by: number) => {
    const next = Math.max(0, Math.min(last, place + by));
    go(Math.floor(next / columns), next % columns);
  };
  useEffect(() => {
    if (!playing) return;
    if (place >= last) {
      play(false);
      return;
    }
    const timer = setTimeout(() => step(1), STEP_MS);
    return () => clearTimeout(timer);
  }, [playing, place]);
  if (last <= 0) return null;
  return (
    <>
      <button type="button" class="quiet" disabled={place === 0} onClick={() => step(-1)} aria-label={t('drill.previous')} title={t('drill.previous')}>
        ◂
      </button>
      {moves && !still && (
        <button type="button" class="quiet" aria-pressed={playing} onClick={() => play(!playing)}>
          {t(playing ? 'drill.pause' : 'drill.play')}
        </button>
      )}
      <button type="button" class="quiet" disabled={place === last} onClick={() => step(1)} aria-label={t('drill.next')} title={t('drill.next')}>
        ▸
      </button>
      <span class="hint">{t('at', { row, column })}</span>
    </>
  );
}

function Worked({ seen, tensor, owner }: { seen: Seen; tensor: string; owner: string }) {
  const facts = seen.facts as unknown as Arithmetic;
  const { artifact } = seen;
  return (
    <>
      {facts.source ? <HandedOn source={facts.source} value={facts.result} /> : <Sum facts={facts} />}
      {facts.source ? null : artifact.kind === 'board' ? (
        <div class="window">
          <WindowOnInput owner={owner} source={useSource(owner, tensor, facts)} facts={facts} />
          <Windows seen={seen} facts={facts} />
        </div>
      ) : (
        <ArtifactView artifact={artifact} values={seen.values} bare />
      )}
      <ul class="readings">
        {seen.readings.slice(facts.source ? 2 : 1).map((line, i) => (
          <li key={i}>{line}</li>
        ))}
      </ul>
    </>
  );
}

/** The layer does not compute: one step back is where the value was made. */
function HandedOn({ source, value }: { source: NonNullable<Arithmetic['source']>; value: number }) {
  const { tensor, index } = source;
  const known = layers.value?.tensor.includes(tensor) ?? false;
  const [channel = 0, row = 0, column = 0] = index.slice(1);
  return (
    <p class="sum">
      <span class="result amount">
        <b title={String(value)}>{number(value)}</b>
        <small>{t('drill.value')}</small>
      </span>
      <i>=</i>
      <span>
        {tensor}[{index.join(', ')}]
      </span>
      {known && index.length === 4 && (
        <button type="button" onClick={() => select({ layer: tensor, unit: `${channel},${row},${column}` })}>
          {t('drill.source')}
        </button>
      )}
    </p>
  );
}

/** Patch × kernel = product, for the input channels that count most. */
function Windows({ seen, facts }: { seen: Seen; facts: Arithmetic }) {
  if (seen.artifact.kind !== 'board') return null;
  const parts = seen.artifact.parts.flatMap((part) => (part.kind === 'heatmap' ? [part] : []));
  const rows = Math.floor(parts.length / 3);
  let drawn = 0;
  for (let i = 0; i < rows; i++) for (const v of matrix(seen.values, parts[3 * i + 2]!.plane).values) drawn += v;
  const channels = new Set(facts.inputs.map(({ index }) => index[1])).size;
  const rest = facts.sum - facts.bias - drawn;
  return (
    <div class="windows">
      {Array.from({ length: rows }, (_, i) => (
        <div class="row" key={i}>
          {[0, 1, 2].map((k) => {
            const { plane, title } = parts[3 * i + k]!;
            return (
              <>
                {k > 0 && <b aria-hidden="true">{k === 1 ? '×' : '='}</b>}
                <NumberGrid key={k} matrix={matrix(seen.values, plane)} scale={plane.scale} title={title} />
              </>
            );
          })}
        </div>
      ))}
      {channels > rows && <p class="hint">{t('drill.rest', { rest: number(rest), channels: channels - rows })}</p>}
    </div>
  );
}

/** Operators that put a few numbers together, and their signs. */
const SIGNS: Readonly<Record<string, string>> = { Add: '+', Sum: '+', Sub: '−', Mul: '×', Div: '÷' };
const FEW = 4;

/** Products, bias, sum, activation, value; of a few numbers, the numbers themselves. */
function Sum({ facts }: { facts: Arithmetic }) {
  const sign = facts.inputs.length <= FEW ? SIGNS[facts.operator] : undefined;
  const weighed = facts.weights.length > 0;
  const products = facts.sum - facts.bias;
  const cell = (title: string, value: number) => (
    <span class="amount" title={String(value)}>
      <b>{number(value)}</b>
      <small>{title}</small>
    </span>
  );
  if (sign !== undefined) {
    return (
      <p class="sum">
        {facts.inputs.map(({ value }, i) => (
          <>
            {i > 0 && <i>{sign}</i>} {cell(t('drill.operand'), value)}
          </>
        ))}{' '}
        <i>=</i> <span class="result">{cell(t('drill.value'), facts.result)}</span>
      </p>
    );
  }
  return (
    <p class="sum">
      {weighed && (
        <>
          {cell(t('drill.products'), products)} <i>+</i> {cell(t('drill.bias'), facts.bias)} <i>=</i>
        </>
      )}
      {cell(t('drill.sum'), facts.sum)}
      {facts.activation && (
        <>
          <i>→</i> <span class="amount op">{facts.activation}</span>
        </>
      )}
      <i>{facts.activation ? '→' : '='}</i>
      <span class="result">{cell(t('drill.value'), facts.result)}</span>
    </p>
  );
}

/** The tensor that the window moves over: what goes into the layer, or into the one before an activation. */
function useSource(owner: string, tensor: string, facts: Arithmetic): string {
  const [source, put] = useState('');
  const all = layers.value;
  useEffect(() => {
    const index = all?.tensor.indexOf(tensor) ?? -1;
    if (index < 0) return;
    let current = true;
    const into = (layer: Layer) => layer.inputs.find((value) => !value.weight)?.name ?? '';
    const find = async () => {
      const layer = await api.layer(owner, index, lang.value);
      const before = layer.from[0];
      const chained = facts.activation !== null && facts.operator === facts.activation && before !== undefined && before >= 0;
      const name = into(chained ? await api.layer(owner, before, lang.value) : layer);
      if (current) put(name);
    };
    find().catch(() => undefined);
    return () => {
      current = false;
    };
  }, [owner, tensor, facts.activation, all]);
  return source;
}
