/** Which panels around the view are open; remembered once chosen, and closed at first where the window is small. */
import { type Signal, signal } from '@preact/signals';

function panel(name: string, first: boolean): Signal<boolean> {
  const kept = localStorage.getItem(`vitrine.panel.${name}`);
  return signal(kept === null ? first : kept === 'open');
}

export const panels = {
  rail: panel('rail', innerWidth >= 1100),
  inspector: panel('inspector', innerWidth >= 1000),
  strip: panel('strip', innerHeight >= 600),
};

export type Panel = keyof typeof panels;

export function fold(name: Panel): void {
  panels[name].value = !panels[name].value;
  localStorage.setItem(`vitrine.panel.${name}`, panels[name].value ? 'open' : 'closed');
}
