/** A button that opens a small panel below itself: menus, forms, lists. Escape and a click elsewhere close it. */
import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import '../style/popover.css';

interface Props {
  readonly face: ComponentChildren;
  /** Said before the face to those who do not see where the button stands. */
  readonly label?: string;
  readonly title?: string;
  readonly class?: string;
  readonly disabled?: boolean;
  readonly children: (close: () => void) => ComponentChildren;
}

export function Popover({ face, label, title, class: kind, disabled, children }: Props) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [open, put] = useState(false);
  const close = () => panel.current?.hidePopover();
  const toggled = (event: { newState: string }) => {
    const opened = event.newState === 'open';
    put(opened);
    if (opened) requestAnimationFrame(() => panel.current && place(panel.current, button.current));
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={kind ?? 'quiet'}
        aria-expanded={open}
        aria-controls={id}
        disabled={disabled}
        title={title}
        onClick={() => panel.current?.togglePopover()}
      >
        {label && <span class="unseen">{label} </span>}
        {face}
      </button>
      <div ref={panel} id={id} class="popover" popover="auto" onToggle={toggled} onKeyDown={walk}>
        {open && children(close)}
      </div>
    </>
  );
}

/** Below the button, inside the window, and the first thing in it has the focus. */
function place(panel: HTMLElement, button: HTMLElement | null): void {
  const anchor = button?.getBoundingClientRect();
  if (!anchor) return;
  const box = panel.getBoundingClientRect();
  const below = anchor.bottom + 4 + box.height <= innerHeight;
  panel.style.left = `${Math.max(8, Math.min(anchor.left, innerWidth - box.width - 8))}px`;
  panel.style.top = `${below ? anchor.bottom + 4 : Math.max(8, anchor.top - box.height - 4)}px`;
  panel.querySelector<HTMLElement>('[autofocus], input, button, a[href]')?.focus();
}

function walk(event: KeyboardEvent): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by === 0 || !(event.currentTarget instanceof HTMLElement) || event.target instanceof HTMLSelectElement) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('button:not(:disabled), a[href], input')];
  const now = all.findIndex((one) => one === document.activeElement);
  all[(now + by + all.length) % all.length]?.focus();
  event.preventDefault();
}
