/** What the model answers: classes, boxes or regions as bars; each of them can be the target, or be compared with it. */
import type { Seen } from '../state/looking';
import { select, selection } from '../state/selection';
import { t } from '../state/words';
import '../style/prediction.css';
import { number, share } from './numbers';

/** Something that can be asked about. */
export interface Answer {
  /** As `--target` says it. */
  readonly target: string;
  readonly label: string;
  /** 0 to 1. */
  readonly share: number;
  readonly exact: string;
}

interface Facts {
  readonly predictions?: readonly { index: number; label: string; score: number; probability: number }[];
  readonly detections?: readonly { label: string; score: number }[];
  readonly segments?: readonly { index: number; label: string; share: number }[];
}

export function answersOf(seen: Seen): readonly Answer[] {
  const facts = seen.facts as Facts;
  return [
    ...(facts.predictions ?? []).map(({ index, label, score, probability }) => ({
      target: String(index),
      label,
      share: probability,
      exact: t('answer.class', { score: String(score), probability: String(probability) }),
    })),
    ...(facts.detections ?? []).map(({ label, score }, i) => ({
      target: `box:${i}`,
      label,
      share: score,
      exact: t('answer.box', { index: i, score: String(score) }),
    })),
    ...(facts.segments ?? []).map(({ index, label, share: part }) => ({
      target: `class:${index}`,
      label,
      share: part,
      exact: t('answer.region', { share: String(part) }),
    })),
  ];
}

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

/** Asked by itself, the first answer is the target. */
export function targetOf(answers: readonly Answer[]): string {
  return selection.value.target || answers[0]?.target || '';
}

export function Prediction({ answers }: { answers: readonly Answer[] }) {
  const target = targetOf(answers);
  const beside = rivals();
  if (answers.length === 0) return null;
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
            <span class="label">{answer.label}</span>
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
