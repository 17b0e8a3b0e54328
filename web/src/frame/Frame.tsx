/** The page: the gallery, or a model with its questions. */
import { t } from '../state/words';

export function Frame() {
  return <h1>{t('title')}</h1>;
}
