/** The questions that can be asked of the open model; the chosen one lists its ways of looking. */
import { ask, QUESTIONS } from '../actions';
import type { Card, Question } from '../api/types';
import { Icon } from '../parts/Icon';
import { cards, session } from '../state/open';
import { fold, panels } from '../state/panels';
import { select, selection } from '../state/selection';
import { t } from '../state/words';
import { viewOf, views } from '../views';
import '../style/rail.css';

export function Rail() {
  const open = panels.rail.value;
  const now = selection.value.question;
  const titles = new Map(session.value?.questions.map((one) => [one.id, one.title]));
  const asked = QUESTIONS.filter((question) => viewOf(question, '') !== undefined);
  return (
    <nav class="rail" aria-label={t('rail')}>
      <ul>
        {asked.map((question) => (
          <li key={question}>
            <button type="button" class="question" aria-current={question === now ? 'page' : undefined} title={t(`question.${question}.what`)} onClick={() => ask(question)}>
              <kbd>{QUESTIONS.indexOf(question) + 1}</kbd>
              {open && <span>{titles.get(question) ?? t(`question.${question}`)}</span>}
            </button>
            {open && question === now && <Ways question={question} />}
          </li>
        ))}
      </ul>
      <button type="button" class="quiet fold" aria-label={t(open ? 'rail.close' : 'rail.open')} title={t(open ? 'rail.close' : 'rail.open')} aria-expanded={open} onClick={() => fold('rail')}>
        <Icon of="rail" />
      </button>
    </nav>
  );
}

/** The question's views, then the ways of looking that they do not offer; those that do not fit say why on hover. */
function Ways({ question }: { question: Question }) {
  const { method } = selection.value;
  const own = views.filter((view) => view.question === question);
  const ways = own.some((view) => view.offers) ? [] : cards.value.filter((card) => card.question === question && !own.some((view) => view.id === card.id));
  if (own.length + ways.length < 2) return null;
  const current = (id: string, first: boolean) => (method === id || (first && method === '') ? 'true' : undefined);
  return (
    <ul class="ways">
      {own.map((view, index) => (
        <li key={view.id}>
          <button type="button" aria-current={current(view.id, index === 0)} onClick={() => select({ method: index === 0 ? '' : view.id })}>
            {t(view.title)}
          </button>
        </li>
      ))}
      {ways.map((card) => (
        <li key={card.id}>
          <button type="button" class={card.applicable ? '' : 'unfit'} aria-current={current(card.id, false)} title={about(card)} onClick={() => select({ method: card.id })}>
            {card.title}
          </button>
        </li>
      ))}
    </ul>
  );
}

function about(card: Card): string {
  return card.applicable ? card.what : `${card.what}\n${card.reason}`;
}
