/** What a prediction says, as things that can be asked about. */
import type { ImageArtifact } from '../api/types';
import { series } from '../draw/colour';
import type { Seen } from './looking';
import { selection } from './selection';
import { t } from './words';

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

/** The target, also where it is left to the model. */
export function targetOf(answers: readonly Answer[]): string {
  return selection.value.target || standard(answers)?.target || '';
}
