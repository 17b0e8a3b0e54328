/** The open network as an ONNX file. */
import { api, Failure } from '../api/client';
import { tell } from '../state/notices';
import { here, model } from '../state/open';
import { weightsOnly } from '../state/runs';
import { lang, t } from '../state/words';

/** Whether there is a network to be written. */
export function convertible(): boolean {
  return here(model.value) !== null && !weightsOnly.value;
}

/** The server writes it, reads it again and has the runtime take it; the browser saves it. */
export async function convert(): Promise<void> {
  const now = here(model.value);
  if (now === null || !convertible()) return;
  const name = `${now.name.replace(/\.[^.]*$/, '')}.onnx`;
  tell('done', t('convert.coming', { name }));
  try {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await api.onnx(now.id, lang.value));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href));
    tell('done', t('convert.done', { name }));
  } catch (problem) {
    const why = problem instanceof Failure ? problem.message || t('state.network') : String(problem);
    tell('error', t('convert.failed', { name, why }));
  }
}
