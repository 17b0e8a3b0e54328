/** The view of a question that has none of its own: its ways of looking, one at a time. */
import { cards, model } from '../state/open';
import { MethodPanel } from '../parts/MethodPanel';
import { Notice, State } from '../parts/State';
import { Ways } from '../parts/Ways';
import { selection } from '../state/selection';
import { t } from '../state/words';

export function WaysView() {
  const { question, method } = selection.value;
  const own = cards.value.filter((card) => card.question === question);
  const card = own.find((one) => one.id === method) ?? own.find((one) => one.applicable) ?? own[0];
  return (
    <State of={model.value}>
      {() => (
        <div class="view">
          <Ways question={question} />
          {card ? <MethodPanel key={card.id} card={card} /> : <Notice title={t('ways.none')} />}
        </div>
      )}
    </State>
  );
}
