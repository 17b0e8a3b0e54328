/** What the palette finds: actions, layers, ways of looking, samples, open models, ranked by how well the words fit. */

export interface Found {
  readonly id: string;
  readonly kind: 'answer' | 'action' | 'layer' | 'method' | 'model' | 'sample';
  readonly title: string;
  readonly what: string;
  readonly key?: string;
  readonly run: () => void;
}

/**
 * How well a text fits what was typed: every word must occur; a word at the start of a word counts most.
 * Zero where it does not fit; what is in order stays so while nothing is typed.
 */
export function fit(typed: string, text: string): number {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return 1;
  const within = text.toLowerCase();
  let sum = 0;
  for (const word of words) {
    const at = within.indexOf(word);
    if (at < 0) return 0;
    sum += at === 0 ? 4 : /[\s/._-]/.test(within[at - 1] ?? '') ? 3 : 1;
  }
  return sum + 1 / (1 + within.length);
}

/** The best of one kind. */
export function best(typed: string, all: readonly Found[], most: number): readonly Found[] {
  return all
    .map((one) => ({ one, fit: Math.max(fit(typed, one.title), 0.5 * fit(typed, `${one.title} ${one.what}`)) }))
    .filter((ranked) => ranked.fit > 0)
    .sort((a, b) => b.fit - a.fit)
    .slice(0, most)
    .map((ranked) => ranked.one);
}

/** Whether a person asks rather than names. */
export function asks(typed: string): boolean {
  return /[?？吗呢]\s*$/.test(typed) || typed.trim().split(/\s+/).length >= 3 || /[\p{Script=Han}]{4,}/u.test(typed);
}
