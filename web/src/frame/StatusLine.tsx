/** What is going on, in one line; errors stay until they are dismissed. */
import { Icon } from '../parts/Icon';
import { share, time } from '../parts/numbers';
import { Popover } from '../parts/Popover';
import { sending } from '../state/giving';
import { dismiss, told } from '../state/notices';
import { type Arriving, here, input, model, session } from '../state/open';
import { panels } from '../state/panels';
import { journey, prediction } from '../state/running';
import { t } from '../state/words';
import '../style/status.css';

export function StatusLine() {
  const owner = here(model.value);
  const run = here(prediction.value) ?? here(journey.value);
  const given = here(input.value);
  const notes = [
    ...(owner?.notes ?? []),
    ...(given?.preprocess.guessed ? [t('preprocess.guess.what')] : []),
    ...(run?.notes ?? []),
  ].filter((note, index, all) => all.indexOf(note) === index);
  return (
    <footer class="status">
      <div class="now" role="status" aria-live="polite">
        <Now />
      </div>
      {run && <span title={t('status.run.what')}>{t('status.run', { time: time(1000 * run.seconds) })}</span>}
      {notes.length > 0 && (
        <Popover class="quiet notes" face={t(notes.length === 1 ? 'status.note' : 'status.notes', { n: notes.length })}>
          {() => (
            <ul class="list">
              {notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          )}
        </Popover>
      )}
      <span class="gap" />
      <small>{session.value && `Vitrine ${session.value.version}`}</small>
    </footer>
  );
}

/** What went wrong, above the status line, so that it hides nothing. */
export function Errors() {
  return (
    <div class="errors" role="alert">
      {failures().map((text) => (
        <p key={text}>
          <Icon of="warn" />
          <span>{text}</span>
        </p>
      ))}
      {told.value
        .filter((one) => one.kind === 'error')
        .map((one) => (
          <p key={one.id}>
            <Icon of="warn" />
            <span>{one.text}</span>
            <button type="button" class="quiet" aria-label={t('dismiss')} title={t('dismiss')} onClick={() => dismiss(one.id)}>
              <Icon of="close" />
            </button>
          </p>
        ))}
    </div>
  );
}

function Now() {
  const file = sending.value;
  if (file !== null) {
    return (
      <>
        {file.doing ?? t(file.share < 1 ? 'status.sending' : 'status.opening', { name: file.name, share: share(file.share) })}
        <progress aria-label={file.name} {...(file.share < 1 && { value: file.share })} />
        <Cancel of={file.cancel} />
      </>
    );
  }
  const busy = [model.value, input.value, prediction.value, journey.value].find((one) => one.is === 'coming');
  if (busy?.is === 'coming') {
    const { progress } = busy;
    return (
      <>
        {progress?.text || t(busy.what)} …
        {progress && progress.total > 0 && <progress aria-label={progress.text} value={progress.done} max={progress.total} />}
        {busy.cancel && <Cancel of={busy.cancel} />}
      </>
    );
  }
  const done = told.value.filter((one) => one.kind === 'done').at(-1);
  return <>{done?.text ?? t('status.ready')}</>;
}

function Cancel({ of: cancel }: { of: () => void }) {
  return (
    <button type="button" class="quiet" onClick={cancel}>
      {t('cancel')}
    </button>
  );
}

/** What keeps the input from being shown, where the strip does not say it; it goes when another is given. */
function failures(): string[] {
  const all: Arriving<unknown>[] = panels.strip.value ? [input.value] : [input.value, prediction.value];
  return all.flatMap((one) => (one.is === 'failed' && one.failure.kind !== 'cancelled' ? [one.failure.message || t('state.network')] : []));
}
