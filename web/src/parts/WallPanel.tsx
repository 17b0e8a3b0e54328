/** One explanation on the wall: the map, what it says, how far it can be trusted. */
import { useEffect } from 'preact/hooks';
import type { Artifact, Card, Input, Scale } from '../api/types';
import { asks } from '../state/asking';
import { type Seen, useLook } from '../state/looking';
import { here, model } from '../state/open';
import { selection } from '../state/selection';
import { named, nameOf } from '../state/targets';
import { lang, t } from '../state/words';
import { ArtifactView, scalesOf } from './ArtifactView';
import { Legend } from './Legend';
import { MethodForm } from './MethodForm';
import { Readings } from './MethodPanel';
import { time } from './numbers';
import { SaveMenu } from './SaveMenu';
import { State } from './State';
import { Trust } from './Trust';
import { Instead, Unfit } from './Unfit';

export interface Asked {
  readonly card: Card;
  readonly target: string;
  readonly label: string;
  readonly input: Input;
}

interface Props {
  readonly asked: Asked;
  /** One scale for all, where that was chosen. */
  readonly scale: Scale | undefined;
  /** Several stand side by side. */
  readonly many: boolean;
  readonly arrived: (seen: Seen | null) => void;
}

export function WallPanel({ asked, scale, many, arrived }: Props) {
  const { card, target, label, input } = asked;
  const now = { ...selection.value, target };
  const query = asks(card, { input: input.id, lang: lang.value }, now);
  const seen = useLook(here(model.value)?.id, card.id, query, card.applicable);
  const value = here(seen);
  useEffect(() => {
    arrived(value);
    named(target, (value?.facts.target as { label?: string } | undefined)?.label);
    return () => arrived(null);
  }, [value]);
  const own = card.parameters.filter((parameter) => parameter.name !== 'target');
  return (
    <article class="panel">
      <header>
        <h3 title={card.what}>{card.title}</h3>
        <SaveMenu seen={value} />
      </header>
      <p class="of">
        {label && <span>{label === target ? nameOf(target) : label}</span>}
        <small title={input.args.join('\n')}>{called(input)}</small>
      </p>
      {card.applicable ? (
        <State of={seen} instead={<Instead question={card.question} not={card.id} />}>
          {(shown) => (
            <>
              <ArtifactView artifact={shown.artifact} values={shown.values} scale={scale} bare {...(many && { small: true })} />
              {many && <Legends artifact={shown.artifact} scale={scale} />}
              <Readings of={shown} most={many ? 1 : 9} />
              <Trust facts={shown.facts} />
              <p class="hint">{t('method.took', { time: time(1000 * shown.seconds) })}</p>
            </>
          )}
        </State>
      ) : (
        <Unfit card={card} />
      )}
      {own.length > 0 && (
        <details>
          <summary>{t('wall.settings')}</summary>
          <MethodForm parameters={own} />
        </details>
      )}
      <details>
        <summary>{t('wall.advice')}</summary>
        <p>{card.read}</p>
        <p>{card.doubt}</p>
        {card.paper && <p class="hint">{card.paper}</p>}
      </details>
    </article>
  );
}

/** Pictures of a folder per class are often called alike; the folder tells them apart. */
function called(input: Input): string {
  const path = input.args.length === 1 ? input.args[0]!.split('/').slice(-2).join('/') : '';
  return path.endsWith(input.name) ? path : input.name;
}

/** The colours of a small map, with the scale that it has or shares. */
function Legends({ artifact, scale }: { artifact: Artifact; scale: Scale | undefined }) {
  const shown = scalesOf(artifact).length > 0 ? (scale ?? scalesOf(artifact)[0]) : undefined;
  return shown ? <Legend scale={shown} values={[]} /> : null;
}
