/** Turns keys into actions, by the table. Typing into a field is typing. */
import { type Action, actions, doing } from '.';

const mac = navigator.platform.startsWith('Mac');

/** What the key is called on this machine. */
export function written(key: string): string {
  return key
    .replace('Mod+', mac ? '⌘' : 'Ctrl ')
    .replace(/^ $/, 'Space')
    .replace('Escape', 'Esc')
    .replace(/(^|\W)([a-z])$/, (_, before: string, letter: string) => before + letter.toUpperCase());
}

export function pressed(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): Action | undefined {
  const mod = mac ? event.metaKey : event.ctrlKey;
  if (event.altKey || (mac ? event.ctrlKey : event.metaKey)) return undefined;
  const key = (mod ? 'Mod+' : '') + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
  return actions.find((action) => action.keys.includes(key));
}

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.tagName === 'TEXTAREA' ||
      target.tagName === 'SELECT' ||
      (target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(target.type)))
  );
}

addEventListener('keydown', (event) => {
  const action = pressed(event);
  if (!action || event.defaultPrevented || document.querySelector('dialog[open], :popover-open')) return;
  const target = event.target;
  if (typing(target) && !event.ctrlKey && !event.metaKey) return;
  // Space on a button is a press of the button.
  if (event.key === ' ' && target instanceof HTMLElement && target.closest('button, a, summary, input, [role=slider]')) return;
  const run = doing(action);
  if (!run) return;
  event.preventDefault();
  run();
});
