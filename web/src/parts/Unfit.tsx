/** Not possible for this model, because …, but these are. */
import type { Card } from '../api/types';
import { cards } from '../state/open';
import { select } from '../state/selection';
import { t } from '../state/words';
import { Notice } from './State';

const MOST = 4;

export function Unfit({ card }: { card: Card }) {
  return (
    <Notice title={t('unfit', { title: card.title })} text={`${t('unfit.because')} ${card.reason}`}>
      <Instead question={card.question} not={card.id} />
    </Notice>
  );
}

/** Ways of looking that do fit, for the same question first. */
export function Instead({ question, not }: { question: Card['question']; not: string }) {
  const fitting = cards.value.filter((card) => card.applicable && card.id !== not);
  const same = fitting.filter((card) => card.question === question);
  const found = (same.length > 0 ? same : fitting).slice(0, MOST);
  if (found.length === 0) return null;
  return (
    <>
      <span>{t('unfit.instead')}</span>
      {found.map((card) => (
        <button key={card.id} type="button" title={card.what} onClick={() => select({ question: card.question, method: card.id })}>
          {card.title}
        </button>
      ))}
    </>
  );
}
