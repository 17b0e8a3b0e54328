/** The other model of a comparison: opened like the first, named in the address. */
import { effect, signal } from '@preact/signals';
import { api, Job } from '../api/client';
import type { Model } from '../api/types';
import { type Arriving, failed, refresh } from './open';
import { remember, selection } from './selection';
import { lang } from './words';

export const beside = signal<Arriving<Model>>({ is: 'absent' });

/** Compares with the model of that path; an empty one with none. */
export function compareWith(path: string): void {
  remember('beside', path);
}

let opened = '';
effect(() => {
  const path = selection.value.set.beside ?? '';
  if (path === opened) return;
  opened = path;
  if (path === '') {
    beside.value = { is: 'absent' };
    return;
  }
  const job = new Job();
  beside.value = { is: 'coming', what: 'open.model', cancel: () => job.cancel() };
  api
    .open(path, lang.peek(), job)
    .then(
      (answer) => {
        if (opened !== path) return;
        beside.value = { is: 'here', value: answer };
        refresh();
      },
      (problem: unknown) => {
        if (opened === path) beside.value = failed(problem);
      },
    )
    .finally(() => job.end());
});
