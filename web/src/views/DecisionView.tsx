/** Why this answer? The answers on one side, explanations of them on a wall on the other. */
import { useMemo, useRef, useState } from 'preact/hooks';
import type { Scale } from '../api/types';
import { useAction } from '../actions/handlers';
import { ArtifactView, scalesOf } from '../parts/ArtifactView';
import { Loss } from '../parts/Loss';
import { MethodList } from '../parts/MethodList';
import { Readings } from '../parts/MethodPanel';
import { NeedsInput } from '../parts/Needs';
import { Opacity } from '../parts/OverlayPart';
import { Prediction, Placed, rivals } from '../parts/Prediction';
import { Segments } from '../parts/Segments';
import { Notice, State } from '../parts/State';
import { type Asked, WallPanel } from '../parts/WallPanel';
import { shared } from '../draw/scale';
import type { Seen } from '../state/looking';
import { against, cards, here, input, model } from '../state/open';
import { type Answer, answersOf, standard, targetOf } from '../state/predicted';
import { prediction } from '../state/running';
import { remember, select, selection } from '../state/selection';
import { t } from '../state/words';
import '../style/decision.css';

const SHOWN_BY_THIS = 'prediction';

export function DecisionView() {
  if (selection.value.input.length === 0) return <NeedsInput />;
  return (
    <State of={model.value}>
      {() => (
        <State of={input.value}>
          {() => (
            <div class="view decision">
              <Answers />
              <Wall />
            </div>
          )}
        </State>
      )}
    </State>
  );
}

function explanations() {
  return cards.value.filter((card) => card.question === 'decision' && card.id !== SHOWN_BY_THIS);
}

/** The methods on the wall: those that were chosen, or the best that fits. */
function onWall(): readonly string[] {
  const { set, method } = selection.value;
  const all = explanations();
  const kept = (set.methods ?? '').split(',').filter((id) => all.some((card) => card.id === id));
  if (all.some((card) => card.id === method) && !kept.includes(method)) return [...kept, method];
  if (kept.length > 0 || set.methods !== undefined) return kept;
  const best = all.find((card) => card.applicable);
  return best ? [best.id] : [];
}

function Answers() {
  const chosen = onWall();
  const toggle = (id: string) => {
    const next = chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id];
    select({ method: '', set: { ...selection.value.set, methods: next.length > 0 ? next.join(',') : 'none' } });
  };
  return (
    <div class="answering">
      <State of={prediction.value}>
        {(seen) => {
          const answers = answersOf(seen);
          return (
            <>
              <h2>{t('answers')}</h2>
              <Readings of={seen} />
              <Placed seen={seen} answers={answers} />
              {answers.length > 0 ? <Prediction answers={answers} /> : <ArtifactView artifact={seen.artifact} values={seen.values} bare narrow />}
              {answers.length > 1 && <p class="hint">{t('answer.compare.how')}</p>}
            </>
          );
        }}
      </State>
      <Target />
      <Loss />
      <h2>{t('decision.methods')}</h2>
      <MethodList cards={explanations()} chosen={chosen} toggle={toggle} />
    </div>
  );
}

/** Anything that `--target` understands. */
function Target() {
  const { target } = selection.value;
  return (
    <label class="free" title={t('target.what')}>
      {t('target.free')}
      <input
        key={target}
        type="text"
        defaultValue={target}
        placeholder={t('target.example')}
        spellcheck={false}
        onChange={(event) => select({ target: event.currentTarget.value.trim() })}
      />
    </label>
  );
}

function Wall() {
  const seen = here(prediction.value);
  const answers = seen ? answersOf(seen) : [];
  const inputs = [here(input.value), here(against.value)].filter((one) => one !== null);
  // The first answer is asked for by leaving the target open, so that nothing waits for the prediction.
  const targets = [selection.value.target, ...rivals().filter((one) => one !== targetOf(answers))];
  const chosen = onWall();
  const asked: Asked[] = explanations()
    .filter((card) => chosen.includes(card.id))
    .flatMap((card) =>
      targets.flatMap((target) =>
        // The second input is asked about the same answer, not about its own first one, so it waits until that is known.
        inputs
          .map((one, i) => ({ card, target: i === 0 ? target : target || targetOf(answers), label: labelOf(target, answers), input: one }))
          .filter((one, i) => i === 0 || one.target !== '' || answers.length > 0 || seen !== null),
      ),
    );
  const across = targets.length * inputs.length;
  // Where classes or inputs are compared, each method has a scale of its own for all of them.
  const { scaleOf, arrived } = useShared(asked.length > 1 && selection.value.set.wall === 'shared', across > 1);
  useAction('compare', () => remember('wall', selection.value.set.wall === 'shared' ? '' : 'shared'), asked.length > 1);
  if (asked.length === 0) {
    return <Notice title={t('decision.none')} text={t(explanations().some((card) => card.applicable) ? 'decision.none.choose' : 'decision.none.fits')} />;
  }
  return (
    <div class="wall-side">
      {asked.length > 1 && (
        <div class="tools">
          <Segments
            label={t('wall.scale')}
            value={selection.value.set.wall === 'shared' ? 'shared' : 'own'}
            choices={(['own', 'shared'] as const).map((one) => ({ value: one, title: t(`wall.scale.${one}`), what: t(`wall.scale.${one}.what`) }))}
            choose={(one) => remember('wall', one === 'own' ? '' : one)}
          />
          {inputs.some((one) => one.kind === 'picture') && <Opacity standard={0.7} />}
        </div>
      )}
      <div class={across > 1 ? 'wall across' : asked.length > 1 ? 'wall' : 'wall single'} style={across > 1 ? { gridTemplateColumns: `repeat(${across}, minmax(170px, 1fr))` } : {}}>
        {asked.map((one) => {
          const key = `${one.card.id} ${one.target} ${one.input.id}`;
          return <WallPanel key={key} asked={one} scale={scaleOf(one.card.id)} many={asked.length > 1} arrived={(value) => arrived(key, value)} />;
        })}
      </div>
    </div>
  );
}

function labelOf(target: string, answers: readonly Answer[]): string {
  return target === '' ? (standard(answers)?.label ?? '') : (answers.find((answer) => answer.target === target)?.label ?? target);
}

/** The widest scale of all results that are on the wall just now, or of those of one method. */
function useShared(wanted: boolean, byMethod: boolean) {
  const all = useRef(new Map<string, Seen>());
  const [version, bump] = useState(0);
  const arrived = (key: string, seen: Seen | null) => {
    if (seen) all.current.set(key, seen);
    else all.current.delete(key);
    bump((n) => n + 1);
  };
  const scales = useMemo(() => {
    const found = new Map<string, Scale[]>();
    for (const seen of all.current.values()) {
      const key = byMethod ? seen.method : '';
      found.set(key, [...(found.get(key) ?? []), ...scalesOf(seen.artifact)]);
    }
    return new Map([...found].map(([key, list]) => [key, list.length > 0 ? shared(list) : undefined]));
  }, [byMethod, version]);
  const scaleOf = (method: string) => (wanted ? scales.get(byMethod ? method : '') : undefined);
  return { scaleOf, arrived };
}
