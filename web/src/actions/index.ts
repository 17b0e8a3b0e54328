/** Everything that can be done by a key, in one table: the keyboard, the help and the palette are made from it. */
import type { Question } from '../api/types';
import { select, selection } from '../state/selection';
import { goBy } from '../state/series';
import { openPalette, sheet } from '../state/sheet';
import { toggleTheme } from '../state/theme';
import { lang, speak } from '../state/words';
import { viewOf } from '../views';
import { back } from './back';
import { convert, convertible } from './convert';
import { handlers } from './handlers';
import { step } from './step';

export interface Action {
  readonly id: string;
  /** The key of its title. */
  readonly title: string;
  /** As `KeyboardEvent.key` says; `Mod+` is Ctrl, on a Mac the command key. */
  readonly keys: readonly string[];
  /** What it does everywhere; an action without is done by the view that is shown, with `useAction`. */
  readonly run?: () => void;
}

export const QUESTIONS: readonly Question[] = ['structure', 'parameters', 'features', 'decision', 'training', 'health'];

const questions: readonly Action[] = QUESTIONS.map((question, index) => ({
  id: `question.${question}`,
  title: `question.${question}`,
  keys: [String(index + 1)],
  run: () => ask(question),
}));

export const actions: readonly Action[] = [
  { id: 'palette', title: 'action.palette', keys: ['Mod+k'], run: () => openPalette() },
  { id: 'help', title: 'action.help', keys: ['?'], run: () => (sheet.value = 'help') },
  { id: 'find', title: 'action.find', keys: ['/'], run: () => openPalette() },
  ...questions,
  { id: 'layer.previous', title: 'action.layer.previous', keys: ['['], run: () => step(-1) },
  { id: 'layer.next', title: 'action.layer.next', keys: [']'], run: () => step(1) },
  { id: 'checkpoint.previous', title: 'action.checkpoint.previous', keys: [','], run: () => goBy(-1) },
  { id: 'checkpoint.next', title: 'action.checkpoint.next', keys: ['.'], run: () => goBy(1) },
  { id: 'fit', title: 'action.fit', keys: [' '] },
  { id: 'expand', title: 'action.expand', keys: ['e'] },
  { id: 'scale', title: 'action.scale', keys: ['s'] },
  { id: 'overlay', title: 'action.overlay', keys: ['o'] },
  { id: 'compare', title: 'action.compare', keys: ['c'] },
  { id: 'convert', title: 'action.convert', keys: ['x'], run: () => void convert() },
  { id: 'theme', title: 'action.theme', keys: ['d'], run: toggleTheme },
  { id: 'language', title: 'action.language', keys: ['l'], run: () => void speak(lang.value === 'en' ? 'zh' : 'en') },
  { id: 'back', title: 'action.back', keys: ['Escape'], run: back },
];

/** Goes to a question, if it has a view; the rest of the selection stays. */
export function ask(question: Question): void {
  if (selection.value.model !== '' && viewOf(question, '')) select({ question, method: '' });
}

/** Whether there is such a thing here: a question that no view answers cannot be asked, and weights alone are no network. */
export function reachable(action: Action): boolean {
  if (action.id === 'convert') return convertible();
  const question = QUESTIONS.find((one) => action.id === `question.${one}`);
  return question === undefined || viewOf(question, '') !== undefined;
}

/** What an action would do now: the handler of what is shown, or what it does everywhere. */
export function doing(action: Action): (() => void) | undefined {
  return handlers.value.get(action.id)?.at(-1) ?? action.run;
}
