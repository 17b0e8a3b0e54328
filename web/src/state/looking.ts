/** One look at the model with one method: fetched, followed, cancelled, kept for a while. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { api, type Failure, Job, type Query } from '../api/client';
import type { Look } from '../api/types';
import { amongCheckpoints } from './comparable';
import { type Arriving, failed } from './open';
import { selection } from './selection';
import { lang } from './words';

/** A result with the numbers behind its pictures. */
export interface Seen extends Look {
  readonly values: ArrayBuffer;
  /** What was asked, for saving it in other forms. */
  readonly asked: { readonly model: string; readonly method: string; readonly query: Query };
}

const PATIENCE_MS = 400;
const KEPT = 48;
const KEPT_BYTES = 256e6;
const kept = new Map<string, Seen>();

/** What is asked for the maps of a layer. */
export function forMaps(layer: string, input: string | undefined): Query {
  return { 'p.layer': layer, input, ...amongCheckpoints(), lang: lang.value };
}

/** Looks once; the same question within a session is answered from the page's own memory. */
export async function look(
  model: string,
  method: string,
  query: Query,
  job?: Job,
  signal?: AbortSignal,
): Promise<Seen> {
  const key = JSON.stringify([model, method, query]);
  const known = kept.get(key);
  if (known) {
    kept.delete(key);
    kept.set(key, known);
    return known;
  }
  const asked = job ? { ...query, job: job.id } : query;
  const { look, values } = await api.whole(model, method, asked, signal);
  const seen: Seen = { ...look, values, asked: { model, method, query } };
  kept.set(key, seen);
  let held = 0;
  for (const one of kept.values()) held += one.valueBytes;
  for (const [oldest, one] of kept) {
    if (kept.size <= KEPT && (held <= KEPT_BYTES || kept.size === 1)) break;
    held -= one.valueBytes;
    kept.delete(oldest);
  }
  return seen;
}

/** The result of a look as a component sees it arrive; a look that is no longer wanted is cancelled. */
export function useLook(model: string | undefined, method: string, query: Query, wanted = true): Arriving<Seen> {
  const [state, put] = useState<Arriving<Seen>>({ is: 'absent' });
  const key = JSON.stringify([model, method, query, wanted]);
  const question = JSON.stringify([method, query, wanted]);
  const before = useRef('');
  useEffect(() => {
    // The same question about another checkpoint: what is seen stays for a moment, so that nothing flashes.
    const same = before.current === question && selection.peek().series.length > 0;
    before.current = question;
    if (!wanted || model === undefined || method === '') {
      put({ is: 'absent' });
      return;
    }
    const job = new Job();
    let current = true;
    const cancel = () => job.cancel();
    const coming = { is: 'coming', what: 'looking', cancel } as const;
    if (!same) put(coming);
    const late = setTimeout(() => same && current && put(coming), PATIENCE_MS);
    job.follow(lang.peek(), (progress) => current && put({ is: 'coming', what: 'looking', progress, cancel }));
    look(model, method, query, job)
      .then(
      (value) => current && put({ is: 'here', value }),
      (problem: Failure) => current && put(failed(problem)),
    ).finally(() => {
      clearTimeout(late);
      job.end();
    });
    return () => {
      clearTimeout(late);
      current = false;
      job.cancel();
    };
  }, [key]);
  return state;
}
