/** The command palette: one field for everything that can be done, gone to or asked. */
import { computed } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { actions, doing, reachable } from '../actions';
import { written } from '../actions/keys';
import type { Card } from '../api/types';
import { bytes } from '../parts/numbers';
import { Dialog } from '../parts/Dialog';
import { answers } from '../state/answers';
import { asks, best, type Found } from '../state/finding';
import { openModel, openSample } from '../state/giving';
import { cards, here, layers, model, session } from '../state/open';
import { select, selection } from '../state/selection';
import { closeSheet, question } from '../state/sheet';
import { t } from '../state/words';

const WAIT_MS = 200;

export function Palette() {
  const [typed, put] = useState(question.value);
  const [at, move] = useState(0);
  const [answered, found] = useState<readonly Card[]>([]);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      (asks(typed) ? answers(typed) : Promise.resolve([])).then(
        (answer) => current && found(answer),
        () => current && found([]),
      );
    }, WAIT_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [typed, cards.value]);
  useEffect(() => list.current?.children[at]?.scrollIntoView({ block: 'nearest' }), [at]);
  const items = [...answered.map(method('answer')), ...everything(typed)];
  const run = (item: Found | undefined) => {
    if (!item) return;
    closeSheet();
    item.run();
  };
  const key = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by !== 0) move((at + by + items.length) % Math.max(1, items.length));
    else if (event.key === 'Enter') run(items[at]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t('action.palette')} close={closeSheet} bare class="palette">
      <input
        autofocus
        role="combobox"
        aria-expanded="true"
        aria-controls="found"
        aria-activedescendant={items[at] && `found-${at}`}
        aria-label={t('palette.field')}
        placeholder={t('palette.field')}
        spellcheck={false}
        value={typed}
        onInput={(event) => {
          put(event.currentTarget.value);
          move(0);
        }}
        onKeyDown={key}
      />
      <ul id="found" role="listbox" aria-label={t('palette.found')} ref={list}>
        {items.map((item, index) => (
          <li key={`${item.kind} ${item.id}`} id={`found-${index}`} role="option" aria-selected={index === at} onClick={() => run(item)} onPointerMove={() => index !== at && move(index)}>
            <small class="kind">{t(`palette.${item.kind}`)}</small>
            <span class="name">{item.title}</span>
            <small class="what">{item.what}</small>
            {item.key && <kbd>{item.key}</kbd>}
          </li>
        ))}
      </ul>
      {items.length === 0 && <p class="hint">{t('palette.none')}</p>}
    </Dialog>
  );
}

function everything(typed: string): readonly Found[] {
  const now = session.value;
  const inside = selection.value.model !== '' && here(model.value) !== null;
  const some = typed.trim() === '' ? 0 : 8;
  return [
    ...best(typed, actions.flatMap((action): Found[] => {
      const run = doing(action);
      const pointless = !reachable(action) || action.id === 'palette' || action.id === 'back' || (action.id === 'find' && !run) || (!inside && /^(question|layer)\./.test(action.id));
      return run && !pointless ? [{ id: action.id, kind: 'action', title: t(action.title), what: '', key: written(action.keys[0] ?? ''), run }] : [];
    }), some || 20),
    ...(inside ? best(typed, stops.value, some) : []),
    ...(inside ? best(typed, cards.value.map(method('method')), some || 3) : []),
    ...best(typed, (now?.models ?? []).map((one): Found => ({ id: one.id, kind: 'model', title: one.name, what: bytes(one.bytes), run: () => openModel(one.path) })), some || 3),
    ...best(typed, (now?.samples ?? []).map((one): Found => ({ id: one.id, kind: 'sample', title: one.title, what: one.what, run: () => openSample(one) })), some || 3),
  ];
}

const stops = computed((): readonly Found[] => {
  const all = layers.value;
  if (!all) return [];
  return all.name.map((name, index) => {
    const tensor = all.tensor[index] ?? '';
    return { id: String(index), kind: 'layer', title: name || tensor, what: all.op[index] ?? '', run: () => select({ layer: tensor }) };
  });
});

function method(kind: 'answer' | 'method') {
  return (card: Card): Found => ({
    id: card.id,
    kind,
    title: card.title,
    what: card.applicable ? card.what : card.reason,
    run: () => select({ question: card.question, method: card.id }),
  });
}
