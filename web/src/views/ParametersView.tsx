/** What has it learned? All weights, the telling ones first, and one of them as kernels, a matrix or a histogram. */
import { useMemo } from 'preact/hooks';
import { MethodPanel, Readings } from '../parts/MethodPanel';
import { SaveMenu } from '../parts/SaveMenu';
import { Notice, State } from '../parts/State';
import { Unfit } from '../parts/Unfit';
import { Ways } from '../parts/Ways';
import { WeightList } from '../parts/WeightList';
import { lookFirst, type Weight } from '../draw/ranking';
import { useAction } from '../actions/handlers';
import { useLook } from '../state/looking';
import { cards, here, model } from '../state/open';
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
  const chosen = set['p.tensor'] ?? ofLayer(layer, all);
  const card = cards.value.find((one) => one.id === OWN);
  useAction('back', () => remember('p.tensor', ''), (set['p.tensor'] ?? '') !== '');
  return (
    <State of={seen}>
      {(value) => {
        if (all.length === 0) return <Notice title={t('parameters.nothing')} />;
        const open = ranked.find(({ weight }) => weight.tensor.name === chosen) ?? ranked[0]!;
        const { name } = open.weight.tensor;
        return (
          <div class="learned">
            <section class="ranking">
              <header>
                <h2>{t('parameters.first')}</h2>
                <SaveMenu seen={value} />
              </header>
              <Readings of={value} />
              <WeightList ranked={ranked} chosen={name} choose={(one) => choose(one.weight)} />
            </section>
            {card && (
              <section class="one">
                <MethodPanel key={name} card={card} given={{ 'p.tensor': name }} without={idle(open.weight)} title={name} />
              </section>
            )}
          </div>
        );
      }}
    </State>
  );
}

/** Settings that mean nothing to a weight of so few dimensions, or without codes. */
function idle({ tensor, codes }: Weight): readonly string[] {
  const kernels = tensor.shape.length < 3 ? ['outputs', 'inputs', 'cell'] : [];
  return [...(tensor.shape.length < 2 ? ['chart'] : []), ...kernels, ...(codes ? [] : ['values'])];
}

/** The layer is chosen with its weight, so that other views follow. */
function choose({ tensor, layer }: Weight): void {
  select({ set: { ...selection.value.set, 'p.tensor': tensor.name }, ...(layer?.tensor && { layer: layer.tensor }) });
}

/** The first weight of a layer; empty if it has none. */
function ofLayer(layer: string, all: readonly Weight[]): string {
  return all.find((weight) => weight.layer?.tensor === layer)?.tensor.name ?? '';
}
