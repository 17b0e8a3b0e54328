/** The journey strip: the input's way through the network, stage by stage; overview, navigation and health at once. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Artifact } from '../api/types';
import { Icon } from '../parts/Icon';
import { shape, share } from '../parts/numbers';
import { State } from '../parts/State';
import type { Seen } from '../state/looking';
import { type Arriving, here, input, layers } from '../state/open';
import { palette } from '../state/palette';
import { fold, panels } from '../state/panels';
import '../state/ahead';
import { journey } from '../state/running';
import { weightsOnly } from '../state/runs';
import { select, selection } from '../state/selection';
import { theme } from '../state/theme';
import { t } from '../state/words';
import { drawStage, health, type Stage, widthOf } from './stage';
import '../style/journey.css';

const TALL = 64;

export function Journey() {
  const open = panels.strip.value;
  const label = t(open ? 'journey.close' : 'journey.open');
  return (
    <section class={open ? 'journey' : 'journey folded'} aria-label={t('journey')}>
      <button type="button" class="quiet fold" aria-label={label} title={label} aria-expanded={open} onClick={() => fold('strip')}>
        <Icon of="strip" />
      </button>
      {open ? (
        <State of={shown()} absent={<p class="hint">{t(weightsOnly.value ? 'weights.only.text' : here(input.value)?.kind === 'folder' ? 'journey.folder' : 'journey.absent')}</p>}>
          {(seen) => <Stages seen={seen} />}
        </State>
      ) : (
        <p class="hint">{t('journey')}</p>
      )}
    </section>
  );
}

/** The journey, or what it waits for. */
function shown(): Arriving<Seen> {
  return journey.value.is === 'absent' && input.value.is === 'coming' ? input.value : journey.value;
}

function Stages({ seen }: { seen: Seen }) {
  const list = useRef<HTMLOListElement>(null);
  const stages = (seen.facts.stages ?? []) as readonly Stage[];
  const parts: readonly Artifact[] = seen.artifact.kind === 'board' ? seen.artifact.parts : [];
  const now = current(stages);
  useLayoutEffect(() => {
    list.current?.children[now]?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [now]);
  const walk = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    buttons[Math.min(buttons.length - 1, Math.max(0, at + by))]?.focus();
    event.preventDefault();
  };
  return (
    <ol ref={list} class="stops" onKeyDown={walk}>
      {stages.map((stage, index) => {
        const part = parts[index];
        return part && <Tile key={stage.tensor} stage={stage} part={part} values={seen.values} here={index === now} reached={index === Math.max(0, now)} />;
      })}
    </ol>
  );
}

/** The stage that the chosen layer is, or the first that comes after it: what it does leaves the network's stage there. */
function current(stages: readonly Stage[]): number {
  const { layer } = selection.value;
  if (layer === '') return -1;
  const exact = stages.findIndex((stage) => stage.tensor === layer);
  if (exact >= 0) return exact;
  const index = layers.value?.tensor.indexOf(layer) ?? -1;
  return index < 0 ? -1 : stages.findIndex((stage) => stage.layer !== null && stage.layer >= index);
}

interface TileProps {
  readonly stage: Stage;
  readonly part: Artifact;
  readonly values: ArrayBuffer;
  readonly here: boolean;
  /** Only one stage is a stop of the Tab key; the arrows reach the others. */
  readonly reached: boolean;
}

function Tile({ stage, part, values, here, reached }: TileProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = palette.value;
  const wide = widthOf(stage, TALL);
  const scale = Math.min(2, Math.ceil(devicePixelRatio));
  useLayoutEffect(() => {
    const to = canvas.current?.getContext('2d');
    if (!to || !canvas.current || !colours) return;
    const style = getComputedStyle(canvas.current);
    const ink = { up: style.getPropertyValue('--accent'), down: style.getPropertyValue('--rule'), text: style.getPropertyValue('--ink') };
    drawStage(to, stage, part, values, colours, ink);
  }, [stage, part, values, colours, theme.value]);
  const state = health(stage);
  const says = state === 'well' ? '' : t(`journey.${state}.what`, { n: state === 'nan' ? stage.nan : stage.dead, all: stage.channels, percent: share(stage.saturated) });
  const about = [stage.name, stage.ops, shape(stage.shape), says].filter((line) => line !== '');
  const choose = () => select({ question: 'features', method: '', layer: stage.layer === null ? '' : stage.tensor });
  return (
    <li>
      <button
        type="button"
        class={`stop ${state}`}
        tabIndex={reached ? 0 : -1}
        aria-current={here ? 'true' : undefined}
        aria-label={about.join(', ')}
        title={about.join('\n')}
        onClick={choose}
      >
        <canvas ref={canvas} width={wide * scale} height={TALL * scale} style={{ width: wide, height: TALL }} aria-hidden="true" />
        <span class="name">
          <bdi>{stage.name}</bdi>
        </span>
      </button>
    </li>
  );
}
