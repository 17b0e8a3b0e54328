/** What is looked at, along the top: model, input, target; and the page's own few controls. */
import { actions, doing } from '../actions';
import { written } from '../actions/keys';
import { Icon, type Pictogram } from '../parts/Icon';
import { here, model } from '../state/open';
import { leave, selection } from '../state/selection';
import { lang, t } from '../state/words';
import { InputChip } from './InputChip';
import { ModelMenu } from './ModelMenu';
import { TargetChip } from './TargetChip';
import '../style/topbar.css';

export function TopBar() {
  const open = selection.value.model !== '' && here(model.value) !== null;
  const home = (event: MouseEvent) => {
    event.preventDefault();
    leave();
  };
  return (
    <header class="topbar">
      <a class="home" href={location.pathname} onClick={home} title={t('gallery')}>
        {t('title')}
      </a>
      {open && <ModelMenu />}
      {open && <InputChip />}
      {open && <TargetChip />}
      <span class="gap" />
      <Control id="palette" icon="search" />
      <Control id="help" icon="help" />
      <Control id="language" text={lang.value === 'en' ? '中' : 'EN'} />
      <Control id="theme" icon="theme" />
    </header>
  );
}

/** A button for an action of the table, with its key on hover. */
function Control({ id, icon, text }: { id: string; icon?: Pictogram; text?: string }) {
  const action = actions.find((one) => one.id === id);
  if (!action) return null;
  const key = written(action.keys[0] ?? '');
  const label = `${t(action.title)} (${key})`;
  return (
    <button type="button" class="quiet control" title={label} onClick={() => doing(action)?.()}>
      <span class="unseen">{label}</span>
      {icon && <Icon of={icon} />}
      {text}
      {id === 'palette' && <kbd aria-hidden="true">{key}</kbd>}
    </button>
  );
}
