export interface Image {
  id: string;
  title: string;
  url: string;
  tags: string[];
}

export interface ImagePage {
  items: Image[];
  page: number;
  pages: number;
  total: number;
}

export interface TagCount {
  tag: string;
  images: number;
}

export class ApiError extends Error {
  override name = "ApiError";
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

const BASE = "/api/gallery";

export function listImages(
  query: { page: number; tags: readonly string[] },
  signal?: AbortSignal,
): Promise<ImagePage> {
  const params = new URLSearchParams({ page: String(query.page) });
  for (const tag of query.tags) params.append("tag", tag);
  return get<ImagePage>(`/images?${params.toString()}`, signal);
}

export function listTags(signal?: AbortSignal): Promise<TagCount[]> {
  return get<TagCount[]>("/tags", signal);
}

async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(BASE + path, { signal });
  if (!response.ok) throw new ApiError(response.status, await detail(response));
  return (await response.json()) as T;
}

/** FastAPI's `detail` where it is a sentence; a proxy's error page or a list of field errors is not shown. */
async function detail(response: Response): Promise<string> {
  const fallback =
    `gallery-service answered ${String(response.status)} ${response.statusText}`.trim();
  try {
    const body = (await response.json()) as { detail?: unknown };
    return typeof body.detail === "string" ? body.detail : fallback;
  } catch {
    return fallback;
  }
}
