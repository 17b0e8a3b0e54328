/** What the model answers: classes, boxes or regions as bars; each of them can be the target, or be compared with it. */
import type { ImageArtifact } from '../api/types';
import { series } from '../draw/colour';
import type { Seen } from '../state/looking';
import { select, selection } from '../state/selection';
import { t } from '../state/words';
import '../style/prediction.css';
import { BoxesOn } from './BoxesOn';
import { number, share } from './numbers';
import { RegionsOn } from './RegionsOn';
import { StepsOf } from './StepsOf';

/** Something that can be asked about. */
export interface Answer {
  /** As `--target` says it. */
  readonly target: string;
  readonly label: string;
  /** 0 to 1. */
  readonly share: number;
  readonly exact: string;
  /** Its colour in the picture, where it has one. */
  readonly colour?: string | undefined;
  /** What is said at one position of a sequence. */
  readonly said?: string;
}

interface Facts {
  readonly predictions?: readonly { index: number; label: string; score: number; probability: number }[];
  readonly detections?: readonly { label: string; score: number }[];
  readonly segments?: readonly { index: number; label: string; share: number }[];
  readonly colours?: readonly string[];
  readonly steps?: readonly { step: number; given: number | null; label: string; score: number; probability: number }[];
}

export function answersOf(seen: Seen): readonly Answer[] {
  const facts = seen.facts as Facts;
  const boxes = pictureOf(seen)?.boxes ?? [];
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
      colour: boxes[i] && series(boxes[i].kind),
    })),
    ...(facts.segments ?? []).map(({ index, label, share: part }, i) => ({
      target: `class:${index}`,
      label,
      share: part,
      exact: t('answer.region', { share: String(part) }),
      colour: facts.colours?.[i],
    })),
    ...(facts.steps ?? []).map(({ step, given, label, score, probability }) => ({
      target: `step:${step}`,
      label: t('answer.at', { label, step }),
      said: label,
      share: probability,
      exact: [given !== null && t('answer.given', { given }), t('answer.class', { score: String(score), probability: String(probability) })]
        .filter(Boolean)
        .join('\n'),
    })),
  ];
}

/** The picture in which the answers lie, if they do. */
export function pictureOf(seen: Seen): ImageArtifact | undefined {
  const parts = seen.artifact.kind === 'board' ? seen.artifact.parts : [];
  const placed = seen.facts.detections !== undefined || seen.facts.segments !== undefined;
  return placed ? parts.find((part): part is ImageArtifact => part.kind === 'image') : undefined;
}

/** What is explained where nothing was chosen: the first answer, of a sequence what it says last. */
export function standard(answers: readonly Answer[]): Answer | undefined {
  return answers[0]?.said === undefined ? answers[0] : answers.at(-1);
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

/** The target, also where it is left to the model. */
export function targetOf(answers: readonly Answer[]): string {
  return selection.value.target || standard(answers)?.target || '';
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
