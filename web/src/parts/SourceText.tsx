/** Program text that the model's file carries, to be read: nothing of it is ever run. */
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Source } from '../api/types';
import { type Arriving, failed, here, model } from '../state/open';
import { t } from '../state/words';
import '../style/source.css';
import { Dialog } from './Dialog';
import { State } from './State';

/** A button for each file, or for the class of one layer where it has any. */
export function Sources({ layer }: { layer?: number }) {
  const owner = here(model.value);
  const [state, put] = useState<Arriving<readonly Source[]>>({ is: 'absent' });
  const [open, show] = useState<Source | null>(null);
  const wanted = owner !== null && owner.sources > 0;
  useEffect(() => {
    if (!wanted) return;
    let current = true;
    api.source(owner.id, layer).then(
      (value) => current && put({ is: 'here', value }),
      (problem: unknown) => current && put(failed(problem)),
    );
    return () => {
      current = false;
    };
  }, [owner?.id, layer, wanted]);
  if (!wanted) return null;
  return (
    <State of={state}>
      {(all) =>
        all.length === 0 ? null : (
          <section class="sources">
            <h3>{t('source')}</h3>
            <ul class="rows whole">
              {all.map((one) => (
                <li key={`${one.file}:${one.line}`}>
                  <button type="button" class="link tail" title={placeOf(one)} onClick={() => show(one)}>
                    <bdi>{placeOf(one)}</bdi>
                  </button>
                </li>
              ))}
            </ul>
            {open && <Text of={open} close={() => show(null)} />}
          </section>
        )
      }
    </State>
  );
}

function placeOf({ file, line }: Source): string {
  return line === 1 ? file : `${file}:${line}`;
}

function Text({ of: { file, line, text }, close }: { of: Source; close: () => void }) {
  return (
    <Dialog title={file} close={close} class="source">
      <p class="hint">{t('source.what')}</p>
      <pre tabIndex={0}>
        <code>
          {text.split('\n').map((written, i) => (
            <span key={i} data-line={line + i}>
              {written}
              {'\n'}
            </span>
          ))}
        </code>
      </pre>
    </Dialog>
  );
}
