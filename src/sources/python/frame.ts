/**
 * A frame of a language's own stack, as the report shows it; stacks have the innermost frame first. What is unknown is
 * null.
 */
export interface UserFrame {
  readonly language: string;
  readonly function: string | null;
  readonly file: string | null;
  readonly line: number | null;
  /** Of a native frame: where it is, and in which library. */
  readonly address?: string;
  readonly module?: string;
}
