import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { compress } from './build/compress.ts'
import { mendParts } from './build/mends.ts'

const server = process.env.TAGMA_API ?? 'http://127.0.0.1:8321'
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  plugins: [react(), mendParts(), compress()],
  resolve: { alias: { '@': here('./src') } },
  server: {
    host: '127.0.0.1',
    port: 5321,
    proxy: { '/api': { target: server, changeOrigin: true, headers: { origin: server } } },
  },
  build: {
    outDir: process.env.TAGMA_STATIC ?? here('../src/tagma/server/static'),
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: true,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'echarts', test: /node_modules[\\/](echarts|zrender|tslib)[\\/]/ },
            { name: 'base', test: /node_modules[\\/]@ant-design[\\/]icons|web[\\/]src[\\/](api|lib)[\\/]/ },
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler|@tanstack|i18next|react-i18next)[\\/]/ },
          ],
        },
      },
    },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts', 'src/**/*.test.tsx'] },
})
