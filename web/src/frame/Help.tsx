/** All keys, from the table. */
import { actions } from '../actions';
import { written } from '../actions/keys';
import { Dialog } from '../parts/Dialog';
import { closeSheet } from '../state/sheet';
import { t } from '../state/words';

export function Help() {
  return (
    <Dialog title={t('help.title')} close={closeSheet} class="help">
      <table>
        <thead class="unseen">
          <tr>
            <th scope="col">{t('help.key')}</th>
            <th scope="col">{t('help.does')}</th>
          </tr>
        </thead>
        <tbody>
          {actions.map((action) => (
            <tr key={action.id}>
              <td>
                {action.keys.map((key) => (
                  <kbd key={key}>{written(key)}</kbd>
                ))}
              </td>
              <td>{t(action.title)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint">{t('help.mouse')}</p>
    </Dialog>
  );
}
