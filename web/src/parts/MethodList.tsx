/** The explanations, grouped by kind, each with one sentence; any number of them can be looked at side by side. */
import type { Card } from '../api/types';
import { t } from '../state/words';

interface Props {
  readonly cards: readonly Card[];
  readonly chosen: readonly string[];
  readonly toggle: (id: string) => void;
}

export function MethodList({ cards, chosen, toggle }: Props) {
  const families = new Map<string, Card[]>();
  for (const card of cards) families.set(card.family, [...(families.get(card.family) ?? []), card]);
  return (
    <div class="method-list">
      {[...families].map(([family, members]) => (
        <fieldset key={family}>
          <legend>{named(family)}</legend>
          {members.map((card) => (
            <label key={card.id} class={card.applicable ? undefined : 'unfit'} title={card.applicable ? card.read : card.reason}>
              <input type="checkbox" checked={chosen.includes(card.id)} onChange={() => toggle(card.id)} />
              <span>
                <b>{card.title}</b>
                <small>{card.applicable ? card.what : card.reason}</small>
              </span>
            </label>
          ))}
        </fieldset>
      ))}
    </div>
  );
}

/** A kind that the page has no words for is called as the server calls it. */
function named(family: string): string {
  const key = `family.${family}`;
  const words = t(key);
  return words === key ? family || t('methods.family') : words;
}
