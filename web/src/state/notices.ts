/** What the page tells in its status line: errors stay until they are dismissed, the rest for a while. */
import { signal } from '@preact/signals';

export interface Told {
  readonly id: number;
  readonly kind: 'error' | 'done';
  readonly text: string;
}

const SHOWN_MS = 4000;
let last = 0;

export const told = signal<readonly Told[]>([]);

export function tell(kind: Told['kind'], text: string): void {
  const again = told.value.find((one) => one.text === text);
  if (again) return;
  const id = ++last;
  told.value = [...told.value, { id, kind, text }];
  if (kind === 'done') setTimeout(() => dismiss(id), SHOWN_MS);
}

export function dismiss(id: number): void {
  told.value = told.value.filter((one) => one.id !== id);
}
