/** What the selection names, opened: the model, its layers, the input. Follows the selection. */
import { batch, computed, effect, signal } from '@preact/signals';
import { api, Failure, Job, type Progress } from '../api/client';
import type { Card, Input, Layers, LayerTypes, Model, Session } from '../api/types';
import { select, selection } from './selection';
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

/** The inputs that a model has already, by its id: it is of the same network as the one that it follows. */
const prepared = new Map<string, string>();

function listOf(args: readonly string[]): string {
  return JSON.stringify([args, selection.value.preprocess, lang.value]);
}

const INPUTS = [() => selection.value.input, () => selection.value.against.filter((arg) => !arg.startsWith('target:'))] as const;

/** Another state of the network that is shown: everything stays till it is there, with its inputs. */
async function prepare(next: Model, job: Job): Promise<Model> {
  for (const args of INPUTS) {
    const list = args();
    if (list.length > 0) await api.give(next.id, list, selection.value.preprocess, lang.value, job).catch(() => undefined);
  }
  prepared.set(next.id, JSON.stringify(INPUTS.map((args) => listOf(args()))));
  const now = here(model.value);
  if (next.types === 'inferred' || now === null) return next;
  const { types, inputs, outputs, macs } = now;
  return { ...next, types, inputs, outputs, macs };
}

let opened = '';
let openedPath = '';
let openedSeries = '';
effect(() => {
  const { model: path, weights, series } = selection.value;
  const language = lang.value;
  const key = JSON.stringify([path, weights, language]);
  if (key === opened) return;
  const other = !opened.startsWith(JSON.stringify([path, weights]).slice(0, -1));
  const of = series.join('\n');
  const sibling = other && path !== '' && here(model.peek()) !== null && (path === openedPath || (of !== '' && of === openedSeries));
  opened = key;
  openedPath = path;
  openedSeries = of;
  if (path === '') {
    model.value = ABSENT;
    layers.value = null;
    typed.value = false;
    return;
  }
  const job = new Job();
  if (other && !sibling) {
    layers.value = null;
    typed.value = false;
    model.value = { is: 'coming', what: 'open.model', cancel: () => job.cancel() };
  }
  api
    .open(path, language, job, weights)
    .then((answer) => (sibling ? prepare(answer, job) : answer))
    .then(
      (answer) => {
        if (opened !== key) return;
        model.value = { is: 'here', value: answer };
        if (!other || sibling) return;
        // What cannot be described is still shown, and its ways of looking say why.
        void describe(answer.id, language)
          .catch(() => undefined)
          .then(() => here(model.value)?.id === answer.id && (typed.value = true));
      },
      (problem: unknown) => {
        if (opened !== key) return;
        // A folder of checkpoints.
        if (problem instanceof Failure && problem.kind === 'series') select({ model: '', series: [path] }, true);
        else model.value = failed(problem);
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
    const kept = to.peek().is === 'here' && owner !== null && prepared.get(owner.id) === JSON.stringify(INPUTS.map((one) => listOf(one())));
    if (owner === null || list.length === 0) {
      to.value = ABSENT;
      return;
    }
    const job = new Job();
    const coming = { is: 'coming', what: 'open.input', cancel: () => job.cancel() } as const;
    if (!kept) to.value = coming;
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

follow(input, INPUTS[0]);
follow(against, INPUTS[1]);

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
