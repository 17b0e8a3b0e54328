/** The layer that is chosen: what it is, what it costs, what it holds, what it did with this input. */
import { useEffect, useState } from 'preact/hooks';
import { step } from '../actions/step';
import { api } from '../api/client';
import type { Layer } from '../api/types';
import { Icon } from '../parts/Icon';
import { bytes, count, shape, share } from '../parts/numbers';
import { SaveMenu } from '../parts/SaveMenu';
import { Sources } from '../parts/SourceText';
import { State } from '../parts/State';
import { Term } from '../parts/Term';
import { openModel } from '../state/giving';
import { useLook } from '../state/looking';
import { type Arriving, cards, failed, here, input, layers, model } from '../state/open';
import { fold, panels } from '../state/panels';
import { select, selection } from '../state/selection';
import { theme } from '../state/theme';
import { lang, t } from '../state/words';
import { LayerValues } from './LayerValues';
import '../style/inspector.css';

export function Inspector() {
  const open = panels.inspector.value;
  const index = layers.value?.tensor.indexOf(selection.value.layer) ?? -1;
  return (
    <aside class="inspector" aria-label={t('inspector')}>
      <button
        type="button"
        class="quiet fold"
        aria-label={t(open ? 'inspector.close' : 'inspector.open')}
        title={t(open ? 'inspector.close' : 'inspector.open')}
        aria-expanded={open}
        onClick={() => fold('inspector')}
      >
        <Icon of="panel" />
      </button>
      {open && (index >= 0 ? <Chosen index={index} /> : <Whole />)}
    </aside>
  );
}

function Chosen({ index }: { index: number }) {
  const owner = here(model.value)?.id ?? '';
  const [state, put] = useState<Arriving<Layer>>({ is: 'absent' });
  useEffect(() => {
    let current = true;
    api.layer(owner, index, lang.value).then(
      (value) => current && put({ is: 'here', value }),
      (problem: unknown) => current && put(failed(problem)),
    );
    return () => {
      current = false;
    };
  }, [owner, index, lang.value]);
  return <State of={state}>{(layer) => <Facts layer={layer} />}</State>;
}

