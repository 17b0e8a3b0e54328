/** All keys, from the table. */
import { actions, reachable } from '../actions';
import { written } from '../actions/keys';
import { Dialog } from '../parts/Dialog';
import { closeSheet } from '../state/sheet';
import { t } from '../state/words';

export function Help() {
  return (
    <Dialog title={t('help.title')} close={closeSheet} class="help">
      <dl>
        {actions.filter(reachable).map((action) => (
          <div key={action.id}>
            <dt>
              {action.keys.map((key) => (
                <kbd key={key}>{written(key)}</kbd>
              ))}
            </dt>
            <dd>{t(action.title)}</dd>
          </div>
        ))}
      </dl>
      <p class="hint">{t('help.mouse')}</p>
    </Dialog>
  );
}
