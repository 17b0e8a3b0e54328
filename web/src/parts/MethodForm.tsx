/** A form made from a method's card. */
import { useState } from 'preact/hooks';
import type { Parameter } from '../api/types';
import { choices, limits, set, telling, valueOf } from '../state/asking';
import { t } from '../state/words';
import '../style/form.css';
import { LayerPicker } from './LayerPicker';
import { TENSORS, Tensors } from './Tensors';

export function MethodForm({ parameters }: { parameters: readonly Parameter[] }) {
  if (parameters.length === 0) return null;
  return (
    <form class="method-form" onSubmit={(event) => event.preventDefault()}>
      {parameters.some((parameter) => parameter.type === 'tensor') && <Tensors />}
      {telling(parameters).map((parameter) => (
        <Field key={parameter.name} parameter={parameter} />
      ))}
    </form>
  );
}

function Field({ parameter }: { parameter: Parameter }) {
  const value = valueOf(parameter);
  const { name, type, title, range } = parameter;
  if (name === 'layer' && type === 'text' && parameter.default === '') return <LayerPicker />;
  const face = <Name of={parameter} />;
  switch (type) {
    case 'flag':
      return (
        <label title={title}>
          {face}
          <input
            type="checkbox"
            checked={value === 'true'}
            onChange={(event) => set(parameter, String(event.currentTarget.checked))}
          />
        </label>
      );
    case 'choice':
      return (
        <label title={title}>
          {face}
          <select value={value} onChange={(event) => set(parameter, event.currentTarget.value)}>
            {choices(parameter).map((choice) => (
              <option key={choice} value={choice}>
                {parameter.choices[choice] ?? choice}
              </option>
            ))}
          </select>
        </label>
      );
    case 'int':
    case 'float': {
      const { min, max } = limits(parameter);
      return (
        <label title={`${title} (${range})`}>
          {face}
          <input
            type="number"
            value={value}
            min={min}
            max={max}
            step={type === 'int' ? 1 : 'any'}
            onChange={(event) => set(parameter, event.currentTarget.value || parameter.default)}
          />
        </label>
      );
    }
    case 'tensor':
    case 'text':
      return <Text key={value} parameter={parameter} value={value} />;
  }
}

/** What it is called here, and on the command line. */
function Name({ of: { name, label, title } }: { of: Parameter }) {
  return (
    <span class="name" title={`${name}: ${title}`}>
      {label}
    </span>
  );
}

/** Set when the field is left, Enter is pressed or a tensor is taken from the list, so that half a word asks for nothing. */
function Text({ parameter, value }: { parameter: Parameter; value: string }) {
  const [typed, put] = useState(value);
  const tensor = parameter.type === 'tensor';
  return (
    <label title={parameter.title}>
      <Name of={parameter} />
      <input
        type="text"
        class={tensor ? 'wide' : undefined}
        list={tensor ? TENSORS : undefined}
        value={typed}
        placeholder={t(tensor ? 'form.tensor' : 'form.none')}
        spellcheck={false}
        onInput={(event) => put(event.currentTarget.value)}
        onChange={(event) => set(parameter, event.currentTarget.value.trim())}
      />
    </label>
  );
}
