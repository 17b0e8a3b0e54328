/** The page's words, from the server's bundles `web-…`, in the chosen language. */
import { effect, signal } from '@preact/signals';
import { api } from '../api/client';

export type Lang = 'en' | 'zh';

const lines = signal<Record<string, string>>({});

export const lang = signal<Lang>(remembered());

function remembered(): Lang {
  const kept = new URL(location.href).searchParams.get('lang') ?? localStorage.getItem('vitrine.lang');
  return kept === 'zh' || kept === 'en' ? kept : navigator.language.startsWith('zh') ? 'zh' : 'en';
}

/** The line of a key with its {gaps} filled; reading it makes a component follow the language. */
export function t(key: string, gaps: Record<string, string | number> = {}): string {
  const line = lines.value[key] ?? key;
  return line.replace(/\{(\w+)\}/g, (gap, name: string) => String(gaps[name] ?? gap));
}

/** Fetches the words of the current language; resolves when the first texts can be shown. */
export async function speak(language: Lang): Promise<void> {
  lines.value = await api.words(language);
  lang.value = language;
  localStorage.setItem('vitrine.lang', language);
}

effect(() => {
  document.documentElement.lang = lang.value === 'zh' ? 'zh-CN' : 'en';
});
