/** The names that a field for a tensor offers: inputs, what layers make, and the weights of the chosen layer. */
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Layer } from '../api/types';
import { here, layers, model } from '../state/open';
import { selection } from '../state/selection';
import { lang, t } from '../state/words';
import { shape } from './numbers';

export const TENSORS = 'tensors';

/** Longer lists are for the search of the structure view. */
const MOST = 2000;

export function Tensors() {
  const owner = here(model.value);
  const all = layers.value;
  const index = all?.tensor.indexOf(selection.value.layer) ?? -1;
  const [chosen, put] = useState<Layer | null>(null);
  useEffect(() => {
    let current = true;
    put(null);
    if (owner && index >= 0) api.layer(owner.id, index, lang.value).then((layer) => current && put(layer), () => undefined);
    return () => {
      current = false;
    };
  }, [owner?.id, index, lang.value]);
  const name = (tensor: string, what: string) => (
    <option key={tensor} value={tensor}>
      {what}
    </option>
  );
  return (
    <datalist id={TENSORS}>
      {owner?.inputs.map((one) => name(one.name, `${t('tensor.input')} ${one.shape ? shape(one.shape) : ''}`))}
      {chosen?.weights.map((one) => name(one.tensor, `${t('tensor.weight')} ${shape(one.shape)}`))}
      {all?.tensor.slice(0, MOST).map((tensor, i) => name(tensor, `${all.op[i]} ${all.shape[i] ? shape(all.shape[i]!) : ''}`))}
    </datalist>
  );
}
