/** The open model, the others that are open, and the way to open another. */
import { convert, convertible } from '../actions/convert';
import { api } from '../api/client';
import { Icon } from '../parts/Icon';
import { bytes, count } from '../parts/numbers';
import { Popover } from '../parts/Popover';
import { openModel } from '../state/giving';
import { here, model, refresh, session } from '../state/open';
import { leave, select, selection } from '../state/selection';
import { t } from '../state/words';
import { Chooser } from './Chooser';

export function ModelMenu() {
  const now = here(model.value);
  if (now === null) return null;
  const others = (session.value?.models ?? []).filter((one) => one.id !== now.id);
  const close = async () => {
    await api.close(now.id).catch(() => undefined);
    refresh();
    leave();
  };
  const face = (
    <>
      <span class="name">{now.name}</span>
      {now.weights !== null && <small>{t('weights.laid', { name: now.weights.replace(/^.*[/]/, '') })}</small>}
      <Icon of="down" />
    </>
  );
  return (
    <Popover face={face} class="chip" label={t('model.menu')} title={t('model.menu.what')}>
      {(hide) => (
        <div class="menu">
          <p class="about" title={now.path}>
            {t('model.about', { size: bytes(now.bytes), parameters: count(now.parameters), layers: count(now.nodes) })}
          </p>
          {others.map((one) => (
            <button key={one.id} type="button" class="item" onClick={() => openModel(one.path)}>
              {one.name} <small>{bytes(one.bytes)}</small>
            </button>
          ))}
          <hr />
          <Chooser kind="model" done={hide} />
          <details>
            <summary>{t('weights.lay')}</summary>
            <p class="about">{t('weights.lay.what')}</p>
            <Chooser
              kind="model"
              choose={(path) => {
                hide();
                select({ weights: path, series: [], graph: '' });
              }}
            />
          </details>
          {now.weights !== null && selection.value.series.length === 0 && (
            <button type="button" class="item" onClick={() => select({ weights: '' })}>
              {t('weights.own')}
            </button>
          )}
          {convertible() && (
            <button
              type="button"
              class="item"
              title={t('convert.what')}
              onClick={() => {
                hide();
                void convert();
              }}
            >
              {t('action.convert')} <kbd>X</kbd>
            </button>
          )}
          <button type="button" class="item" onClick={() => void close()}>
            {t('model.close')}
          </button>
        </div>
      )}
    </Popover>
  );
}
