/** Chooses a file: from this machine by the browser, by its path, or from the server's folders. */
import { useRef, useState } from 'preact/hooks';
import { Icon } from '../parts/Icon';
import { bring, give, giveInput, openModel } from '../state/giving';
import { session } from '../state/open';
import { t } from '../state/words';
import { Picker } from './Picker';

interface Props {
  readonly kind: 'model' | 'input';
  readonly done?: () => void;
  /** What happens with a path instead of opening it. */
  readonly choose?: (path: string) => void;
  /** What is done with inputs; they are given to the model without. */
  readonly take?: (paths: readonly string[]) => void;
}

export function Chooser({ kind, done, choose, take = giveInput }: Props) {
  const [path, put] = useState('');
  const [browsing, browse] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const open = (chosen: string) => {
    if (chosen === '') return;
    if (choose) choose(chosen);
    else if (kind === 'model') openModel(chosen);
    else take([chosen]);
    done?.();
  };
  const sent = () => {
    const files = [...(field.current?.files ?? [])];
    done?.();
    if (choose) files.slice(0, 1).forEach((file) => void bring(file, choose));
    else void give(files, take);
  };
  return (
    <div class="chooser">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          open(path.trim());
        }}
      >
        <input
          aria-label={t(`choose.path.${kind}`)}
          placeholder={t(`choose.path.${kind}`)}
          value={path}
          spellcheck={false}
          onInput={(event) => put(event.currentTarget.value)}
        />
        <button type="submit" disabled={path.trim() === ''}>
          {t('choose.open')}
        </button>
      </form>
      <div class="ways">
        <button type="button" onClick={() => field.current?.click()}>
          <Icon of="file" /> {t('choose.upload')}
        </button>
        {session.value?.picker && (
          <button type="button" aria-expanded={browsing} onClick={() => browse(!browsing)}>
            <Icon of="folder" /> {t('choose.browse')}
          </button>
        )}
      </div>
      <input ref={field} type="file" hidden multiple={!choose} onChange={sent} />
      {browsing && <Picker kind={kind} choose={open} />}
    </div>
  );
}
