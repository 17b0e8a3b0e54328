/**
 * All views, one line each. The rail shows the questions that have a view here and that the server knows; where a
 * question has several, the first is its own view and the others are tabs beside it.
 */
import type { ComponentType } from 'preact';
import type { Question } from '../api/types';

export interface View {
  readonly question: Question;
  /** Kept in the address as `w` when it is not the question's first view. */
  readonly id: string;
  /** The key of its title. */
  readonly title: string;
  /** Reads model, input, layer and so on from `state/`; made by `lazy`. */
  readonly component: ComponentType;
}

// For example: { question: 'structure', id: 'graph', title: 'graph',
//   component: lazy(() => import('./StructureView').then((file) => file.StructureView)) }
export const views: readonly View[] = [];

/** The view of a question; `method` may name one of several, and is otherwise the view's own business. */
export function viewOf(question: Question, method: string): View | undefined {
  const own = views.filter((view) => view.question === question);
  return own.find((view) => view.id === method) ?? own[0];
}
