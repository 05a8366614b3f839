/** Makes the error for what stands at an offset of a text. */
export type Refuse = (offset: number, expected: string, received: string, todo: string) => Error
