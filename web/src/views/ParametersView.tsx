/** What has it learned? All weights, the telling ones first, and one of them as kernels, a matrix or a histogram. */
import { useMemo } from 'preact/hooks';
import type { Artifact } from '../api/types';
import { MethodPanel, Readings } from '../parts/MethodPanel';
import { shape } from '../parts/numbers';
import { SaveMenu } from '../parts/SaveMenu';
import { Notice, State } from '../parts/State';
import { TablePart } from '../parts/TablePart';
import { Unfit } from '../parts/Unfit';
import { Ways } from '../parts/Ways';
import { lookFirst, type Ranked, type Weight } from '../draw/ranking';
import { useAction } from '../actions/handlers';
import { useLook } from '../state/looking';
import { cards, here, layers, model } from '../state/open';
import { remember, select, selection } from '../state/selection';
import { lang, t } from '../state/words';
import '../style/parameters.css';

const OWN = 'parameters';

export function ParametersView() {
  const { method } = selection.value;
  const own = cards.value.find((card) => card.id === OWN);
  const other = cards.value.find((card) => card.id === method && card.question === OWN && card.id !== OWN);
  return (
    <State of={model.value}>
      {() => (
        <div class="view parameters">
          <Ways question="parameters" own={t('parameters.own')} without={[OWN]} />
          {other ? <MethodPanel key={other.id} card={other} /> : own && !own.applicable ? <Unfit card={own} /> : <Weights />}
        </div>
      )}
    </State>
  );
}

function Weights() {
  const owner = here(model.value)?.id;
  const seen = useLook(owner, OWN, { lang: lang.value });
  const { set, layer } = selection.value;
  const all = (here(seen)?.facts.weights as Weight[] | undefined) ?? [];
  const ranked = useMemo(() => lookFirst(all), [seen]);
  // A layer that was chosen elsewhere shows its own weight.
  const named = set['p.tensor'] ?? ofLayer(layer, all);
  const chosen = all.find((weight) => weight.tensor.name === named)?.tensor.name ?? '';
  const card = cards.value.find((one) => one.id === OWN);
  useAction('back', () => remember('p.tensor', ''), (set['p.tensor'] ?? '') !== '');
  return (
    <State of={seen}>
      {(value) => {
        if (all.length === 0) return <Notice title={t('parameters.nothing')} />;
        const open = chosen || ranked[0]!.weight.tensor.name;
        return (
          <div class="learned">
            <section class="ranking">
              <header>
                <h2>{t('parameters.first')}</h2>
                <SaveMenu seen={value} />
              </header>
              <Readings of={value} />
              <TablePart table={table(ranked)} choose={(row) => choose(String(row[0]))} chosen={(row) => row[0] === open} />
            </section>
            {card && (
              <section class="one">
                <MethodPanel key={open} card={card} given={{ 'p.tensor': open }} title={open} />
              </section>
            )}
          </div>
        );
      }}
    </State>
  );
}

/** The layer is chosen with its weight, so that other views follow. */
function choose(tensor: string): void {
  const all = layers.value;
  const { set } = selection.value;
  const index = all?.tensor.findIndex((_, i) => all.name[i] !== '' && tensor.startsWith(all.name[i]!)) ?? -1;
  select({ set: { ...set, 'p.tensor': tensor }, ...(index >= 0 && { layer: all!.tensor[index]! }) });
}

/** The weight whose name begins as the layer's does. */
function ofLayer(layer: string, all: readonly Weight[]): string {
  const known = layers.value;
  const name = known?.name[known.tensor.indexOf(layer)] ?? '';
  return name === '' ? '' : (all.find((weight) => weight.tensor.name.startsWith(name))?.tensor.name ?? '');
}

function table(ranked: readonly Ranked[]): Extract<Artifact, { kind: 'table' }> {
  const column = (key: string, kind: 'text' | 'number' | 'count' | 'share') => ({ name: t(`parameters.${key}`), kind });
  return {
    kind: 'table',
    title: t('parameters.first'),
    columns: [column('weight', 'text'), column('shape', 'text'), column('why', 'text'), column('elements', 'count'), column('spread', 'number'), column('zeros', 'share')],
    rows: ranked.map(({ weight, elements, reason }) => [
      weight.tensor.name,
      shape([...weight.tensor.shape]),
      reason === 'none' ? null : t(`parameters.why.${reason}`),
      elements,
      weight.statistics?.std ?? null,
      weight.statistics ? weight.statistics.zeros / Math.max(1, elements) : null,
    ]),
  };
}
