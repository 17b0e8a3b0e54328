/** The ways of looking that answer a question, as tabs where the rail is folded; the view's own is the first. */
import type { Question } from '../api/types';
import { cards } from '../state/open';
import { panels } from '../state/panels';
import { select, selection } from '../state/selection';
import { t } from '../state/words';
import '../style/tabs.css';

interface Props {
  readonly question: Question;
  /** The title of the view's own way, and the methods that it shows itself. */
  readonly own?: string;
  readonly without?: readonly string[];
}

export function Ways({ question, own, without = [] }: Props) {
  const all = cards.value.filter((card) => card.question === question && !without.includes(card.id));
  const { method } = selection.value;
  if (all.length === 0 || panels.rail.value) return null;
  const chosen = all.some((card) => card.id === method) ? method : '';
  return (
    <nav class="tabs" aria-label={t('ways')}>
      {own && (
        <button type="button" aria-current={chosen === '' ? 'page' : undefined} onClick={() => select({ method: '' })}>
          {own}
        </button>
      )}
      {all.map((card) => (
        <button
          key={card.id}
          type="button"
          class={card.applicable ? undefined : 'unfit'}
          title={card.applicable ? card.what : card.reason}
          aria-current={chosen === card.id ? 'page' : undefined}
          onClick={() => select({ method: card.id })}
        >
          {card.title}
        </button>
      ))}
    </nav>
  );
}
