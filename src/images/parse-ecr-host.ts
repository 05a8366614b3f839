import { SlipwayError } from "../errors.ts"

/** A private registry of Amazon ECR, as its host name says it. */
export interface EcrHost {
  /** Twelve digits; a text, because some begin with 0. */
  account: string
  /** For example `ap-northeast-2`. */
  region: string
  /** The endpoint with FIPS 140 cryptography. */
  fips: boolean
  /** What follows the region, for example `amazonaws.com.cn`: it tells the partition. */
  suffix: string
}

/** The DNS suffixes of the partitions, as AWS's own credential helper knows them. */
const suffixes: readonly string[] = [
  "amazonaws.com",
  "amazonaws.com.cn",
  "amazonaws.eu",
  "on.aws",
  "on.amazonwebservices.com.cn",
  "sc2s.sgov.gov",
  "c2s.ic.gov",
  "cloud.adc-e.uk",
  "csp.hci.ic.gov",
]
const hostPattern =
  /^(?<account>\d+)\.dkr[.-]ecr(?<fips>-fips)?\.(?<region>[a-zA-Z0-9][\w-]*)\.(?<suffix>.+)$/

/**
 * Undefined for a host that is not ECR's, look-alikes included: a token of AWS is never meant for
 * them. An account that is not twelve digits is an E_IMAGE_REFERENCE, because no registry can have it.
 *
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
 */
export function parseEcrHost(host: string): EcrHost | undefined {
  const { account, fips, region, suffix } = hostPattern.exec(host)?.groups ?? {}
  if (account === undefined || region === undefined || suffix === undefined) return undefined
  if (!suffixes.includes(suffix)) return undefined
  if (account.length !== 12)
    throw new SlipwayError(
      "E_IMAGE_REFERENCE",
      `registry ${host}: expected an AWS account of twelve digits, received "${account}" (${account.length})\nPrint yours with: aws sts get-caller-identity --query Account --output text`,
    )
  return { account, region, fips: fips !== undefined, suffix }
}
