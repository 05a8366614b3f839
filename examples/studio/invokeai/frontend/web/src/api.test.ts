import { describe, expect, it, vi } from "vitest";
import { ApiError, listImages, listTags } from "./api.ts";

function answer(response: Response) {
  const fetch = vi.fn<typeof globalThis.fetch>().mockResolvedValue(response);
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

describe("listImages", () => {
  it("asks for a page of the images with all tags", async () => {
    const page = { items: [], page: 2, pages: 3, total: 50 };
    const fetch = answer(Response.json(page));

    await expect(listImages({ page: 2, tags: ["sea", "새벽"] })).resolves.toEqual(page);

    expect(fetch.mock.calls[0]?.[0]).toBe(
      "/api/gallery/images?page=2&tag=sea&tag=%EC%83%88%EB%B2%BD",
    );
  });

  it("fails with what the service said", async () => {
    answer(Response.json({ detail: "no such page" }, { status: 404 }));

    const failure = listImages({ page: 9, tags: [] });

    await expect(failure).rejects.toThrow(ApiError);
    await expect(failure).rejects.toMatchObject({ status: 404, message: "no such page" });
  });
});

describe("listTags", () => {
  it("fails with the status when the answer is a proxy's error page", async () => {
    answer(new Response("<h1>Bad Gateway</h1>", { status: 502, statusText: "Bad Gateway" }));

    await expect(listTags()).rejects.toThrow("gallery-service answered 502 Bad Gateway");
  });
});
