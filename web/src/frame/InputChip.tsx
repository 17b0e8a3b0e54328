/** The input as it was given, how it is prepared for the model, and the ways to give another. */
import { api } from '../api/client';
import type { Input } from '../api/types';
import { Icon } from '../parts/Icon';
import { shape } from '../parts/numbers';
import { Popover } from '../parts/Popover';
import { giveInput, inputName } from '../state/giving';
import { here, input, model, session } from '../state/open';
import { weightsOnly } from '../state/runs';
import { select, selection } from '../state/selection';
import { t } from '../state/words';
import { Chooser } from './Chooser';
import { Preprocess } from './Preprocess';
import { SecondInput } from './SecondInput';

export function InputChip() {
  const owner = here(model.value);
  const given = here(input.value);
  if (owner === null) return null;
  if (weightsOnly.value) {
    return (
      <span class="chip still" title={t('weights.only.text')}>
        {t('weights.only')}
      </span>
    );
  }
  const picture = given?.kind === 'picture' ? api.picture(owner.id, given.id, true) : undefined;
  const name = inputName();
  const face =
    name === '' ? (
      <>
        <Icon of="plus" /> {t('input.give')}
      </>
    ) : (
      <>
        {picture && <img src={picture} alt="" />}
        <span class="name">{name}</span>
        {given && <small class="size">{sizeOf(given)}</small>}
        <Icon of="down" />
      </>
    );
  return (
    <>
      <Popover face={face} class={name === '' ? 'chip wanted' : 'chip'} label={name === '' ? '' : t('input.menu')} title={name === '' ? t('input.give.what') : t('input.menu.what')}>
        {(hide) => <Menu hide={hide} />}
      </Popover>
      {given && <Preprocess of={given} />}
      {given && <SecondInput />}
    </>
  );
}

function Menu({ hide }: { hide: () => void }) {
  const path = selection.value.model;
  const sample = session.value?.samples.find((one) => one.model === path);
  const several = (here(model.value)?.inputs.length ?? 0) > 1;
  const args = selection.value.input;
  const choose = (arg: readonly string[]) => {
    hide();
    select({ input: arg, unit: '' });
  };
  return (
    <div class="menu">
      {sample?.inputs.map((one) => (
        <button
          key={one.path}
          type="button"
          class="item"
          onClick={() => {
            hide();
            giveInput([one.path]);
          }}
        >
          {one.title}
        </button>
      ))}
      <Chooser kind="input" done={hide} />
      <hr />
      <button type="button" class="item" onClick={() => choose(several ? [...args.filter((arg) => !arg.startsWith('random')), 'random'] : ['random'])}>
        {t(several && args.length > 0 ? 'input.fill' : 'input.random')}
      </button>
      {args.length > 0 && (
        <button type="button" class="item" onClick={() => choose([])}>
          {t('input.remove')}
        </button>
      )}
    </div>
  );
}

function sizeOf(given: Input): string {
  if (given.kind === 'folder') return t('input.items', { n: given.items ?? 0 });
  if (given.width !== null && given.height !== null) return `${given.width}×${given.height}`;
  return shape(given.tensors[0]?.shape ?? null);
}
