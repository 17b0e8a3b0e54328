/** Talks to the server. The only file that knows addresses. */
import type { Card, Coded, Folder, GraphLayout, Input, Layer, LayerNames, LayerTypes, Look, Model, Series, Session, Source, Types } from './types';

const root = new URL('./api/v1/', document.baseURI);
const token = document.querySelector('meta[name="vitrine-token"]')?.getAttribute('content') ?? '';

/** What went wrong, in words for a person; `kind` as in docs/api.md, or `network` where the server does not answer. */
export class Failure extends Error {
  constructor(
    readonly kind: string,
    message: string,
  ) {
    super(message);
  }
}

export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

/** An address under the API; empty values are left out, lists are repeated. */
export function address(path: string, query: Query = {}): string {
  const url = new URL(path, root);
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== '') url.searchParams.append(name, String(one));
    }
  }
  return url.href;
}

async function ask(method: string, url: string, body?: Blob, signal?: AbortSignal): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(url, {
      method,
      headers: method === 'GET' ? {} : { 'X-Vitrine-Token': token },
      // A cancel is sent even when the page is left.
      keepalive: method === 'DELETE',
      ...(body && { body }),
      ...(signal && { signal }),
    });
  } catch (problem) {
    if (signal?.aborted) throw new Failure('cancelled', '');
    throw new Failure('network', String(problem));
  }
  if (answer.ok) return answer;
  const error = await answer.json().then(
    (json: { error?: { kind?: string; message?: string } }) => json.error,
    () => undefined,
  );
  throw new Failure(error?.kind ?? 'fault', error?.message ?? answer.statusText);
}

async function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return (await ask('GET', address(path, query), undefined, signal)).json() as Promise<T>;
}

async function post<T>(path: string, query: Query = {}): Promise<T> {
  return (await ask('POST', address(path, query))).json() as Promise<T>;
}

/** The answer is read, though it says nothing: an unread one keeps its connection. */
async function remove(path: string): Promise<void> {
  await (await ask('DELETE', address(path))).text();
}

function entries<T>({ values, at }: Coded<T>): T[] {
  return at.map((code) => values[code]!);
}

export interface Progress {
  done: number;
  total: number;
  text: string;
}

/** Work on the server that can be followed and cancelled. */
export class Job {
  readonly id = crypto.randomUUID();
  private events: EventSource | undefined;
  private finished = false;

  /** Told of progress, in that language, after `delay` milliseconds, so that quick work opens no stream. */
  follow(lang: string, tell: (progress: Progress) => void, delay = 200): void {
    addEventListener('pagehide', this.leave);
    setTimeout(() => {
      if (this.finished) return;
      this.events = new EventSource(address(`jobs/${this.id}/events`, { lang }));
      this.events.addEventListener('progress', (event) => tell(JSON.parse(event.data) as Progress));
      this.events.addEventListener('done', () => this.end());
    }, delay);
  }

  end(): void {
    this.finished = true;
    removeEventListener('pagehide', this.leave);
    this.events?.close();
  }

  /** Nobody waits for an answer any more once the page is left. */
  private readonly leave = () => this.cancel();

  cancel(): void {
    if (this.finished) return;
    this.end();
    void remove(`jobs/${this.id}`).catch(() => undefined);
  }
}

