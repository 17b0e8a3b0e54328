/** What a method is asked: the card's parameters, filled from the selection. */
import type { Card, Parameter } from '../api/types';
import type { Query } from '../api/client';
import { amongCheckpoints } from './comparable';
import { remember, select, selection, type Selection } from './selection';

/** Parameters that are a part of the one selection, not of a method. */
const BOUND: Record<string, (now: Selection) => string> = {
  layer: (now) => now.layer,
  target: (now) => now.target,
  unit: (now) => now.unit,
  channel: (now) => now.unit.split(',')[0] ?? '',
};

/** Whether a parameter follows the selection; one that chooses a layer by itself keeps doing so until told otherwise. */
export function bound(parameter: Parameter): boolean {
  return parameter.name in BOUND && parameter.default !== 'auto';
}

/** The value of a parameter: what was set, what is selected, or the card's own. */
export function valueOf(parameter: Parameter, now: Selection = selection.value): string {
  const set = bound(parameter) ? BOUND[parameter.name]!(now) : now.set[`p.${parameter.name}`];
  const value = parameter.type === 'int' && set ? set.split(',')[0] : set;
  return value !== undefined && value !== '' && fits(parameter, value) ? value : parameter.default;
}

/** Sets a parameter; the card's own value is forgotten, so that addresses stay short. */
export function set(parameter: Parameter, value: string): void {
  if (!bound(parameter)) remember(`p.${parameter.name}`, value === parameter.default ? '' : value);
  else if (parameter.name === 'channel') select({ unit: value });
  else select({ [parameter.name]: value });
}

/** Those that mean something, the others being what they are. */
export function telling(parameters: readonly Parameter[], now: Selection = selection.value): Parameter[] {
  return parameters.filter(({ when }) => {
    const other = parameters.find((parameter) => parameter.name === when?.parameter);
    return when === null || other === undefined || when.values.includes(valueOf(other, now));
  });
}

/** The limits of a number. */
export function limits(parameter: Parameter): { min: number; max: number } {
  const [min, max] = parameter.range.split('..').map(Number.parseFloat);
  return { min: min ?? Number.NEGATIVE_INFINITY, max: max ?? Number.POSITIVE_INFINITY };
}

export function choices(parameter: Parameter): string[] {
  return parameter.range.split('|');
}

/** Two methods may have a parameter of the same name; a value that only the other knows is not used. */
export function fits(parameter: Parameter, value: string): boolean {
  switch (parameter.type) {
    case 'int':
    case 'float': {
      const { min, max } = limits(parameter);
      const number = Number(value);
      return number >= min && number <= max && (parameter.type === 'float' || Number.isInteger(number));
    }
    case 'choice':
    case 'flag':
      return choices(parameter).includes(value);
    case 'text':
    case 'tensor':
      return true;
  }
}

/** The query of a look: every parameter that means something and differs from the card's own value. */
export function asks(card: Card, more: Query, now: Selection = selection.value): Query {
  const query: Record<string, Query[string]> = {};
  for (const parameter of telling(card.parameters, now)) {
    const value = valueOf(parameter, now);
    if (value !== parameter.default) query[`p.${parameter.name}`] = value;
  }
  return { ...query, ...amongCheckpoints(), ...more };
}
