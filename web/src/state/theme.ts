/** Light or dark: as the system says until somebody chooses. */
import { effect, signal } from '@preact/signals';

export type Theme = 'light' | 'dark';

const dark = matchMedia('(prefers-color-scheme: dark)');

export const theme = signal<Theme>(remembered());

function remembered(): Theme {
  const kept = new URL(location.href).searchParams.get('theme') ?? localStorage.getItem('vitrine.theme');
  return kept === 'light' || kept === 'dark' ? kept : dark.matches ? 'dark' : 'light';
}

export function toggleTheme(): void {
  theme.value = theme.value === 'dark' ? 'light' : 'dark';
  localStorage.setItem('vitrine.theme', theme.value);
}

dark.addEventListener('change', () => {
  if (localStorage.getItem('vitrine.theme') === null) theme.value = dark.matches ? 'dark' : 'light';
});

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});
