/** What is looked at: one selection, shared by all views and kept in the address of the page. */
import { signal } from '@preact/signals';
import type { Question } from '../api/types';

export interface Selection {
  /** A file as the server names it; empty for the gallery. */
  readonly model: string;
  /** A file whose weights are laid over the model's own; empty for none. */
  readonly weights: string;
  /** Checkpoints of one network, or folders of them, of which the model is one; empty for none. */
  readonly series: readonly string[];
  /** The model over whose graph they are laid, where they are weights alone. */
  readonly graph: string;
  /** The `--input` arguments; empty for none. */
  readonly input: readonly string[];
  /** A second input, or a second target after `target:`, to compare with; empty for none. */
  readonly against: readonly string[];
  readonly preprocess: string;
  readonly question: Question;
  /** The tensor name of a layer; empty for none. */
  readonly layer: string;
  /** A channel, or `channel,row,column`; empty for none. */
  readonly unit: string;
  readonly target: string;
  /** A way of looking within the question; empty for the question's own view. */
  readonly method: string;
  /** What a view remembers of itself: scale, sort, open modules, camera, parameters as `p.NAME`. */
  readonly set: Readonly<Record<string, string>>;
}

const NONE: Selection = {
  model: '',
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
};

const QUESTIONS: readonly string[] = ['structure', 'parameters', 'features', 'decision', 'training', 'health'];

export function read(search: string): Selection {
  const query = new URLSearchParams(search);
  const question = query.get('q') ?? '';
  const set: Record<string, string> = {};
  for (const [name, value] of query) if (name.startsWith('s.')) set[name.slice(2)] = value;
  return {
    model: query.get('m') ?? '',
    weights: query.get('o') ?? '',
    series: query.getAll('c'),
    graph: query.get('g') ?? '',
    input: query.getAll('i'),
    against: query.getAll('a'),
    preprocess: query.get('p') ?? '',
    question: QUESTIONS.includes(question) ? (question as Question) : 'structure',
    layer: query.get('l') ?? '',
    unit: query.get('u') ?? '',
    target: query.get('t') ?? '',
    method: query.get('w') ?? '',
    set,
  };
}

export function write(selection: Selection): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string) => value !== '' && query.append(name, value);
  put('m', selection.model);
  put('o', selection.weights);
  selection.series.forEach((value) => put('c', value));
  put('g', selection.graph);
  selection.input.forEach((value) => put('i', value));
  selection.against.forEach((value) => put('a', value));
  put('p', selection.preprocess);
  put('q', selection.question === 'structure' ? '' : selection.question);
  put('l', selection.layer);
  put('u', selection.unit);
  put('t', selection.target);
  put('w', selection.method);
  for (const [name, value] of Object.entries(selection.set)) put(`s.${name}`, value);
  const written = query.toString();
  return written === '' ? '' : `?${written}`;
}

export const selection = signal<Selection>(read(location.search));

/** Changes the selection; `quiet` changes (a slider, a camera) replace the address instead of adding to the history. */
export function select(change: Partial<Selection>, quiet = false): void {
  const next = { ...selection.value, ...change };
  const to = write(next);
  if (to === write(selection.value)) return;
  selection.value = next;
  history[quiet ? 'replaceState' : 'pushState'](null, '', `${location.pathname}${to}`);
}

/** Changes one thing that a view remembers of itself; an empty value forgets it. */
export function remember(name: string, value: string): void {
  const { [name]: _, ...rest } = selection.value.set;
  select({ set: value === '' ? rest : { ...rest, [name]: value } }, true);
}

/** Back to the gallery. */
export function leave(): void {
  select(NONE);
}

addEventListener('popstate', () => {
  selection.value = read(location.search);
});
