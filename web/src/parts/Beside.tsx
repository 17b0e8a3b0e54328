/** Chooses the model to compare with: one that is open, or another. */
import { Chooser } from '../frame/Chooser';
import { beside, compareWith } from '../state/beside';
import { here, model, session } from '../state/open';
import { t } from '../state/words';
import { Popover } from './Popover';

export function Beside() {
  const first = here(model.value);
  const second = here(beside.value);
  const others = (session.value?.models ?? []).filter((one) => one.id !== first?.id);
  return (
    <div class="method-form">
      <span class="name">{t('beside.with')}</span>
      <Popover face={second?.name ?? t('beside.choose')} class="chip" label={t('beside.choose')}>
        {(hide) => (
          <div class="menu">
            {others.map((one) => (
              <button
                key={one.id}
                type="button"
                class="item"
                onClick={() => {
                  compareWith(one.path);
                  hide();
                }}
              >
                {one.name}
              </button>
            ))}
            {others.length > 0 && <hr />}
            <Chooser
              kind="model"
              done={hide}
              choose={compareWith}
            />
          </div>
        )}
      </Popover>
    </div>
  );
}
