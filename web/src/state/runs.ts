/** Whether the open model can run, or is weights alone. */
import { computed } from '@preact/signals';
import { here, model } from './open';

/** Nothing flows into it and nothing out: a state dict, a file of weights. */
export const weightsOnly = computed(() => {
  const now = here(model.value);
  return now !== null && now.inputs.length === 0 && now.outputs.length === 0;
});
