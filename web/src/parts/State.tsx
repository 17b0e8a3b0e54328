/** How something that has not arrived looks: nothing yet, on its way, only partly here, or impossible and why. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Progress } from '../api/client';
import type { Arriving } from '../state/open';
import { t } from '../state/words';
import '../style/state.css';

interface Props<T> {
  readonly of: Arriving<T>;
  /** What to show while there is nothing and nothing was asked for. */
  readonly absent?: ComponentChildren;
  /** What can be done instead where it failed: buttons or links. */
  readonly instead?: ComponentChildren;
  readonly children: (value: T) => ComponentChildren;
}

export function State<T>({ of, absent, instead, children }: Props<T>) {
  switch (of.is) {
    case 'here':
      return <>{children(of.value)}</>;
    case 'absent':
      return <>{absent ?? null}</>;
    case 'coming':
      return <Coming what={t(of.what)} progress={of.progress} cancel={of.cancel} />;
    case 'failed':
      return of.failure.kind === 'cancelled' ? (
        <Notice title={t('state.cancelled')}>{instead}</Notice>
      ) : (
        <Notice title={t(of.failure.kind === 'input' ? 'state.impossible' : 'state.failed')} text={of.failure.message || t('state.network')} bad={of.failure.kind !== 'input'}>
          {instead}
        </Notice>
      );
  }
}

/** Work that goes on: nothing for its first moment, so that quick things do not flash. */
export function Coming(props: { what: string; progress?: Progress | undefined; cancel?: (() => void) | undefined }) {
  const { what, progress, cancel } = props;
  const [late, put] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => put(true), 150);
    return () => clearTimeout(timer);
  }, []);
  if (!late && !progress) return <div class="state" aria-busy="true" />;
  const known = progress !== undefined && progress.total > 0;
  return (
    <div class="state" role="status" aria-busy="true">
      <p>{progress?.text || what} …</p>
      <progress aria-label={what} {...(known && { value: progress.done, max: progress.total })} />
      {cancel && (
        <button type="button" onClick={cancel}>
          {t('cancel')}
        </button>
      )}
    </div>
  );
}

/** A designed empty or impossible state: what it is, why, and what can be done instead. */
export function Notice(props: { title: string; text?: string; bad?: boolean; children?: ComponentChildren }) {
  return (
    <div class={props.bad ? 'state bad' : 'state'} role={props.bad ? 'alert' : 'status'}>
      <p class="title">{props.title}</p>
      {props.text && <p>{props.text}</p>}
      {props.children && <div class="instead">{props.children}</div>}
    </div>
  );
}

/** Something is here, but not all of it. */
export function Partial({ text }: { text: string }) {
  return (
    <p class="partial" role="note">
      {text}
    </p>
  );
}
