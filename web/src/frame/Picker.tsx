/** The folders of the machine that the server runs on. */
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Folder } from '../api/types';
import { Icon } from '../parts/Icon';
import { bytes } from '../parts/numbers';
import { State } from '../parts/State';
import { type Arriving, failed } from '../state/open';
import { lang, t } from '../state/words';

export function Picker({ kind, choose }: { kind: 'model' | 'input'; choose: (path: string) => void }) {
  const [folder, go] = useState('');
  const [all, showAll] = useState(false);
  const [state, put] = useState<Arriving<Folder>>({ is: 'absent' });
  useEffect(() => {
    let current = true;
    api.files(folder, lang.value).then(
      (value) => current && put({ is: 'here', value }),
      (problem: unknown) => current && put(failed(problem)),
    );
    return () => {
      current = false;
    };
  }, [folder]);
  return (
    <div class="picker">
      <State of={state} instead={<button type="button" onClick={() => go('')}>{t('picker.start')}</button>}>
        {(here) => (
          <>
            <p class="path">
              <button type="button" class="quiet" disabled={here.parent === null} aria-label={t('picker.up')} title={t('picker.up')} onClick={() => go(here.parent ?? '')}>
                <Icon of="up" />
              </button>
              <bdi title={here.folder}>{here.folder}</bdi>
            </p>
            <ul>
              {here.entries
                .filter((entry) => all || entry.folder || entry.kind === kind)
                .map((entry) => (
                  <li key={entry.path}>
                    <button type="button" class="item" onClick={() => (entry.folder ? go(entry.path) : choose(entry.path))}>
                      <Icon of={entry.folder ? 'folder' : 'file'} />
                      <span class="name">{entry.name}</span>
                      {!entry.folder && <small>{bytes(entry.bytes)}</small>}
                    </button>
                  </li>
                ))}
            </ul>
            <p class="foot">
              <label>
                <input type="checkbox" checked={all} onChange={() => showAll(!all)} /> {t('picker.all')}
              </label>
              <button type="button" onClick={() => choose(here.folder)}>
                {t(`picker.folder.${kind}`)}
              </button>
            </p>
          </>
        )}
      </State>
    </div>
  );
}
