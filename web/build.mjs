// Builds the page for Maven: packages once per lock file, then types, tests, bundle, size budget.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const BUDGET = 150_000;
const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const bundle = join(here, 'target/classes/dev/vitrine/web');

function npm(...args) {
  execFileSync('npm', args, { cwd: here, stdio: 'inherit', shell: process.platform === 'win32' });
}

const installed = join(here, 'node_modules/.package-lock.json');
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(join(here, 'package-lock.json')).mtimeMs) {
  npm('ci', '--no-audit', '--no-fund', '--loglevel=error');
}
const fast = process.argv.includes('--fast');
if (!fast) {
  npm('run', '--silent', 'check');
  npm('test', '--silent');
}
npm('run', '--silent', 'build', '--', '--logLevel', 'warn');

// What the first view needs: the page and all that it loads at once.
const page = readFileSync(join(bundle, 'index.html'), 'utf8');
const first = readdirSync(join(bundle, 'assets')).filter((file) => page.includes(file));
const bytes = first.reduce((sum, file) => sum + gzipSync(readFileSync(join(bundle, 'assets', file))).length, 0);
console.log(`The first view is ${bytes} bytes compressed; the budget is ${BUDGET}.`);
if (bytes > BUDGET) process.exit(1);
