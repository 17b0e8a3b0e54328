/** Checkpoints of one network, of which the open model is one. */
import { computed, effect, signal } from '@preact/signals';
import { api, Job } from '../api/client';
import type { Checkpoint, Series } from '../api/types';
import { tell } from './notices';
import { type Arriving, failed, here } from './open';
import { answersOf, targetOf } from './predicted';
import { prediction } from './running';
import { select, selection } from './selection';
import { lang } from './words';

export const series = signal<Arriving<Series>>({ is: 'absent' });

let asked = '';
effect(() => {
  const { series: paths, graph } = selection.value;
  const language = lang.value;
  const key = JSON.stringify([paths, graph, language]);
  if (key === asked) return;
  asked = key;
  if (paths.length === 0) {
    series.value = { is: 'absent' };
    return;
  }
  const job = new Job();
  if (selection.peek().model === '') series.value = { is: 'coming', what: 'series.coming', cancel: () => job.cancel() };
  api
    .series(paths, graph, language, job)
    .then(
      (answer) => {
        if (asked !== key) return;
        series.value = { is: 'here', value: answer };
        const { model, weights } = selection.value;
        if (at(answer.checkpoints, model, weights) < 0) show(answer.checkpoints.at(-1));
      },
      (problem: unknown) => {
        if (asked !== key) return;
        series.value = failed(problem);
        const [first] = paths;
        // Several models that are not of one network: the first, and why the others are not beside it.
        if (paths.length < 2 || selection.value.model !== '' || first === undefined) return;
        if (series.value.is === 'failed') tell('error', series.value.failure.message);
        select({ series: [], model: first }, true);
      },
    )
    .finally(() => job.end());
});

function at(all: readonly Checkpoint[], model: string, weights: string): number {
  return all.findIndex((one) => one.path === model && (one.weights ?? '') === weights);
}

/** Which checkpoint is looked at; -1 for none of them. */
export const place = computed(() => at(here(series.value)?.checkpoints ?? [], selection.value.model, selection.value.weights));

function show(checkpoint: Checkpoint | undefined): void {
  if (checkpoint) select({ model: checkpoint.path, weights: checkpoint.weights ?? '' }, true);
}

/** Looks at another checkpoint; everything else that is chosen stays, and so does the class whose explanation is seen. */
export function go(index: number): void {
  const { question, target } = selection.value;
  const seen = here(prediction.value);
  if (question === 'decision' && target === '' && seen) select({ target: targetOf(answersOf(seen)) }, true);
  show(here(series.value)?.checkpoints[index]);
}

export function goBy(by: 1 | -1): void {
  go(place.value + by);
}

/** Looks at the one model from now on. */
export function endSeries(): void {
  select({ series: [], graph: '' });
}
