import { defineConfig } from "vitest/config"

/** What is slow or needs other programs: real package managers, kills, second opinions. */
export default defineConfig({
  test: {
    include: ["test/faults/**/*.test.ts"],
    expect: { requireAssertions: true },
    testTimeout: 600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
})
