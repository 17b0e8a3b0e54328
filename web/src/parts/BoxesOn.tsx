/** What a detector found, outlined in the picture: each box is a button, the arrow keys go from one to the next. */
import { useRef } from 'preact/hooks';
import type { ImageArtifact } from '../api/types';
import { series } from '../draw/colour';
import type { Answer } from '../state/predicted';
import { select } from '../state/selection';
import { t } from '../state/words';
import { ImagePart } from './ImagePart';

interface Props {
  readonly image: ImageArtifact;
  readonly values: ArrayBuffer;
  /** One a box, in the same order. */
  readonly answers: readonly Answer[];
  readonly target: string;
}

export function BoxesOn({ image, values, answers, target }: Props) {
  const field = useRef<HTMLDivElement>(null);
  const { width, height } = image.rgb;
  const reached = Math.max(0, answers.findIndex((answer) => answer.target === target));
  const area = (i: number) => (image.boxes[i]!.x1 - image.boxes[i]!.x0) * (image.boxes[i]!.y1 - image.boxes[i]!.y0);
  // The smaller ones lie above, so that each can be reached.
  const order = image.boxes.map((_, i) => i).sort((a, b) => area(b) - area(a));
  const walk = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const now = Number((event.target as HTMLElement).dataset.box);
    if (by === undefined || Number.isNaN(now)) return;
    event.preventDefault();
    const next = (now + by + answers.length) % answers.length;
    field.current?.querySelector<HTMLElement>(`[data-box="${next}"]`)?.focus();
  };
  return (
    <div ref={field} role="group" aria-label={t('answer.picture.boxes')} onKeyDown={walk}>
      <ImagePart image={{ ...image, boxes: [] }} values={values} small>
        {order.map((i) => {
          const box = image.boxes[i]!;
          const answer = answers[i];
          return (
            answer && (
              <button
                key={i}
                type="button"
                class="box"
                data-box={i}
                tabIndex={i === reached ? 0 : -1}
                aria-pressed={answer.target === target}
                aria-label={box.label}
                title={t('answer.explain', { label: box.label })}
                style={{
                  left: `${(100 * box.x0) / width}%`,
                  top: `${(100 * box.y0) / height}%`,
                  width: `${(100 * (box.x1 - box.x0)) / width}%`,
                  height: `${(100 * (box.y1 - box.y0)) / height}%`,
                  '--box': series(box.kind),
                }}
                onClick={() => select({ target: answer.target })}
              >
                <span aria-hidden="true">{box.label}</span>
              </button>
            )
          );
        })}
      </ImagePart>
    </div>
  );
}
