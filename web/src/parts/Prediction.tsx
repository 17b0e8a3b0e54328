/** What the model answers: classes, boxes or regions as bars; each of them can be the target, or be compared with it. */
import type { Seen } from '../state/looking';
import { type Answer, pictureOf, targetOf } from '../state/predicted';
import { select, selection } from '../state/selection';
import { t } from '../state/words';
import '../style/prediction.css';
import { BoxesOn } from './BoxesOn';
import { number, share } from './numbers';
import { RegionsOn } from './RegionsOn';
import { StepsOf } from './StepsOf';

const COMPARED = 'target:';

/** The targets beside the first: chosen to compare with. */
export function rivals(): readonly string[] {
  return selection.value.against.filter((one) => one.startsWith(COMPARED)).map((one) => one.slice(COMPARED.length));
}

function compare(target: string): void {
  const one = COMPARED + target;
  const { against } = selection.value;
  select({ against: against.includes(one) ? against.filter((other) => other !== one) : [...against, one] });
}

/** The answers where they lie: in the picture, or position by position. */
export function Placed({ seen, answers }: { seen: Seen; answers: readonly Answer[] }) {
  const target = targetOf(answers);
  const image = pictureOf(seen);
  if (image && image.boxes.length > 0) return <BoxesOn image={image} values={seen.values} answers={answers} target={target} />;
  if (image) return <RegionsOn image={image} seen={seen} target={target} />;
  return null;
}

export function Prediction({ answers }: { answers: readonly Answer[] }) {
  const target = targetOf(answers);
  const beside = rivals();
  if (answers.length === 0) return null;
  if (answers[0]?.said !== undefined) return <StepsOf answers={answers} target={target} />;
  const most = Math.max(...answers.map((answer) => answer.share), 0.01);
  return (
    <ul class="answers" aria-label={t('answers')}>
      {answers.map((answer) => (
        <li key={answer.target}>
          <button
            type="button"
            class="answer"
            aria-pressed={answer.target === target}
            title={`${t('answer.explain', { label: answer.label })}\n${answer.exact}`}
            onClick={() => select({ target: answer.target })}
          >
            <span class="label">
              {answer.colour && <i class="swatch" style={{ background: answer.colour }} aria-hidden="true" />}
              {answer.label}
            </span>
            <span class="value">{Number.isFinite(answer.share) ? share(answer.share) : number(answer.share)}</span>
            <span class="bar" aria-hidden="true">
              <span style={{ width: `${(100 * answer.share) / most}%` }} />
            </span>
          </button>
          <button
            type="button"
            class="quiet beside"
            aria-pressed={beside.includes(answer.target)}
            disabled={answer.target === target}
            aria-label={t('answer.compare', { label: answer.label })}
            title={t('answer.compare', { label: answer.label })}
            onClick={() => compare(answer.target)}
          >
            {beside.includes(answer.target) ? '−' : '+'}
          </button>
        </li>
      ))}
    </ul>
  );
}
