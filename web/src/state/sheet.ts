/** The dialog that lies over the page, if any, and what the palette starts with. */
import { signal } from '@preact/signals';

export const sheet = signal<'none' | 'palette' | 'help'>('none');
export const question = signal('');

export function openPalette(text = ''): void {
  question.value = text;
  sheet.value = 'palette';
}

export function closeSheet(): void {
  sheet.value = 'none';
}
