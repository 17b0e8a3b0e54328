/** The colours of values: the server's colour maps, and which of them was chosen. */
import { computed, signal } from '@preact/signals';
import { api } from '../api/client';
import { type Colours, coloursOf, type Palette } from '../draw/colour';
import { selection } from './selection';

const maps = signal<Record<string, Colours>>({});

/** The names of all colour maps. */
export const colormaps = computed(() => Object.keys(maps.value));

let asked = false;

/** The chosen palette, or nothing while the colours are on their way. */
export const palette = computed<Palette | null>(() => {
  if (!asked) {
    asked = true;
    void api.colormaps().then(
      (answer) => {
        maps.value = Object.fromEntries(Object.entries(answer).map(([name, digits]) => [name, coloursOf(digits)]));
      },
      () => (asked = false),
    );
  }
  const all = maps.value;
  const chosen = all[selection.value.set.colormap ?? ''];
  if (chosen) return { sequential: chosen, diverging: chosen };
  const { viridis, rdbu } = all;
  return viridis && rdbu ? { sequential: viridis, diverging: rdbu } : null;
});
