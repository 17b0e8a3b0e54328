/** Files that are dropped or chosen: sent to the server, then opened as a model or given as an input. */
import { signal } from '@preact/signals';
import { api, Failure, Job } from '../api/client';
import type { Model, Sample } from '../api/types';
import { bytes } from '../parts/numbers';
import { tell } from './notices';
import { here, input, model, session } from './open';
import { weightsOnly } from './runs';
import { select, selection } from './selection';
import { lang, t } from './words';

export interface Sending {
  readonly name: string;
  readonly share: number;
  /** What the server does with it, once it is there. */
  readonly doing?: string;
  readonly cancel: () => void;
}

/** The file that is on its way, if any. */
export const sending = signal<Sending | null>(null);

/** A picture, array or sound by its ending; everything else is asked of the server, by content. */
const INPUT = /\.(png|jpe?g|bmp|gif|tiff?|webp|npy|npz|csv|wav)$/i;
const MODEL = /\.onnx$/i;

export function openModel(path: string): void {
  select({
    model: path,
    weights: '',
    series: [],
    graph: '',
    input: [],
    against: [],
    preprocess: '',
    question: 'structure',
    layer: '',
    unit: '',
    target: '',
    method: '',
    set: {},
  });
}

/** Opens a sample with its first input. */
export function openSample(sample: Sample): void {
  openModel(sample.model);
  const first = sample.inputs[0];
  if (first) select({ input: [first.path] }, true);
}

/** Gives inputs to the open model; two for a model that takes one are compared. */
export function giveInput(paths: readonly string[]): void {
  const owner = here(model.value);
  const [first, second] = paths;
  if (first === undefined) return;
  if (weightsOnly.value) {
    tell('error', t('weights.only.text'));
    return;
  }
  if (owner !== null && owner.inputs.length > 1) {
    select({ input: bind(paths, owner, selection.value.input), unit: '' });
  } else {
    select({ input: [first], against: second === undefined ? [] : [second], unit: '' });
  }
}

/** Puts another input beside the one that was given. */
export function giveSecond(paths: readonly string[]): void {
  const owner = here(model.value);
  const [first] = paths;
  if (first === undefined) return;
  const { against, input: given } = selection.value;
  const several = owner !== null && owner.inputs.length > 1 && !first.startsWith('random');
  select({ against: [...against.filter((arg) => arg.startsWith('target:')), ...(several ? bind(paths, owner, given) : [first])] });
}

/** Files for a model with several inputs: by name where a file's name holds an input's, else the first that is free. */
export function bind(paths: readonly string[], to: Pick<Model, 'inputs'>, before: readonly string[]): string[] {
  const given = new Map(before.map((arg) => [arg.slice(0, Math.max(0, arg.indexOf('='))), arg] as const));
  for (const path of paths) {
    const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
    const named = to.inputs.filter((value) => name.includes(value.name.toLowerCase()));
    const best = named.sort((a, b) => b.name.length - a.name.length)[0];
    const free = to.inputs.find((value) => !given.has(value.name));
    const slot = best ?? free ?? to.inputs[0];
    if (slot) given.set(slot.name, `${slot.name}=${path}`);
  }
  return [...given.values()];
}

/** Opens checkpoints of one network, or the folders that they are in; the last of them is looked at first. */
export function openSeries(paths: readonly string[], graph = ''): void {
  openModel('');
  select({ series: paths, graph }, true);
}

/** A folder of this machine with all that is in it, by the path inside. */
export interface Dropped {
  readonly name: string;
  readonly files: readonly { readonly path: string; readonly file: File }[];
}

/** More files than any model's folder has. */
const MOST_FILES = 5000;

/**
 * Sends files and folders and opens what they are; several models are checkpoints of one network, and so may be those in a folder. A
 * folder that is no model is one of inputs.
 */
export async function give(files: readonly (File | Dropped)[], take = giveInput): Promise<void> {
  const inputs: string[] = [];
  const models: string[] = [];
  let run = false;
  for (const file of files) {
    try {
      const path = file instanceof File ? (await send(file)).file : await sendFolder(file);
      const kind = await isModel(file.name, path);
      run ||= kind === 'series';
      (kind === 'input' ? inputs : models).push(path);
    } catch (problem) {
      failed(file.name, problem);
      return;
    }
  }
  const [first] = models;
  if (models.length > 1 || run) openSeries(models);
  else if (first !== undefined) openModel(first);
  if (inputs.length === 0) return;
  if (selection.value.model === '') {
    tell('error', t('give.model-first'));
    return;
  }
  take(inputs);
}

/** Sends a file that is not opened but named: the other model of a comparison, other weights. */
export async function bring(file: File, use: (path: string) => void): Promise<void> {
  try {
    use((await send(file)).file);
  } catch (problem) {
    failed(file.name, problem);
  }
}

function failed(name: string, problem: unknown): void {
  if (problem instanceof Failure && problem.kind === 'cancelled') return;
  const why = problem instanceof Failure ? problem.message || t('state.network') : String(problem);
  tell('error', t('give.failed', { name, why }));
}

function send(file: File): Promise<{ file: string; bytes: number }> {
  const most = session.value?.limits.uploadBytes ?? Number.POSITIVE_INFINITY;
  if (file.size > most) {
    return Promise.reject(new Failure('large', t('give.large', { size: bytes(file.size), most: bytes(most) })));
  }
  const stop = new AbortController();
  const progress = (share: number) => (sending.value = { name: file.name, share, cancel: () => stop.abort() });
  progress(0);
  return api.upload(file, progress, stop.signal).finally(() => (sending.value = null));
}

async function sendFolder({ name, files }: Dropped): Promise<string> {
  const most = session.value?.limits.uploadBytes ?? Number.POSITIVE_INFINITY;
  const all = files.reduce((sum, one) => sum + one.file.size, 0);
  if (all > most) throw new Failure('large', t('give.large', { size: bytes(all), most: bytes(most) }));
  if (files.length > MOST_FILES) throw new Failure('large', t('give.many', { n: files.length, most: MOST_FILES }));
  if (files.length === 0) throw new Failure('input', t('give.empty'));
  const stop = new AbortController();
  let sent = 0;
  const progress = (of: number) => (sending.value = { name, share: all === 0 ? 1 : (sent + of) / all, cancel: () => stop.abort() });
  progress(0);
  try {
    const { file: folder } = await api.folder(name);
    for (const { path, file } of files) {
      await api.upload(file, (share) => progress(share * file.size), stop.signal, { folder, path });
      sent += file.size;
    }
    return folder;
  } finally {
    sending.value = null;
  }
}

/** What the server takes it for. What ends like a model is opened at once where there is nothing to lose. */
async function isModel(name: string, path: string): Promise<'model' | 'series' | 'input'> {
  const alone = selection.value.model === '';
  if (INPUT.test(name)) return 'input';
  if (MODEL.test(name) && alone) return 'model';
  const job = new Job();
  const sent = { name, share: 1, cancel: () => job.cancel() };
  sending.value = sent;
  job.follow(lang.value, ({ text }) => (sending.value = { ...sent, doing: text }));
  try {
    await api.open(path, lang.value, job);
    return 'model';
  } catch (problem) {
    if (problem instanceof Failure && problem.kind === 'series') return 'series';
    if (alone || MODEL.test(name)) throw problem;
    return 'input';
  } finally {
    job.end();
    sending.value = null;
  }
}

/** What the input is called, also while it is being read. */
export function inputName(): string {
  const given = here(input.value);
  return given?.name ?? (selection.value.input[0] ?? '').replace(/^.*[/:=]/, '');
}
