import { expect, test } from "vitest"

import { parseEcrHost } from "../../src/images/parse-ecr-host.ts"

const account = "012345678901"

test.each([
  ["dkr.ecr.eu-west-1.amazonaws.com", "eu-west-1", false, "amazonaws.com"],
  ["dkr.ecr-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1", true, "amazonaws.com"],
  ["dkr.ecr.cn-north-1.amazonaws.com.cn", "cn-north-1", false, "amazonaws.com.cn"],
  ["dkr.ecr.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1", false, "amazonaws.eu"],
  ["dkr-ecr.ap-northeast-2.on.aws", "ap-northeast-2", false, "on.aws"],
  ["dkr-ecr-fips.us-east-1.on.aws", "us-east-1", true, "on.aws"],
  [
    "dkr-ecr.cn-north-1.on.amazonwebservices.com.cn",
    "cn-north-1",
    false,
    "on.amazonwebservices.com.cn",
  ],
  ["dkr.ecr.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1", false, "sc2s.sgov.gov"],
  ["dkr.ecr.us-iso-east-1.c2s.ic.gov", "us-iso-east-1", false, "c2s.ic.gov"],
  ["dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk", "eu-isoe-west-1", false, "cloud.adc-e.uk"],
  ["dkr.ecr.us-isof-south-1.csp.hci.ic.gov", "us-isof-south-1", false, "csp.hci.ic.gov"],
])("%s", (host, region, fips, suffix) => {
  expect(parseEcrHost(`${account}.${host}`)).toEqual({ account, region, fips, suffix })
})

test.each([
  "docker.io",
  "public.ecr.aws",
  `${account}.dkr.ecr.eu-west-1.amazonaws.com.fake.example.com`,
  `${account}.dkr.ecr.eu-west-1.amazonaws.com.fake.cn`,
  `${account}.dkr.ecr.eu-west-1.fakeamazonaws.com`,
  `${account}.dkr.ecr.amazonaws.com`,
  `${account}.dkr.ecr.eu.west.amazonaws.com`,
  `${account}.dkr.ecr-fake.eu-west-1.amazonaws.com`,
  `${account}.dkrXecr.eu-west-1.amazonaws.com`,
  `${account}.dkr.ecr.eu-west-1.amazonaws.com:443`,
  `${account}.dkr.ecr.eu-west-1.amazonaws.com\n`,
  `x${account}.dkr.ecr.eu-west-1.amazonaws.com`,
  `fake.${account}.dkr.ecr.eu-west-1.amazonaws.com`,
  `${account}.dkr.ecr.-eu.amazonaws.com`,
  `123456789.dkr.ecr.eu-west-1.amazonaws.com.fake.example.com`,
])("%j is not ECR's", (host) => {
  expect(parseEcrHost(host)).toBeUndefined()
})

test.each(["123456789", "1234567890123"])("account %s is refused", (digits) => {
  const host = `${digits}.dkr.ecr.eu-west-1.amazonaws.com`
  expect(() => parseEcrHost(host)).toThrow(
    expect.objectContaining({
      code: "E_IMAGE_REFERENCE",
      message: `registry ${host}: expected an AWS account of twelve digits, received "${digits}" (${digits.length})\nPrint yours with: aws sts get-caller-identity --query Account --output text`,
    }),
  )
})
