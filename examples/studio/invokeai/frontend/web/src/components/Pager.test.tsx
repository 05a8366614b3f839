import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { Pager } from "./Pager.tsx";

const button = (name: string) => screen.getByRole<HTMLButtonElement>("button", { name });

it("goes to the next and the previous page", () => {
  const onChange = vi.fn();
  render(<Pager page={2} pages={3} onChange={onChange} />);

  fireEvent.click(button("Next"));
  fireEvent.click(button("Previous"));

  expect(onChange.mock.calls).toEqual([[3], [1]]);
});

it("stops at both ends", () => {
  const { rerender } = render(<Pager page={1} pages={2} onChange={vi.fn()} />);
  expect([button("Previous").disabled, button("Next").disabled]).toEqual([true, false]);

  rerender(<Pager page={2} pages={2} onChange={vi.fn()} />);
  expect([button("Previous").disabled, button("Next").disabled]).toEqual([false, true]);
});

it("is not there for a single page", () => {
  const { container } = render(<Pager page={1} pages={1} onChange={vi.fn()} />);

  expect(container.innerHTML).toBe("");
});
