/** The end of an exhaustive match: it does not compile while a variant of the union is not handled. */
export function never(value: never): never {
  throw new Error(`unhandled variant: ${JSON.stringify(value)}`);
}
