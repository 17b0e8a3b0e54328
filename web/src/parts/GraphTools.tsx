/** The tools above the graph: find, colour, follow, open, fit, save. */
import { closeAll, following, graph, openAll } from '../state/graph';
import { chosenBox } from '../state/graph';
import { measures } from '../state/measure';
import { remember, selection } from '../state/selection';
import { t } from '../state/words';
import { Icon } from './Icon';
import { Popover } from './Popover';
import { SearchField } from './SearchField';

interface Props {
  readonly fit: () => void;
  /** Saves what the window shows as PNG, or all of the graph as it is opened and coloured. */
  readonly savePicture: (of: 'window' | 'svg' | 'png') => Promise<void>;
  readonly tree: boolean;
  readonly showTree: (show: boolean) => void;
}

const WAYS = ['none', 'up', 'down', 'both'] as const;

export function GraphTools({ fit, savePicture, tree, showTree }: Props) {
  const { colour = '', open = '' } = selection.value.set;
  return (
    <div class="graph-tools" role="toolbar" aria-label={t('graph.tools')}>
      <button type="button" class="quiet" aria-pressed={tree} title={t('graph.tree')} aria-label={t('graph.tree')} onClick={() => showTree(!tree)}>
        <Icon of="rail" />
      </button>
      <SearchField />
      <select value={colour} aria-label={t('graph.colour')} title={t('graph.colour')} onChange={(event) => remember('colour', event.currentTarget.value)}>
        {['', ...measures].map((name) => (
          <option key={name} value={name}>
            {t('graph.colour.by', { what: t(`graph.by.${name || 'operator'}`) })}
          </option>
        ))}
      </select>
      <select
        value={following.value}
        aria-label={t('graph.follow')}
        title={t('graph.follow.what')}
        disabled={chosenBox.value < 0}
        onChange={(event) => (following.value = event.currentTarget.value as (typeof WAYS)[number])}
      >
        {WAYS.map((way) => (
          <option key={way} value={way}>
            {t(`graph.follow.${way}`)}
          </option>
        ))}
      </select>
      <span class="gap" />
      <button type="button" class="quiet" onClick={open === 'all' ? closeAll : openAll}>
        {t(open === 'all' ? 'graph.collapse' : 'graph.expand')}
      </button>
      <button type="button" class="quiet" title={`${t('action.fit')} (Space)`} onClick={fit}>
        {t('graph.fit')}
      </button>
      <Popover
        face={
          <>
            <Icon of="save" /> {t('save')}
          </>
        }
        disabled={graph.value === null}
      >
        {(close) => (
          <>
            {(['window', 'png', 'svg'] as const).map((of) => (
              <button
                key={of}
                type="button"
                class="item"
                onClick={() => {
                  close();
                  void savePicture(of);
                }}
              >
                {t(`graph.save.${of}`)}
              </button>
            ))}
          </>
        )}
      </Popover>
    </div>
  );
}
