/**
 * All views, one line each. The rail shows the questions that have a view here and that the server knows; where a
 * question has several, the first is its own view and the others are tabs beside it.
 */
import type { ComponentType } from 'preact';
import type { Question } from '../api/types';
import { lazy } from '../parts/lazy';

export interface View {
  readonly question: Question;
  /** Kept in the address as `w` when it is not the question's first view. */
  readonly id: string;
  /** The key of its title. */
  readonly title: string;
  /** It offers the question's ways of looking itself; the rail does not repeat them. */
  readonly offers?: true;
  /** Reads model, input, layer and so on from `state/`; made by `lazy`. */
  readonly component: ComponentType;
}

export const views: readonly View[] = [
  { question: 'structure', id: 'graph', title: 'graph', offers: true, component: lazy(() => import('./StructureView').then((file) => file.StructureView)) },
  { question: 'structure', id: 'layers', title: 'layers.table', component: lazy(() => import('./LayerTable').then((file) => file.LayerTable)) },
  { question: 'parameters', id: 'parameters', title: 'parameters.own', component: lazy(() => import('./ParametersView').then((file) => file.ParametersView)) },
  { question: 'features', id: 'features', title: 'features.own', component: lazy(() => import('./FeaturesView').then((file) => file.FeaturesView)) },
  { question: 'decision', id: 'prediction', title: 'decision.own', offers: true, component: lazy(() => import('./DecisionView').then((file) => file.DecisionView)) },
  { question: 'training', id: 'ways', title: 'ways.own', offers: true, component: lazy(() => import('./WaysView').then((file) => file.WaysView)) },
  { question: 'health', id: 'ways', title: 'ways.own', component: lazy(() => import('./WaysView').then((file) => file.WaysView)) },
  { question: 'health', id: 'derivative', title: 'derivative.own', component: lazy(() => import('./DerivativeView').then((file) => file.DerivativeView)) },
];

/** The view of a question; `method` may name one of several, and is otherwise the view's own business. */
export function viewOf(question: Question, method: string): View | undefined {
  const own = views.filter((view) => view.question === question);
  return own.find((view) => view.id === method) ?? own[0];
}
