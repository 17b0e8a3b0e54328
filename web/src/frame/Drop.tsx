/** Files may be dropped anywhere; while they hover, the page says so. */
import { useEffect, useState } from 'preact/hooks';
import { dropped } from '../state/dropped';
import { give } from '../state/giving';
import { tell } from '../state/notices';
import { selection } from '../state/selection';
import { t } from '../state/words';

export function Drop() {
  const [over, put] = useState(false);
  useEffect(() => {
    let depth = 0;
    const files = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent) => files(event) && put(++depth > 0);
    const leave = (event: DragEvent) => files(event) && put(--depth > 0);
    const hover = (event: DragEvent) => files(event) && event.preventDefault();
    const drop = (event: DragEvent) => {
      if (!files(event)) return;
      event.preventDefault();
      depth = 0;
      put(false);
      dropped(event.dataTransfer).then((all) => give(all), (problem: unknown) => tell('error', t('drop.unreadable', { why: String(problem) })));
    };
    addEventListener('dragenter', enter);
    addEventListener('dragleave', leave);
    addEventListener('dragover', hover);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragenter', enter);
      removeEventListener('dragleave', leave);
      removeEventListener('dragover', hover);
      removeEventListener('drop', drop);
    };
  }, []);
  return over ? (
    <div class="drop" aria-hidden="true">
      <p>{t(selection.value.model === '' ? 'drop.model' : 'drop.any')}</p>
    </div>
  ) : null;
}
