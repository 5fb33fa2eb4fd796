import { isTauri } from "@tauri-apps/api/core";

/**
 * The only caller of the backend. It takes the generated commands' `{ status, data | error }` apart, so that a query
 * either has its data or fails with an `ApiFailure` that a page can show in its three parts.
 */
export type ApiError = { readonly code: string; readonly message: string; readonly hint: string | null };

export type Outcome<T, E extends ApiError = ApiError> =
  | { readonly status: "ok"; readonly data: T }
  | { readonly status: "error"; readonly error: E };

export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  readonly code: string;
  /** What to do about it, when the backend knows. */
  readonly hint: string | null;

  constructor(error: ApiError) {
    super(error.message);
    this.code = error.code;
    this.hint = error.hint;
  }
}

export async function unwrap<T>(outcome: Promise<Outcome<T>>): Promise<T> {
  const settled = await outcome;
  if (settled.status === "error") throw new ApiFailure(settled.error);
  return settled.data;
}

/** False in a plain browser, where the pages can be drawn but nothing answers. */
export const hasBackend = (): boolean => isTauri();
