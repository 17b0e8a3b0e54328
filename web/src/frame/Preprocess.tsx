/** How the input is prepared: shown in words, marked where it is a guess, and changed in place. */
import { useState } from 'preact/hooks';
import type { Input } from '../api/types';
import { Icon } from '../parts/Icon';
import { Popover } from '../parts/Popover';
import { select, selection } from '../state/selection';
import { t } from '../state/words';

const PRESETS = ['torch', 'caffe', 'tf', 'unit', 'raw'] as const;

export function Preprocess({ of: given }: { of: Input }) {
  const { text, written, guessed } = given.preprocess;
  if (text === '' && written === null) return null;
  const face = (
    <>
      <span class="name">{written ?? text}</span>
      {guessed && (
        <span class="guess" title={t('preprocess.guess.what')}>
          {t('preprocess.guess')}
        </span>
      )}
      <Icon of="edit" />
    </>
  );
  return (
    <Popover face={face} class="chip preprocess" label={t('preprocess.menu')} title={text}>
      {(hide) => <Form text={text} written={written ?? ''} guessed={guessed} hide={hide} />}
    </Popover>
  );
}

function Form({ text, written, guessed, hide }: { text: string; written: string; guessed: boolean; hide: () => void }) {
  const [typed, put] = useState(selection.value.preprocess || written);
  const apply = (how: string) => {
    hide();
    select({ preprocess: how });
  };
  return (
    <form
      class="menu preprocess"
      onSubmit={(event) => {
        event.preventDefault();
        apply(typed.trim());
      }}
    >
      <p class="about">{text}</p>
      {guessed && <p class="partial">{t('preprocess.guess.what')}</p>}
      <div class="presets" role="group" aria-label={t('preprocess.presets')}>
        {PRESETS.map((preset) => (
          <button key={preset} type="button" class="item" aria-pressed={typed.split(',')[0] === preset} onClick={() => apply(preset)}>
            <b>{preset}</b> <small>{t(`preprocess.${preset}`)}</small>
          </button>
        ))}
      </div>
      <label class="free">
        <span>{t('preprocess.free')}</span>
        <input value={typed} spellcheck={false} onInput={(event) => put(event.currentTarget.value)} />
      </label>
      <p class="buttons">
        <button type="button" onClick={() => apply('')}>
          {t('preprocess.reset')}
        </button>
        <button type="submit" class="main">
          {t('apply')}
        </button>
      </p>
    </form>
  );
}
