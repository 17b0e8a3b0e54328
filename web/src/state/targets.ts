/** What targets are called, also those that are not among the first answers. */
import { signal } from '@preact/signals';

const names = signal<ReadonlyMap<string, string>>(new Map());

/** The name of a target, or how it is written. */
export function nameOf(target: string): string {
  return names.value.get(target) ?? target;
}

/** Remembers what an explanation calls its target. */
export function named(target: string, label: string | undefined): void {
  if (target !== '' && label && names.peek().get(target) !== label) names.value = new Map(names.peek()).set(target, label);
}
