import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import type { Image } from "./api.ts";
import { App } from "./App.tsx";

const SIZE = 2;

const image = (title: string, ...tags: string[]): Image => ({
  id: title,
  title,
  url: `https://images.example.com/${title}.png`,
  tags,
});

/** Answers as gallery-service does. */
function serve(images: Image[]) {
  const fetch = vi.fn((input: string) => {
    const { pathname, searchParams } = new URL(input, "http://localhost");
    if (pathname === "/api/gallery/tags") {
      const tags = [...new Set(images.flatMap((each) => each.tags))];
      return Promise.resolve(
        Response.json(
          tags.map((tag) => ({
            tag,
            images: images.filter((each) => each.tags.includes(tag)).length,
          })),
        ),
      );
    }
    const page = Number(searchParams.get("page"));
    const found = images.filter((each) =>
      searchParams.getAll("tag").every((tag) => each.tags.includes(tag)),
    );
    return Promise.resolve(
      Response.json({
        items: found.slice((page - 1) * SIZE, page * SIZE),
        page,
        pages: Math.max(1, Math.ceil(found.length / SIZE)),
        total: found.length,
      }),
    );
  });
  vi.stubGlobal("fetch", fetch);
}

const titles = () => screen.getAllByRole<HTMLImageElement>("img").map((each) => each.alt);

it("shows the images after loading", async () => {
  serve([image("Dawn", "sea"), image("Noon")]);
  render(<App />);

  expect(screen.getByRole("status").textContent).toBe("Loading…");
  await screen.findByAltText("Dawn");
  expect(titles()).toEqual(["Dawn", "Noon"]);
});

it("filters by tag, from the first page on", async () => {
  serve([image("Dawn", "sea"), image("Noon"), image("Dusk", "sea")]);
  render(<App />);
  fireEvent.click(await screen.findByRole("button", { name: "Next" }));
  await screen.findByText("2 of 2");

  fireEvent.click(screen.getByRole("button", { name: "sea (2)" }));

  await screen.findByAltText("Dawn");
  expect(titles()).toEqual(["Dawn", "Dusk"]);
  expect(screen.getByRole("button", { name: "sea (2)" }).getAttribute("aria-pressed")).toBe("true");

  fireEvent.click(screen.getByRole("button", { name: "sea (2)" }));
  await screen.findByAltText("Noon");
});

it("says that an empty gallery is empty", async () => {
  serve([]);
  render(<App />);

  await screen.findByText("No images.");
  expect(screen.queryByRole("navigation")).toBeNull();
});

it("says why the gallery is not available", async () => {
  vi.stubGlobal(
    "fetch",
    vi.fn(() => Promise.resolve(Response.json({ detail: "starting" }, { status: 503 }))),
  );
  render(<App />);

  expect((await screen.findByRole("alert")).textContent).toBe(
    "The gallery is not available: starting",
  );
});
