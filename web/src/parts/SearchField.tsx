/** The field that finds layers, with what it understands and what is wrong. */
import { useEffect, useRef } from 'preact/hooks';
import { useAction } from '../actions/handlers';
import { chosenLayer } from '../state/graph';
import { found, search, searching } from '../state/found';
import { layers } from '../state/open';
import { remember, select, selection } from '../state/selection';
import { t } from '../state/words';
import { Icon } from './Icon';

const PAUSE_MS = 120;

export function SearchField() {
  const field = useRef<HTMLInputElement>(null);
  const pause = useRef(0);
  useAction('find', () => field.current?.select());
  useEffect(() => () => clearTimeout(pause.current), []);
  const list = found.value;
  const go = (by: 1 | -1) => {
    const now = list.indexOf(chosenLayer.value);
    const next = list[(now < 0 ? (by > 0 ? 0 : list.length - 1) : now + by + list.length) % Math.max(1, list.length)];
    if (next !== undefined) select({ layer: layers.value?.tensor[next] ?? '' });
  };
  const wrong = 'problem' in search.value ? t(`graph.find.${search.value.problem}`, { at: search.value.at }) : '';
  return (
    <div class="layer-search" role="search">
      <Icon of="search" />
      <input
        ref={field}
        type="text"
        spellcheck={false}
        aria-label={t('graph.find')}
        aria-invalid={wrong !== ''}
        aria-describedby="find-state"
        placeholder={t('graph.find')}
        title={t('graph.find.help')}
        defaultValue={selection.value.set.find ?? ''}
        onInput={(event) => {
          const text = event.currentTarget.value;
          clearTimeout(pause.current);
          pause.current = setTimeout(() => remember('find', text), PAUSE_MS);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
          else if (event.key === 'Escape') {
            event.currentTarget.value = '';
            remember('find', '');
            event.currentTarget.blur();
            event.stopPropagation();
          }
        }}
      />
      <small id="find-state" role="status" class={wrong ? 'bad' : ''}>
        {wrong || (searching.value ? t('graph.find.count', { n: list.length }) : '')}
      </small>
    </div>
  );
}
