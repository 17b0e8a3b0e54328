/** What is to be explained: the most likely answer, another one, or anything that can be written. */
import { useState } from 'preact/hooks';
import { Icon } from '../parts/Icon';
import { share } from '../parts/numbers';
import { Popover } from '../parts/Popover';
import { input } from '../state/open';
import { type Prediction, prediction, predictions } from '../state/running';
import { select, selection } from '../state/selection';
import { t } from '../state/words';

export function TargetChip() {
  const all = predictions();
  const { target } = selection.value;
  const chosen = target === '' ? all[0] : all.find((one) => String(one.index) === target);
  if (input.value.is !== 'here') return null;
  if (prediction.value.is === 'coming') return <span class="chip busy">{t('run.coming')} …</span>;
  const name = chosen?.label ?? target;
  const face = (
    <>
      <small>{t('target')}</small>
      <span class="name">{name === '' ? t('target.none') : name}</span>
      {chosen && <span class="share">{share(chosen.probability)}</span>}
      <Icon of="down" />
    </>
  );
  return (
    <Popover face={face} class="chip" title={t('target.what')}>
      {(hide) => <Menu all={all} target={target} hide={hide} />}
    </Popover>
  );
}

function Menu({ all, target, hide }: { all: readonly Prediction[]; target: string; hide: () => void }) {
  const [typed, put] = useState('');
  const choose = (text: string) => {
    hide();
    select({ target: text });
  };
  const first = all[0];
  return (
    <div class="menu targets">
      {first && (
        <button type="button" class="item" aria-pressed={target === ''} onClick={() => choose('')}>
          <span class="name">{t('target.first')}</span>
        </button>
      )}
      {all.map((one) => (
        <button key={one.index} type="button" class="item" aria-pressed={target === String(one.index)} title={t('target.exact', { index: one.index, score: one.score, probability: one.probability })} onClick={() => choose(String(one.index))}>
          <span class="name">{one.label}</span>
          <span class="bar" aria-hidden="true">
            <span style={{ width: `${100 * one.probability}%` }} />
          </span>
          <small>{share(one.probability)}</small>
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
