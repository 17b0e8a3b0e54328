/** What a sequence model says at every position: a row of buttons, each of which can be the target. */
import type { Answer } from '../state/predicted';
import { select } from '../state/selection';
import { t } from '../state/words';
import { share } from './numbers';

interface Props {
  readonly answers: readonly Answer[];
  readonly target: string;
}

export function StepsOf({ answers, target }: Props) {
  const walk = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    const from = (event.target as HTMLElement).closest('li');
    (by > 0 ? from?.nextElementSibling : from?.previousElementSibling)?.querySelector('button')?.focus();
    event.preventDefault();
  };
  const reached = Math.max(0, answers.findIndex((answer) => answer.target === target));
  return (
    <ol class="steps" aria-label={t('answers.steps')} onKeyDown={walk}>
      {answers.map((answer, i) => (
        <li key={answer.target}>
          <button
            type="button"
            tabIndex={i === reached ? 0 : -1}
            aria-pressed={answer.target === target}
            title={`${t('answer.explain', { label: answer.label })}\n${answer.exact}`}
            style={{ '--sure': `${Math.round(100 * answer.share)}%` }}
            onClick={() => select({ target: answer.target })}
          >
            <small>{i}</small>
            <b>{answer.said}</b>
            <span class="unseen">{share(answer.share)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
