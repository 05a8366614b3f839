import { createPrivateKey, type KeyObject } from "node:crypto"

import { SlipwayError } from "../errors.ts"

/**
 * A GitHub App's private key as PKCS #8 in PEM. Line breaks may be written as `\n`, as they often
 * are in a variable. What is wrong with a key is said without a character of it.
 */
export function appKey(pem: string): string {
  const key = parse(pem.replaceAll(String.raw`\n`, "\n").trim())
  if (key.asymmetricKeyType !== "rsa") {
    throw unusable(`it is a key of type ${key.asymmetricKeyType}, and an App's is an RSA key`)
  }
  return key.export({ type: "pkcs8", format: "pem" }).toString()
}

function parse(pem: string): KeyObject {
  if (pem === "") throw unusable("it is empty")
  if (/^-----BEGIN ENCRYPTED |^Proc-Type:.*ENCRYPTED/m.test(pem)) throw unusable("it is encrypted")
  try {
    // With a passphrase, though an empty one, OpenSSL never asks the terminal for it.
    return createPrivateKey({ key: pem, format: "pem", passphrase: "" })
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "no code"
    throw unusable(`it is no private key in PEM format (${code})`)
  }
}

function unusable(reason: string): SlipwayError {
  return new SlipwayError(
    "E_GITHUB_APP",
    `the private key of the GitHub App cannot be used: ${reason}. Nothing was sent. Give the whole ` +
      `file that GitHub made for the App, from its BEGIN line to its END line.`,
  )
}
