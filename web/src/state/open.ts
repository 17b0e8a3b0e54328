/** What the selection names, opened: the model, its layers, the input. Follows the selection. */
import { effect, signal } from '@preact/signals';
import { api, Failure, Job, type Progress } from '../api/client';
import type { Card, Input, Layers, Model, Session } from '../api/types';
import { selection } from './selection';
import { lang } from './words';

/** Something that arrives: not asked for, on its way (perhaps with progress and a cancel), here, or failed. */
export type Arriving<T> =
  | { readonly is: 'absent' }
  | { readonly is: 'coming'; readonly what: string; readonly progress?: Progress; readonly cancel?: () => void }
  | { readonly is: 'here'; readonly value: T }
  | { readonly is: 'failed'; readonly failure: Failure };

const ABSENT = { is: 'absent' } as const;

export const session = signal<Session | null>(null);
export const model = signal<Arriving<Model>>(ABSENT);
export const layers = signal<Layers | null>(null);
export const input = signal<Arriving<Input>>(ABSENT);
export const against = signal<Arriving<Input>>(ABSENT);
/** The ways of looking, those that fit the model and input first. */
export const cards = signal<readonly Card[]>([]);

export function failed(problem: unknown): { is: 'failed'; failure: Failure } {
  return { is: 'failed', failure: problem instanceof Failure ? problem : new Failure('fault', String(problem)) };
}

/** The value of something that has arrived. */
export function here<T>(arriving: Arriving<T>): T | null {
  return arriving.is === 'here' ? arriving.value : null;
}

/** Asks again what samples, recent files and open models there are. */
export function refresh(): void {
  void api.session(lang.value).then(
    (answer) => (session.value = answer),
    () => undefined,
  );
}

effect(() => {
  // Again after every model that was opened.
  if (model.value.is !== 'coming') refresh();
});

let opened = '';
effect(() => {
  const path = selection.value.model;
  const language = lang.value;
  const key = `${path} ${language}`;
  if (key === opened) return;
  const other = !opened.startsWith(`${path} `);
  opened = key;
  if (path === '') {
    model.value = ABSENT;
    layers.value = null;
    return;
  }
  const job = new Job();
  if (other) {
    layers.value = null;
    model.value = { is: 'coming', what: 'open.model', cancel: () => job.cancel() };
  }
  api
    .open(path, language, job)
    .then(
      async (answer) => {
        if (opened !== key) return;
        model.value = { is: 'here', value: answer };
        if (other) layers.value = await api.layers(answer.id);
      },
      (problem: unknown) => {
        if (opened === key) model.value = failed(problem);
      },
    )
    .finally(() => job.end());
});

function follow(to: typeof input, args: () => readonly string[]): void {
  let given = '';
  effect(() => {
    const owner = here(model.value);
    const list = args();
    const preprocess = selection.value.preprocess;
    const language = lang.value;
    const key = JSON.stringify([owner?.id, list, preprocess, language]);
    if (key === given) return;
    given = key;
    if (owner === null || list.length === 0) {
      to.value = ABSENT;
      return;
    }
    const job = new Job();
    to.value = { is: 'coming', what: 'open.input', cancel: () => job.cancel() };
    api
      .give(owner.id, list, preprocess, language, job)
      .then(
        (answer) => {
          if (given === key) to.value = { is: 'here', value: answer };
        },
        (problem: unknown) => {
          if (given === key) to.value = failed(problem);
        },
      )
      .finally(() => job.end());
  });
}

follow(input, () => selection.value.input);
follow(against, () => selection.value.against.filter((arg) => !arg.startsWith('target:')));

effect(() => {
  const owner = here(model.value);
  const given = here(input.value);
  const language = lang.value;
  if (owner === null) {
    cards.value = [];
    return;
  }
  void api.methods(owner.id, { input: given?.id, lang: language }).then(
    (answer) => (cards.value = answer),
    () => undefined,
  );
});
