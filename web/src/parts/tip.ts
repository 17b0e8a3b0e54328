/** The exact value under the pointer: one small label for the whole page, moved without drawing anything again. */
import '../style/tip.css';

let label: HTMLDivElement | undefined;

/** Shows the lines beside the pointer; no lines hide it. */
export function tip(event: PointerEvent | MouseEvent, text: string): void {
  if (text === '') {
    hideTip();
    return;
  }
  if (!label) {
    label = document.createElement('div');
    label.className = 'tip';
    label.setAttribute('aria-hidden', 'true');
    document.body.append(label);
  }
  if (label.textContent !== text) label.textContent = text;
  label.hidden = false;
  const { offsetWidth: width, offsetHeight: height } = label;
  const x = event.clientX + 14 + width > innerWidth ? event.clientX - 10 - width : event.clientX + 14;
  const y = event.clientY + 16 + height > innerHeight ? event.clientY - 10 - height : event.clientY + 16;
  label.style.transform = `translate(${Math.max(0, x)}px, ${Math.max(0, y)}px)`;
}

export function hideTip(): void {
  if (label) label.hidden = true;
}
