/** "What would you like to know?": answered with ways of looking, or with samples while there is no model. */
import { useEffect, useState } from 'preact/hooks';
import type { Card } from '../api/types';
import { answers, proposals } from '../state/answers';
import { openModel, openSample } from '../state/giving';
import { here, model, session } from '../state/open';
import { select } from '../state/selection';
import { openPalette } from '../state/sheet';
import { t } from '../state/words';

const WAIT_MS = 200;

export function QuestionBox() {
  const [text, put] = useState('');
  const [cards, found] = useState<readonly Card[]>([]);
  const owner = here(model.value) ?? session.value?.models.at(-1) ?? null;
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      answers(text).then(
        (answer) => current && found(answer),
        () => current && found([]),
      );
    }, WAIT_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text, owner?.id]);
  const samples = text.trim() === '' || owner !== null ? [] : proposals(text, session.value?.samples ?? []);
  return (
    <div class="asking">
      <input type="search" aria-label={t('ask')} placeholder={t('ask')} value={text} onInput={(event) => put(event.currentTarget.value)} />
      <div aria-live="polite">
        {owner !== null && cards.length > 0 && (
          <>
            <p class="hint">{t('ask.model', { name: owner.name })}</p>
            <ul>
              {cards.map((card) => (
                <li key={card.id}>
                  <button
                    type="button"
                    class="item"
                    onClick={() => {
                      if (here(model.value) === null) openModel(owner.path);
                      select({ question: card.question, method: card.id });
                    }}
                  >
                    <b>{card.title}</b> <small>{card.applicable ? card.what : card.reason}</small>
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
        {samples.length > 0 && (
          <>
            <p class="hint">{t('ask.samples')}</p>
            <ul>
              {samples.map((sample) => (
                <li key={sample.id}>
                  <button
                    type="button"
                    class="item"
                    onClick={() => {
                      openSample(sample);
                      openPalette(text);
                    }}
                  >
                    <b>{sample.title}</b> <small>{sample.what}</small>
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </div>
  );
}