function Facts({ layer }: { layer: Layer }) {
  const owner = here(model.value);
  const given = here(input.value);
  const fits = cards.value.some((card) => card.id === 'activations' && card.applicable);
  const query = { input: given?.id, 'p.layer': selection.value.layer, lang: lang.value, theme: theme.value };
  const seen = useLook(owner?.id, 'activations', query, given !== null && fits);
  const activity = layer.inputs.filter((one) => !one.weight);
  return (
    <>
      <header>
        <h2 title={layer.name}>
          <Name of={layer.name || (layer.outputs[0]?.name ?? layer.op)} />
        </h2>
        <Operator op={layer.op} domain={layer.domain} />
      </header>
      <dl class="facts">
        {activity.map((one) => (
          <Fact key={`in ${one.name}`} name={t('layer.in')} title={one.name} value={`${shape(one.shape)}`} more={one.type ?? ''} />
        ))}
        {layer.outputs.map((one) => (
          <Fact key={`out ${one.name}`} name={t('layer.out')} title={one.name} value={shape(one.shape)} more={one.type ?? ''} />
        ))}
        {layer.parameters > 0 && (
          <Fact
            name={t('layer.parameters')}
            what={t('layer.parameters.what')}
            title={String(layer.parameters)}
            value={count(layer.parameters)}
            more={owner && owner.parameters > 0 ? share(layer.parameters / owner.parameters) : ''}
          />
        )}
        {layer.macs !== null && layer.macs > 0 && (
          <Fact
            name={t('layer.macs')}
            what={t('layer.macs.what')}
            title={String(layer.macs)}
            value={count(layer.macs)}
            more={owner?.macs ? share(layer.macs / owner.macs) : ''}
          />
        )}
        {layer.activationBytes !== null && (
          <Fact name={t('layer.memory')} what={t('layer.memory.what')} title={`${layer.activationBytes} B`} value={bytes(layer.activationBytes)} />
        )}
      </dl>
      {given && fits && <State of={seen}>{(value) => <LayerValues seen={value} layer={layer} />}</State>}
      {layer.weights.length > 0 && (
        <section>
          <h3>{t('layer.weights')}</h3>
          <ul class="rows">
            {layer.weights.map((weight) => (
              <li key={weight.tensor}>
                <button type="button" class="link" title={weight.tensor} onClick={() => toWeight(weight.tensor)}>
                  {weight.role || weight.tensor}
                </button>
                <span title={t('layer.elements', { n: weight.elements })}>{shape(weight.shape)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {layer.attributes.length > 0 && (
        <section>
          <h3>{t('layer.attributes')}</h3>
          <ul class="rows">
            {layer.attributes.map((one) => (
              <li key={one.name}>
                <span>{one.name}</span>
                {one.inside === undefined ? (
                  <span class="value" title={one.value}>
                    {one.value}
                  </span>
                ) : (
                  <button type="button" class="link" title={t('layer.inside.what')} onClick={() => goInside(one.inside!)}>
                    {t('layer.inside', { n: one.value })}
                  </button>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Sources layer={layer.index} />
      <Neighbours title={t('layer.from')} of={layer.from} />
      <Neighbours title={t('layer.to')} of={layer.to} />
      <Slopes />
      <footer>
        <button type="button" class="quiet" aria-label={t('action.layer.previous')} title={`${t('action.layer.previous')} ([)`} onClick={() => step(-1)}>
          <Icon of="left" />
        </button>
        <button type="button" class="quiet" aria-label={t('action.layer.next')} title={`${t('action.layer.next')} (])`} onClick={() => step(1)}>
          <Icon of="right" />
        </button>
        <SaveMenu seen={here(seen)} />
      </footer>
    </>
  );
}

/** The chosen layer as one end of a gradient: what is differentiated, or what it is differentiated by. */
function Slopes() {
  if (!cards.value.some((card) => card.id === 'derivative' && card.applicable)) return null;
  const { layer, set } = selection.value;
  const to = (end: 'of' | 'wrt') => select({ question: 'health', method: 'derivative', set: { ...set, [`p.${end}`]: layer } });
  return (
    <section>
      <h3>{t('layer.slopes')}</h3>
      <p class="ends">
        <button type="button" class="link" onClick={() => to('of')}>
          {t('layer.slopes.of')}
        </button>
        <button type="button" class="link" onClick={() => to('wrt')}>
          {t('layer.slopes.wrt')}
        </button>
      </p>
    </section>
  );
}

/** Opens the branch of an If, or the body of a Loop or Scan, as a network of its own; the browser's back leads out again. */
function goInside(place: string): void {
  const { model } = selection.value;
  openModel(model.includes('#') ? `${model}/${place}` : `${model}#${place}`);
}

/** The view of the weights, with this one open. */
function toWeight(tensor: string): void {
  select({ question: 'parameters', method: '', set: { ...selection.value.set, 'p.tensor': tensor } });
}

/** A long name breaks where its parts join. */
function Name({ of: name }: { of: string }) {
  return (
    <>
      {name.split(/(?<=[/_.:-])/).map((part) => (
        <>
          {part}
          <wbr />
        </>
      ))}
    </>
  );
}

interface FactProps {
  name: string;
  value: string;
  more?: string;
  what?: string;
  title?: string;
}

function Fact({ name, value, more, what, title }: FactProps) {
  return (
    <div>
      <dt>{what ? <Term what={what}>{name}</Term> : name}</dt>
      <dd title={title ?? ''}>
        {value} {more && <small>{more}</small>}
      </dd>
    </div>
  );
}

/** The operator with one sentence about it, where the server knows one. */
function Operator({ op, domain }: { op: string; domain: string }) {
  const [what, put] = useState('');
  useEffect(() => {
    let current = true;
    api.operator(op, lang.value).then(
      (answer) => current && put(answer.what),
      () => current && put(''),
    );
    return () => {
      current = false;
    };
  }, [op, lang.value]);
  return (
    <p class="operator">
      <b>{op}</b>
      {domain !== '' && domain !== 'ai.onnx' && <small> {domain}</small>}
      {what && <span> {what}</span>}
    </p>
  );
}

const SHOWN = 6;

function Neighbours({ title, of: indices }: { title: string; of: readonly number[] }) {
  const all = layers.value;
  if (!all || indices.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul class="rows whole">
        {indices.slice(0, SHOWN).map((index) => (
          <li key={index}>
            <button type="button" class="link tail" title={all.name[index]} onClick={() => select({ layer: all.tensor[index] ?? '' })}>
              <bdi>{all.name[index] || all.tensor[index]}</bdi>
            </button>
            <small>{all.op[index]}</small>
          </li>
        ))}
        {indices.length > SHOWN && <li>{t('layer.more', { n: indices.length - SHOWN })}</li>}
      </ul>
    </section>
  );
}

/** No layer is chosen: the model as a whole. */
function Whole() {
  const owner = here(model.value);
  if (owner === null) return null;
  const operators = Object.entries(owner.operators).sort((a, b) => b[1] - a[1]);
  return (
    <>
      <header>
        <h2 title={owner.path}>
          <Name of={owner.name} />
        </h2>
        {owner.task && <p class="operator">{owner.task}</p>}
      </header>
      <dl class="facts">
        <Fact name={t('model.size')} value={bytes(owner.bytes)} title={`${owner.bytes} B`} />
        <Fact name={t('layer.parameters')} what={t('layer.parameters.what')} value={count(owner.parameters)} title={String(owner.parameters)} more={bytes(owner.parameterBytes)} />
        {owner.macs !== null && owner.macs > 0 && <Fact name={t('layer.macs')} what={t('layer.macs.what')} value={count(owner.macs)} title={String(owner.macs)} />}
        <Fact name={t('model.layers')} value={count(owner.nodes)} title={String(owner.nodes)} />
        {owner.inputs.map((one) => (
          <Fact key={`in ${one.name}`} name={one.name} value={shape(one.shape)} title={`${one.name}: ${one.type ?? '?'} ${shape(one.shape)}`} more={t('layer.in')} />
        ))}
        {owner.outputs.map((one) => (
          <Fact key={`out ${one.name}`} name={one.name} value={shape(one.shape)} title={`${one.name}: ${one.type ?? '?'} ${shape(one.shape)}`} more={t('layer.out')} />
        ))}
        {owner.labels > 0 && <Fact name={t('model.labels')} value={count(owner.labels)} />}
        {owner.producer !== '' && <Fact name={t('model.producer')} value={owner.producer} more={`opset ${owner.opset}`} />}
      </dl>
      <section>
        <h3>{t('model.operators')}</h3>
        <ul class="rows">
          {operators.map(([op, n]) => (
            <li key={op}>
              <span>{op}</span>
              <span>{n}</span>
            </li>
          ))}
        </ul>
      </section>
      <Sources />
      <p class="hint">{t('layer.choose')}</p>
    </>
  );
}
