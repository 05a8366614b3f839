import { defineConfig } from "vitest/config"

/** Tests against a real Dagger engine. Without one they skip themselves and say so. */
export default defineConfig({
  test: {
    include: ["test/engine/**/*.test.ts"],
    globalSetup: ["test/engine/find-engine.ts", "test/engine/uv-image.ts"],
    expect: { requireAssertions: true },
    testTimeout: 300_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
})
