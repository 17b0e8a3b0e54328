/** What the frame shows of every run: the predictions and the journey of the input through the network. */
import { effect, type Signal, signal } from '@preact/signals';
import { Job } from '../api/client';
import { type Arriving, cards, failed, here, input, model } from './open';
import { look, type Seen } from './looking';
import { theme } from './theme';
import { lang } from './words';

export const prediction = signal<Arriving<Seen>>({ is: 'absent' });
export const journey = signal<Arriving<Seen>>({ is: 'absent' });

/** Looks with a method whenever a model has an input and the method fits. */
function follow(to: Signal<Arriving<Seen>>, method: string): void {
  let running: Job | undefined;
  let asked = '';
  effect(() => {
    const owner = here(model.value)?.id;
    const one = here(input.value);
    // A folder has no journey of its own.
    const given = one?.kind === 'folder' ? undefined : one?.id;
    const fits = cards.value.some((card) => card.id === method && card.applicable);
    const query = { input: given, lang: lang.value, theme: theme.value };
    const key = JSON.stringify([owner, query, fits]);
    if (key === asked) return;
    asked = key;
    running?.cancel();
    if (owner === undefined || given === undefined || !fits) {
      to.value = { is: 'absent' };
      return;
    }
    const job = new Job();
    running = job;
    const current = () => running === job;
    const cancel = () => job.cancel();
    if (to.peek().is !== 'here') to.value = { is: 'coming', what: 'run.coming', cancel };
    job.follow(lang.peek(), (progress) => {
      if (current() && to.peek().is !== 'here') to.value = { is: 'coming', what: 'run.coming', progress, cancel };
    });
    look(owner, method, query, job)
      .then(
        (value) => current() && (to.value = { is: 'here', value }),
        (problem: unknown) => current() && (to.value = failed(problem)),
      )
      .finally(() => job.end());
  });
}

follow(prediction, 'prediction');
follow(journey, 'journey');
