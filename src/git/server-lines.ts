const mostLines = 20
const longestLine = 500

/**
 * What to show of a failed git command: the lines that the server sent, else git's own last ones.
 * For people only; nothing is decided by it. At most 20 lines of 500 characters, nothing that a terminal would obey.
 */
export function serverLines(stderr: string): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .map((line) => line.replace(/\p{Cc}\[[0-9;]*[A-Za-z]/gu, "").replace(/[\p{Cc}\p{Cf}]/gu, " "))
    .map((line) => line.trimEnd())
    .filter((line) => line !== "")
  const sent = lines
    .filter((line) => line.startsWith("remote:"))
    .map((line) => line.slice("remote:".length).trim())
    .filter((line) => line !== "")
  return (sent.length > 0 ? sent : lines)
    .slice(-mostLines)
    .map((line) => (line.length > longestLine ? `${line.slice(0, longestLine)}…` : line))
    .join("\n")
}
