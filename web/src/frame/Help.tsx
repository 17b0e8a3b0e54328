/** All keys, from the table. */
import { type Action, actions, QUESTIONS } from '../actions';
import { written } from '../actions/keys';
import { Dialog } from '../parts/Dialog';
import { closeSheet } from '../state/sheet';
import { t } from '../state/words';
import { viewOf } from '../views';

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
          {actions.filter(reachable).map((action) => (
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

/** Questions that no view answers have no key. */
function reachable(action: Action): boolean {
  const question = QUESTIONS.find((one) => action.id === `question.${one}`);
  return question === undefined || viewOf(question, '') !== undefined;
}
