import { defineConfig } from 'vite';

// Everything is served by Vitrine itself under a strict content security policy: no inline script, style or data module.
export default defineConfig({
  base: './',
  build: { outDir: 'target/classes/dev/vitrine/web', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: false },
  server: { proxy: { '/api': process.env.VITRINE ?? 'http://127.0.0.1:7878' } },
});
