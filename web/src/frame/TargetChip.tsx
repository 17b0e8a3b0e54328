/** What is to be explained: the most likely answer, another one, or anything that can be written. */
import { useState } from 'preact/hooks';
import { Icon } from '../parts/Icon';
import { share } from '../parts/numbers';
import { Popover } from '../parts/Popover';
import { type Answer, answersOf, standard } from '../state/predicted';
import { here, input } from '../state/open';
import { prediction } from '../state/running';
import { select, selection } from '../state/selection';
import { nameOf } from '../state/targets';
import { t } from '../state/words';

export function TargetChip() {
  const seen = here(prediction.value);
  const all = seen ? answersOf(seen) : [];
  const { target } = selection.value;
  const chosen = target === '' ? standard(all) : all.find((one) => one.target === target);
  if (input.value.is !== 'here' || input.value.value.kind === 'folder') return null;
  if (prediction.value.is === 'coming') return <span class="chip busy">{t('run.coming')} …</span>;
  const name = chosen?.label ?? nameOf(target);
  const face = (
    <>
      <small>{t('target')}</small>
      <span class="name">{name === '' ? t('target.none') : name}</span>
      {chosen && <span class="share">{share(chosen.share)}</span>}
      <Icon of="down" />
    </>
  );
  return (
    <Popover face={face} class="chip" title={t('target.what')}>
      {(hide) => <Menu all={all} target={target} hide={hide} />}
    </Popover>
  );
}

function Menu({ all, target, hide }: { all: readonly Answer[]; target: string; hide: () => void }) {
  const [typed, put] = useState('');
  const choose = (text: string) => {
    hide();
    select({ target: text });
  };
  const first = standard(all);
  return (
    <div class="menu targets">
      {first && (
        <button type="button" class="item" aria-pressed={target === ''} onClick={() => choose('')}>
          <span class="name">{t('target.first')}</span>
        </button>
      )}
      {all.map((one) => (
        <button key={one.target} type="button" class="item" aria-pressed={target === one.target} title={one.exact} onClick={() => choose(one.target)}>
          <span class="name">{one.label}</span>
          <span class="bar" aria-hidden="true">
            <span style={{ width: `${100 * one.share}%` }} />
          </span>
          <small>{share(one.share)}</small>
        </button>
      ))}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          choose(typed.trim());
        }}
      >
        <label class="free">
          <span>{t('target.free')}</span>
          <input value={typed} spellcheck={false} placeholder={t('target.example')} onInput={(event) => put(event.currentTarget.value)} />
        </label>
      </form>
    </div>
  );
}
