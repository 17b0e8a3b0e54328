/** How a gradient graph was made: one step at a time, from the end of the model back, with the nodes that each step added. */
import { useState } from 'preact/hooks';
import { layers } from '../state/open';
import { select } from '../state/selection';
import { t } from '../state/words';
import '../style/rewrite.css';
import { Icon } from './Icon';

export interface Step {
  readonly node: string;
  readonly op: string;
  readonly rule: string;
  readonly added: readonly { readonly op: string; readonly inputs: readonly string[]; readonly outputs: readonly string[] }[];
}

export function Rewrite({ steps }: { steps: readonly Step[] }) {
  const [chosen, put] = useState(0);
  const at = Math.min(chosen, steps.length - 1);
  const step = steps[at];
  if (step === undefined) return null;
  const before = steps.slice(0, at).reduce((sum, one) => sum + one.added.length, 0);
  const go = (by: number) => put(Math.max(0, Math.min(steps.length - 1, at + by)));
  return (
    <section class="rewrite">
      <h3>{t('rewrite')}</h3>
      <p class="hint">{t('rewrite.what')}</p>
      <div class="tools">
        <button type="button" class="quiet" aria-label={t('rewrite.back')} title={t('rewrite.back')} disabled={at === 0} onClick={() => go(-1)}>
          <Icon of="left" />
        </button>
        <input type="range" aria-label={t('rewrite.step')} min={0} max={steps.length - 1} value={at} onInput={(event) => put(event.currentTarget.valueAsNumber)} />
        <button type="button" class="quiet" aria-label={t('rewrite.on')} title={t('rewrite.on')} disabled={at === steps.length - 1} onClick={() => go(1)}>
          <Icon of="right" />
        </button>
        <output>{t('rewrite.at', { step: at + 1, steps: steps.length, added: before + step.added.length })}</output>
      </div>
      <p>
        <Concerned step={step} /> <span>{t(said(step))}</span>
      </p>
      <ol start={before + 1}>
        {step.added.map((node) => (
          <li key={node.outputs.join()}>
            <code>
              {node.outputs.map(short).join(', ')} = <b>{node.op}</b>({node.inputs.map(short).join(', ')})
            </code>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The node that a step is about; one of the model can be looked at. */
function Concerned({ step }: { step: Step }) {
  const all = layers.value;
  const index = all === null ? -1 : Math.max(all.name.indexOf(step.node), all.tensor.indexOf(step.node));
  const face = `${step.node}${step.op === '' ? '' : ` (${step.op})`}`;
  const tensor = all?.tensor[index];
  if (tensor === undefined) return <b>{face}</b>;
  return (
    <button type="button" class="link" title={t('rewrite.choose')} onClick={() => select({ layer: tensor })}>
      {face}
    </button>
  );
}

/** The key of the sentence that says what a step did. */
export function said(step: Step): string {
  if (step.rule === 'sum' || step.rule === 'stop') return `rewrite.${step.rule}`;
  return step.added.length === 0 ? 'rewrite.passed' : 'rewrite.rule';
}

/** New tensors all begin alike; what differs is said. */
export function short(tensor: string): string {
  return tensor === '' ? '–' : tensor.replace(/^vitrine\.gradient\//, '');
}
