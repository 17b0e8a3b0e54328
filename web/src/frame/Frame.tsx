/** The page: the gallery, or a model with its questions. */
import { selection } from '../state/selection';
import { t } from '../state/words';
import { viewOf } from '../views';

export function Frame() {
  const { model, question, method } = selection.value;
  const view = model === '' ? undefined : viewOf(question, method);
  return <main aria-label={t('title')}>{view ? <view.component key={view.id} /> : <h1>{t('title')}</h1>}</main>;
}
