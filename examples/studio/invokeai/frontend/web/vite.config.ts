import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  server: {
    proxy: {
      // As nginx does it in the image: /api/gallery/images is /images of gallery-service.
      "/api/gallery": {
        target: "http://localhost:8004",
        rewrite: (path) => path.replace("/api/gallery", ""),
      },
    },
  },
  test: {
    environment: "jsdom",
    setupFiles: "src/test-setup.ts",
  },
});
