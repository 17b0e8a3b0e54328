/** What the selection names, opened: the model, its layers, the input. Follows the selection. */
import { batch, computed, effect, signal } from '@preact/signals';
import { api, Failure, Job, type Progress } from '../api/client';
import type { Card, Input, Layers, LayerTypes, Model, Session } from '../api/types';
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
/** The layers; their types come later than the rest and are empty lists till then. */
export const layers = signal<Layers | null>(null);
/** Whether the types are here, or never will be. */
export const typed = signal(false);
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

const arrival = computed(() => `${model.value.is} ${here(model.value)?.id}`);
effect(() => {
  // Again after every model that was opened.
  if (!arrival.value.startsWith('coming')) refresh();
});

const UNTYPED: LayerTypes = { shape: [], macs: [], activationBytes: [], maps: [] };

/** The layers as the file has them, for the first picture; then what the server infers about them. */
async function describe(id: string, language: string): Promise<void> {
  const current = () => here(model.value)?.id === id;
  const known = await api.layers(id);
  if (!current()) return;
  layers.value = { ...known, ...UNTYPED };
  const types = await api.types(id, language);
  const now = here(model.value);
  if (!current() || now === null) return;
  batch(() => {
    layers.value = { ...known, ...types.layers };
    const { inputs, outputs, macs, notes } = types.model;
    model.value = { is: 'here', value: { ...now, types: 'inferred', inputs, outputs, macs, notes } };
  });
}

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
    typed.value = false;
    return;
  }
  const job = new Job();
  if (other) {
    layers.value = null;
    typed.value = false;
    model.value = { is: 'coming', what: 'open.model', cancel: () => job.cancel() };
  }
  api
    .open(path, language, job)
    .then(
      (answer) => {
        if (opened !== key) return;
        model.value = { is: 'here', value: answer };
        if (!other) return;
        // What cannot be described is still shown, and its ways of looking say why.
        void describe(answer.id, language)
          .catch(() => undefined)
          .then(() => here(model.value)?.id === answer.id && (typed.value = true));
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
    const coming = { is: 'coming', what: 'open.input', cancel: () => job.cancel() } as const;
    to.value = coming;
    job.follow(language, (progress) => given === key && to.peek().is === 'coming' && (to.value = { ...coming, progress }));
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

const owner = computed(() => here(model.value)?.id);
effect(() => {
  const id = owner.value;
  const given = here(input.value);
  const language = lang.value;
  // Which ways fit may depend on the types; asked earlier it would only hold up the first picture.
  if (id === undefined || !typed.value) {
    cards.value = [];
    return;
  }
  void api.methods(id, { input: given?.id, lang: language }).then(
    (answer) => (cards.value = answer),
    () => undefined,
  );
});
