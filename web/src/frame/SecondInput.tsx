/** A second input beside the first, in the maps and in the explanations. */
import { api } from '../api/client';
import { Chooser } from './Chooser';
import { giveSecond } from '../state/giving';
import { against, here, model, session } from '../state/open';
import { select, selection } from '../state/selection';
import { t } from '../state/words';
import { Icon } from '../parts/Icon';
import { Popover } from '../parts/Popover';

export function SecondInput() {
  const second = here(against.value);
  const owner = here(model.value);
  if (owner === null) return null;
  if (second) {
    return (
      <span class="chip second">
        <small>{t('second')}</small>
        {second.kind === 'picture' && <img src={api.picture(owner.id, second.id, true)} alt="" />}
        <span class="name">{second.name}</span>
        <button type="button" class="quiet" aria-label={t('second.end')} title={t('second.end')} onClick={end}>
          ✕
        </button>
      </span>
    );
  }
  const face = (
    <>
      <Icon of="plus" /> {t('second.choose')}
    </>
  );
  return (
    <Popover face={face} class="chip second" title={t('second.what')}>
      {(hide) => <Menu hide={hide} />}
    </Popover>
  );
}

function Menu({ hide }: { hide: () => void }) {
  const { model: path, input } = selection.value;
  const sample = session.value?.samples.find((one) => one.model === path);
  const take = (paths: readonly string[]) => {
    hide();
    giveSecond(paths);
  };
  return (
    <div class="menu">
      {sample?.inputs
        .filter((one) => !input.includes(one.path))
        .map((one) => (
          <button key={one.path} type="button" class="item" onClick={() => take([one.path])}>
            {one.title}
          </button>
        ))}
      <Chooser kind="input" done={hide} take={giveSecond} />
      <hr />
      <button type="button" class="item" onClick={() => take(['random:1'])}>
        {t('input.random')}
      </button>
    </div>
  );
}

function end(): void {
  select({ against: selection.value.against.filter((arg) => arg.startsWith('target:')) });
}
