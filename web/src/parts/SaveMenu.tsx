/** Saves what is seen in every form it has, and copies what makes it again: the command, the Java line, the link. */
import { api } from '../api/client';
import type { Artifact } from '../api/types';
import type { Seen } from '../state/looking';
import { tell } from '../state/notices';
import { selection } from '../state/selection';
import { theme } from '../state/theme';
import { lang, t } from '../state/words';
import { Icon } from './Icon';
import { bytes } from './numbers';
import { Popover } from './Popover';

export function SaveMenu({ seen, part }: { seen: Seen | null; part?: string }) {
  const face = (
    <>
      <Icon of="save" /> <span>{t('save')}</span>
    </>
  );
  return (
    <Popover face={face} disabled={seen === null} class="quiet save">
      {(close) => seen && <Forms seen={seen} part={part} close={close} />}
    </Popover>
  );
}

function Forms({ seen, part, close }: { seen: Seen; part: string | undefined; close: () => void }) {
  const { model, method, query } = seen.asked;
  const form = (as: string, more: Record<string, string | undefined> = {}) =>
    api.lookAddress(model, method, { ...query, lang: lang.value, theme: theme.value, colormap: selection.value.set.colormap, as, ...more });
  const save = (as: string, title: string, ending: string, more: Record<string, string | undefined> = {}) => (
    <a key={title} class="item" href={form(as, more)} download={`${method}.${ending}`} onClick={close}>
      {title}
    </a>
  );
  const copy = (title: string, text: () => Promise<string>) => (
    <button
      type="button"
      class="item"
      onClick={() => {
        close();
        void copied(text, title);
      }}
    >
      {title}
    </button>
  );
  const picture = { part };
  return (
    <>
      {save('png', t('save.png'), 'png', picture)}
      {save('svg', t('save.svg'), 'svg', picture)}
      {save('html', t('save.html'), 'html')}
      {save('json', t('save.json'), 'json')}
      {hasTable(seen.artifact) && save('csv', t('save.csv'), 'csv', picture)}
      {seen.model !== null && save('onnx', t('save.onnx', { n: seen.model }), 'onnx')}
      {seen.data.map((array) =>
        save('npy', t('save.npy', { name: array.name, shape: array.shape.join('×'), size: sizeOf(array) }), `${safe(array.name)}.npy`, { data: array.name }),
      )}
      <hr />
      {copy(t('copy.command'), () => api.text(form('command')))}
      {copy(t('copy.java'), () => api.text(form('java')))}
      {copy(t('copy.link'), () => Promise.resolve(location.href))}
    </>
  );
}

async function copied(text: () => Promise<string>, title: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(await text());
    tell('done', t('copied', { what: title }));
  } catch (problem) {
    tell('error', t('copy.failed', { why: problem instanceof Error ? problem.message : String(problem) }));
  }
}

export function hasTable(artifact: Artifact): boolean {
  return artifact.kind === 'table' || (artifact.kind === 'board' && artifact.parts.some(hasTable));
}

/** Arrays are saved as float32, whatever the model computed with. */
function sizeOf(array: { shape: number[] }): string {
  return bytes(4 * array.shape.reduce((a, b) => a * b, 1));
}

function safe(name: string): string {
  return name.replace(/[^\w.-]+/g, '_');
}
