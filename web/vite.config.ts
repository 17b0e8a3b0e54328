import { defineConfig } from 'vite';

// Everything is served by Vitrine itself under a strict content security policy: no inline script, style or data module.
// While working on the page, Vite serves it and passes the API on to a running `vitrine open`, with the token of its start.
const server = process.env.VITRINE ?? 'http://127.0.0.1:7878';
const headers = { origin: server, 'sec-fetch-site': 'same-origin' };

export default defineConfig(({ command }) => ({
  base: './',
  build: { outDir: 'target/classes/dev/vitrine/web', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: false },
  server: { proxy: { '/api': { target: server, changeOrigin: true, headers } } },
  plugins: [
    {
      name: 'token',
      async transformIndexHtml(html: string) {
        if (command !== 'serve') return html;
        const page = await fetch(server).then((answer) => answer.text());
        const token = /vitrine-token" content="(\w*)"/.exec(page)?.[1] ?? '';
        return html.replace('vitrine-token" content=""', `vitrine-token" content="${token}"`);
      },
    },
  ],
}));
