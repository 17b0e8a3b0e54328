import './style/base.css';
import { render } from 'preact';
import { Frame } from './frame/Frame';
import { lang, speak } from './state/words';
import './state/theme';

await speak(lang.value).catch(() => undefined);
const page = document.getElementById('page');
if (page) render(<Frame />, page);