export const api = {
  session: (lang: string) => get<Session>('session', { lang }),
  words: (lang: string) => get<Record<string, string>>('words', { lang }),
  colormaps: () => get<Record<string, string>>('colormaps'),
  files: (folder: string, lang: string) => get<Folder>('files', { folder, lang }),
  operator: (op: string, lang: string) =>
    get<{ op: string; title: string; what: string }>(`operators/${encodeURIComponent(op)}`, { lang }),

  /** A folder on the server for files that are sent into it. */
  folder: (name: string) => post<{ file: string }>('folders', { name }),

  /** Streams a file to the server, perhaps into a folder; `tell` hears the share that has arrived, 0 to 1. */
  upload(file: File, tell: (share: number) => void, signal: AbortSignal, into?: { readonly folder: string; readonly path: string }): Promise<{ file: string; bytes: number }> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', address('uploads', { name: into?.path ?? file.name, folder: into?.folder }));
      request.setRequestHeader('X-Vitrine-Token', token);
      request.responseType = 'json';
      request.upload.onprogress = (event) => tell(event.lengthComputable ? event.loaded / event.total : 0);
      request.onerror = () => reject(new Failure('network', ''));
      request.onabort = () => reject(new Failure('cancelled', ''));
      signal.addEventListener('abort', () => request.abort());
      request.onload = () =>
        request.status < 300
          ? resolve(request.response as { file: string; bytes: number })
          : reject(new Failure(request.response?.error?.kind ?? 'fault', request.response?.error?.message ?? ''));
      request.send(file);
    });
  },

  open: (path: string, lang: string, job?: Job, weights = '') => post<Model>('models', { path, weights, lang, job: job?.id }),
  series: (path: readonly string[], graph: string, lang: string, job?: Job) => post<Series>('series', { path, graph, lang, job: job?.id }),
  model: (id: string, lang: string) => get<Model>(`models/${id}`, { lang }),
  close: (id: string) => remove(`models/${id}`),
  /** All program text, or that of a layer's class. */
  source: (id: string, layer?: number) => get<Source[]>(`models/${id}/source`, { layer }),
  /** The network as an ONNX file. */
  onnx: async (id: string, lang: string) => (await ask('GET', address(`models/${id}/onnx`, { lang }))).blob(),
  async layers(model: string): Promise<LayerNames> {
    type Sent = Omit<LayerNames, 'op' | 'category' | 'module'> & Record<'op' | 'category' | 'module', Coded<string>>;
    const sent = await get<Sent>(`models/${model}/layers`);
    return { ...sent, op: entries(sent.op), category: entries(sent.category), module: entries(sent.module) };
  },
  /** Waits until the server has inferred them. */
  async types(model: string, lang: string): Promise<Types> {
    type Sent = { model: Model; layers: Omit<LayerTypes, 'shape'> & { shape: Coded<LayerTypes['shape'][number]> } };
    const sent = await get<Sent>(`models/${model}/types`, { lang });
    return { model: sent.model, layers: { ...sent.layers, shape: entries(sent.layers.shape) } };
  },
  layer: (model: string, index: number, lang: string) => get<Layer>(`models/${model}/layers/${index}`, { lang }),
  graph: (model: string, query: Query, signal?: AbortSignal) =>
    get<GraphLayout>(`models/${model}/graph`, query, signal),
  give: (model: string, arg: readonly string[], preprocess: string, lang: string, job?: Job) =>
    post<Input>(`models/${model}/inputs`, { arg, preprocess, lang, job: job?.id }),
  picture: (model: string, input: string, original = false) =>
    address(`models/${model}/inputs/${input}/picture`, original ? { original } : {}),
  methods: (model: string, query: Query) => get<Card[]>(`models/${model}/methods`, query),

  /** Only what is said about a result, without its numbers. */
  look: (model: string, method: string, query: Query, signal?: AbortSignal) =>
    get<Look>(`models/${model}/look/${method}`, query, signal),
  /** A look with the numbers behind its pictures. */
  async whole(model: string, method: string, query: Query, signal?: AbortSignal): Promise<{ look: Look; values: ArrayBuffer }> {
    const answer = await ask('GET', address(`models/${model}/look/${method}`, { ...query, as: 'whole' }), undefined, signal);
    const length = Number(answer.headers.get('X-Vitrine-Json'));
    const bytes = await answer.arrayBuffer();
    return { look: JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 0, length))) as Look, values: bytes.slice(length) };
  },
  /** One of the arrays behind a result, as NPY. */
  async array(model: string, method: string, query: Query, data: string): Promise<ArrayBuffer> {
    const url = address(`models/${model}/look/${method}`, { ...query, as: 'npy', data });
    return (await ask('GET', url)).arrayBuffer();
  },
  /** The address of a result in another form, for saving. */
  lookAddress: (model: string, method: string, query: Query) => address(`models/${model}/look/${method}`, query),
  async text(url: string): Promise<string> {
    return (await ask('GET', url)).text();
  },
};
