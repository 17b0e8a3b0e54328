/** Any way of looking: its settings, its result, what it says, how to read it and when to doubt it. */
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Card, Parameter } from '../api/types';
import type { Query } from '../api/client';
import { asks, bound, valueOf } from '../state/asking';
import { type Seen, useLook } from '../state/looking';
import { beside } from '../state/beside';
import { here, input, layers, model, typed } from '../state/open';
import { journey } from '../state/running';
import { select, selection } from '../state/selection';
import { journeyed, telling } from '../state/telling';
import { lang, t } from '../state/words';
import '../style/method.css';
import { ArtifactView } from './ArtifactView';
import { Beside } from './Beside';
import { MethodForm } from './MethodForm';
import { NeedsInput, NeedsLayer, NeedsOther, NeedsSeries } from './Needs';
import { number, time } from './numbers';
import { SaveMenu } from './SaveMenu';
import { State } from './State';
import { TwoGraphs } from './TwoGraphs';
import { Instead, Unfit } from './Unfit';

interface Props {
  readonly card: Card;
  /** Parameters that the view sets itself; they are not in the form. */
  readonly given?: Query;
  /** Parameters that are not in the form: they mean nothing here. */
  readonly without?: readonly string[];
  /** What a view shows of the result besides. */
  readonly below?: (seen: Seen) => ComponentChildren;
  /** A title in place of the method's own and its sentence. */
  readonly title?: string;
}

export function MethodPanel({ card, given = {}, without = [], below, title }: Props) {
  const compares = card.needs.includes('beside');
  const other = compares ? beside.value : undefined;
  const follows = card.needs.includes('series');
  const query = asks(card, {
    ...given,
    input: here(input.value)?.id,
    beside: other && here(other)?.id,
    ...(follows && { series: selection.value.series, graph: selection.value.graph }),
    lang: lang.value,
  });
  const lacksInput = card.needs.includes('input') && query.input === undefined;
  const lacksLayer = lacks(card, 'layer') && query['p.layer'] === undefined;
  const seen = useLook(here(model.value)?.id, card.id, query, card.applicable && !lacksInput && !lacksLayer && (!follows || selection.value.series.length > 0) && (!other || other.is === 'here'));
  const form = card.parameters.filter((parameter) => !(`p.${parameter.name}` in given || without.includes(parameter.name)));
  if (!card.applicable) return <Unfit card={card} />;
  return (
    <article class="method">
      <header>
        <h2>{title ?? card.title}</h2>
        <SaveMenu seen={here(seen)} />
        {title === undefined && <p>{card.what}</p>}
      </header>
      {compares && <Beside />}
      <MethodForm parameters={form} />
      {other && other.is !== 'here' ? (
        <State of={other} absent={<NeedsOther />}>
          {() => null}
        </State>
      ) : follows && selection.value.series.length === 0 ? (
        <NeedsSeries />
      ) : lacksInput ? (
        <NeedsInput />
      ) : lacksLayer ? (
        <Sensible />
      ) : (
        <State of={seen} instead={<Instead question={card.question} not={card.id} />}>
          {(value) => (
            <>
              {compares && <TwoGraphs seen={value} />}
              <Result seen={value} bare={title !== undefined || value.artifact.title === card.title} />
              {below?.(value)}
            </>
          )}
        </State>
      )}
      <Advice card={card} />
    </article>
  );
}

/** Chooses a layer where one is needed, so that there is something to see; the choice is the reader's from then on. */
function Sensible() {
  const all = layers.value;
  const layer = all && typed.value && journey.value.is !== 'coming' ? telling(all, journeyed()) : '';
  useEffect(() => {
    if (layer !== '') select({ layer }, true);
  }, [layer]);
  return layer === '' && journey.value.is !== 'coming' ? <NeedsLayer /> : null;
}

/** Whether a method cannot work without that part of the selection. */
function lacks(card: Card, name: string): boolean {
  const parameter: Parameter | undefined = card.parameters.find((one) => one.name === name);
  return parameter !== undefined && bound(parameter) && card.needs.includes(name) && valueOf(parameter) === '';
}

/** @param bare the artifact's own title is written above already */
export function Result({ seen, bare = false }: { seen: Seen; bare?: boolean }) {
  return (
    <div class="result">
      <Readings of={seen} />
      <ArtifactView artifact={seen.artifact} values={seen.values} bare={bare} />
      <p class="hint" title={`${number(seen.seconds)} s`}>
        {t('method.took', { time: time(1000 * seen.seconds) })}
      </p>
    </div>
  );
}

export function Readings({ of, most }: { of: Seen; most?: number }) {
  const all = [...of.readings.slice(0, most), ...(most === undefined ? of.notes : [])];
  if (all.length === 0) return null;
  return (
    <ul class="readings">
      {all.map((line, i) => (
        <li key={i}>{line}</li>
      ))}
    </ul>
  );
}

/** How to read it, when to doubt it, and who says so. */
export function Advice({ card }: { card: Card }) {
  return (
    <dl class="advice">
      <dt>{t('method.read')}</dt>
      <dd>{card.read}</dd>
      <dt>{t('method.doubt')}</dt>
      <dd>{card.doubt}</dd>
      {card.paper && (
        <>
          <dt>{t('method.paper')}</dt>
          <dd>{card.paper}</dd>
        </>
      )}
    </dl>
  );
}
