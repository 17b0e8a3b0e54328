/** "Which view should I use?": the ways of looking that answer a question, best first, for the model at hand. */
import { api } from '../api/client';
import type { Card, Sample } from '../api/types';
import { here, input, model, session } from './open';
import { lang } from './words';

const SHOWN = 4;

export async function answers(question: string): Promise<readonly Card[]> {
  const owner = here(model.value)?.id ?? session.value?.models.at(-1)?.id;
  if (owner === undefined || question.trim() === '') return [];
  const cards = await api.methods(owner, { input: here(input.value)?.id, q: question, lang: lang.value });
  return cards.slice(0, SHOWN);
}

/** The samples whose words are nearest to a question; all of them where no word fits. */
export function proposals(question: string, samples: readonly Sample[]): readonly Sample[] {
  const words = [...question.toLowerCase().matchAll(/[\p{Script=Han}]|[\p{L}\p{N}]{3,}/gu)].map((match) => match[0]);
  const fit = (sample: Sample) => {
    const text = `${sample.title} ${sample.what}`.toLowerCase();
    return words.filter((word) => text.includes(word)).length;
  };
  const ranked = samples.map((sample) => ({ sample, fit: fit(sample) })).sort((a, b) => b.fit - a.fit);
  const best = ranked[0]?.fit ?? 0;
  return ranked.filter((one) => best === 0 || one.fit > 0).map((one) => one.sample);
}
