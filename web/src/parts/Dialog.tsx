/** A dialog over the page; the browser keeps the focus in it and closes it with Escape. */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../state/words';
import { Icon } from './Icon';
import '../style/dialog.css';

interface Props {
  readonly title: string;
  readonly close: () => void;
  /** Without its head: the content says what it is. */
  readonly bare?: boolean;
  readonly class?: string;
  readonly children: ComponentChildren;
}

export function Dialog({ title, close, bare, class: kind, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Before the next key: what is typed at once is meant for it.
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const outside = (event: MouseEvent) => event.target === dialog.current && close();
  return (
    <dialog ref={dialog} class={kind ?? ''} aria-label={title} onClose={close} onClick={outside}>
      <div class="body">
        {!bare && (
          <header>
            <h2>{title}</h2>
            <button type="button" class="quiet" aria-label={t('close')} title={t('close')} onClick={close}>
              <Icon of="close" />
            </button>
          </header>
        )}
        {children}
      </div>
    </dialog>
  );
}
