/** What a call costs when the module does nothing: the yardstick of bench/run.js. */
import { func, object } from "@dagger.io/dagger"

/** Nothing. */
@object()
export class Empty {
  /**
   * Gives its argument back.
   *
   * @param text Any text
   */
  @func()
  echo(text: string): string {
    return text
  }
}
