/**
 * From a commit to the cluster, the same on a laptop and in any CI.
 *
 * Slipway finds the services of a monorepo, runs their checks in containers, and says what happened.
 */
import {
  argument,
  check,
  dag,
  func,
  object,
  type Container,
  type Directory,
  type File,
  type Secret,
  type Service,
} from "@dagger.io/dagger"

import {
  checkUpload,
  editImages,
  findStep,
  parseImageArgument,
  releaseArguments,
  renderUnits,
} from "../core.js"
import { ciReport, finish, reportDirectory, runOne, stepContainer } from "./ci.js"
import { openWorkshop } from "./open-workshop.js"
import { runCli } from "./run-cli.js"
import { uploadAll } from "./upload-all.js"

/** How a result is printed. */
export enum Format {
  /** Columns for people. */
  Table = "table",
  /** JSON for programs. */
  Json = "json",
  /** A Markdown table, for a job summary or a comment. */
  Markdown = "markdown",
}

/** The checks, images and releases of a monorepo. */
@object()
export class Slipway {
  /** Names of the secrets that steps may get as variables. */
  secretNames: string[] = []
  /** Their values, in the same order. */
  secretValues: Secret[] = []

  /**
   * A secret that the units which list it in slipway.yaml get as an environment variable.
   *
   * @param name The variable's name, for example NPM_TOKEN
   * @param value Where the value is, for example env://NPM_TOKEN
   */
  @func()
  withSecret(name: string, value: Secret): Slipway {
    const { names, values } = secretsOf(this)
    const next = new Slipway()
    next.secretNames = [...names, name]
    next.secretValues = [...values, value]
    return next
  }

  /**
   * Run every step of every unit in containers: lint, format, typecheck, test, and the steps outside
   * units. All run to their end; prints a table, and fails with a red step's exit code.
   *
   * @param source The repository. Default: the one that this is called in
   * @param config A configuration instead of the source's slipway.yaml
   * @param service Only these units, for example user-service. Default: all
   * @param retry Run red steps again that an earlier call has recorded: any text not used before, for example a run's number
   * @param retries Try a red step this many times more; one that then passes is reported as flaky
   * @param format How the result is printed
   */
  @func()
  @check()
  async ci(
    @argument({
      defaultPath: "/",
      ignore: [
        "**/.git",
        ".github",
        ".idea",
        ".vscode",
        "**/.DS_Store",
        "**/node_modules",
        "**/.venv",
        "**/__pycache__",
        "**/.pytest_cache",
        "**/.ruff_cache",
        "**/.mypy_cache",
        "**/.tox",
        "**/.nox",
        "**/.slipway",
      ],
    })
    source: Directory,
    config?: File,
    service: string[] = [],
    retry?: string,
    retries: number = 0,
    format: Format = Format.Table,
  ): Promise<string> {
    const { plan, shop } = await openWorkshop({
      source,
      config,
      service,
      ...secretsOf(this),
    })
    return finish(await ciReport(plan, shop, { retry, retries }), format)
  }

  /**
   * What `ci` leaves behind, as files: UNIT/STEP/junit.xml, coverage.xml and output.txt, summary.md,
   * report.json. The same steps as `ci`, not run again. Red steps do not make this fail.
   *
   * @param source The repository. Default: the one that this is called in
   * @param config A configuration instead of the source's slipway.yaml
   * @param service Only these units. Default: all
   * @param retry As in `ci`: the same text gives the same results
   * @param retries As in `ci`
   */
  @func()
  async reports(
    @argument({
      defaultPath: "/",
      ignore: [
        "**/.git",
        ".github",
        ".idea",
        ".vscode",
        "**/.DS_Store",
        "**/node_modules",
        "**/.venv",
        "**/__pycache__",
        "**/.pytest_cache",
        "**/.ruff_cache",
        "**/.mypy_cache",
        "**/.tox",
        "**/.nox",
        "**/.slipway",
      ],
    })
    source: Directory,
    config?: File,
    service: string[] = [],
    retry?: string,
    retries: number = 0,
  ): Promise<Directory> {
    const { plan, shop } = await openWorkshop({
      source,
      config,
      service,
      ...secretsOf(this),
    })
    shop.keepOutput = true
    return reportDirectory(await ciReport(plan, shop, { retry, retries }), shop)
  }

  /**
   * Run one step of one unit; prints what it prints, and fails with its exit code.
   *
   * @param service The unit, for example user-service; "(root)" for the steps outside units
   * @param step The step, for example test
   * @param source The repository. Default: the one that this is called in
   * @param config A configuration instead of the source's slipway.yaml
   * @param retry Run it again although its result is recorded: any text not used before
   */
  @func()
  async runStep(
    service: string,
    step: string,
    @argument({
      defaultPath: "/",
      ignore: [
        "**/.git",
        ".github",
        ".idea",
        ".vscode",
        "**/.DS_Store",
        "**/node_modules",
        "**/.venv",
        "**/__pycache__",
        "**/.pytest_cache",
        "**/.ruff_cache",
        "**/.mypy_cache",
        "**/.tox",
        "**/.nox",
        "**/.slipway",
      ],
    })
    source: Directory,
    config?: File,
    retry?: string,
  ): Promise<string> {
    const { plan, shop } = await openWorkshop({
      source,
      config,
      service: [],
      ...secretsOf(this),
    })
    return runOne(findStep(plan, service, step), service, shop, retry)
  }

  /**
   * The container of one step, everything prepared and the step's command not yet run: for
   * `container --service user-service --step test terminal`.
   *
   * @param service The unit, for example user-service
   * @param step The step, for example test
   * @param source The repository. Default: the one that this is called in
   * @param config A configuration instead of the source's slipway.yaml
   */
  @func()
  async container(
    service: string,
    step: string,
    @argument({
      defaultPath: "/",
      ignore: [
        "**/.git",
        ".github",
        ".idea",
        ".vscode",
        "**/.DS_Store",
        "**/node_modules",
        "**/.venv",
        "**/__pycache__",
        "**/.pytest_cache",
        "**/.ruff_cache",
        "**/.mypy_cache",
        "**/.tox",
        "**/.nox",
        "**/.slipway",
      ],
    })
    source: Directory,
    config?: File,
  ): Promise<Container> {
    const { plan, shop } = await openWorkshop({
      source,
      config,
      service: [],
      ...secretsOf(this),
    })
    return stepContainer(findStep(plan, service, step), service, shop)
  }

  /**
   * What was discovered: units, their steps, and where each setting came from. Nothing runs.
   *
   * @param source The repository. Default: the one that this is called in
   * @param config A configuration instead of the source's slipway.yaml
   * @param service Only these units. Default: all
   * @param format How it is printed
   */
  @func()
  async units(
    @argument({
      defaultPath: "/",
      ignore: [
        "**/.git",
        ".github",
        ".idea",
        ".vscode",
        "**/.DS_Store",
        "**/node_modules",
        "**/.venv",
        "**/__pycache__",
        "**/.pytest_cache",
        "**/.ruff_cache",
        "**/.mypy_cache",
        "**/.tox",
        "**/.nox",
        "**/.slipway",
      ],
    })
    source: Directory,
    config?: File,
    service: string[] = [],
    format: Format = Format.Table,
  ): Promise<string> {
    const { plan } = await openWorkshop({ source, config, service, names: [], values: [] })
    return renderUnits(plan, format)
  }

  /**
   * Send the units' coverage to Codecov, one flag per unit. The steps are those of `ci`, not run
   * again; the upload itself is never answered from a cache. A failed upload is printed and is no
   * error: it says nothing about the commit.
   *
   * @param token Codecov's upload token, for example env://CODECOV_TOKEN
   * @param source The repository. Default: the one that this is called in
   * @param config A configuration instead of the source's slipway.yaml
   * @param service Only these units. Default: all
   * @param sha The commit that was tested, 40 hex digits
   * @param slug OWNER/NAME of the repository
   * @param branch Its branch
   * @param url Another Codecov than codecov.io, for example https://codecov.example.com
   */
  @func({ cache: "never" })
  async uploadCoverage(
    token: Secret,
    @argument({
      defaultPath: "/",
      ignore: [
        "**/.git",
        ".github",
        ".idea",
        ".vscode",
        "**/.DS_Store",
        "**/node_modules",
        "**/.venv",
        "**/__pycache__",
        "**/.pytest_cache",
        "**/.ruff_cache",
        "**/.mypy_cache",
        "**/.tox",
        "**/.nox",
        "**/.slipway",
      ],
    })
    source: Directory,
    sha: string,
    slug: string,
    config?: File,
    service: string[] = [],
    branch?: string,
    url?: string,
  ): Promise<string> {
    const target = { sha, slug, branch, url }
    checkUpload(target)
    const { plan, shop } = await openWorkshop({
      source,
      config,
      service,
      ...secretsOf(this),
    })
    await ciReport(plan, shop, { retry: undefined, retries: 0 })
    return uploadAll(shop, token, target)
  }

  /**
   * The text of a kustomization with other images, as `kustomize edit set image` means it, every
   * other byte as it was. Writes nothing: export the file to keep it.
   *
   * @param file The kustomization.yaml
   * @param image NAME=NEWNAME:TAG@DIGEST, NAME=NEWNAME:TAG, NAME:TAG, NAME@DIGEST and so on; * for what stays as it is
   */
  @func()
  async setImage(file: File, image: string[]): Promise<File> {
    const [text, name] = await Promise.all([file.contents(), file.name()])
    const edited = editImages(text, image.map(parseImageArgument), { file: name })
    return dag.file(name, edited.text)
  }

  /**
   * Put images that are already published into an environment: one commit of the GitOps repository
   * for all of them, or none. An older build never takes the place of a newer one, a held unit stays
   * where it is, and the same call again changes nothing.
   *
   * @param env The environment, for example dev
   * @param image UNIT=REPOSITORY:TAG@DIGEST, for example user-service=registry.example.com/acme/user-service:v1.2.3@sha256:...
   * @param source The repository. Default: the one that this is called in
   * @param config A configuration instead of the source's slipway.yaml
   * @param history The source's .git, whole: builds are ordered by it. Default: by what the GitOps repository knows
   * @param dryRun Print what would be committed, and commit nothing
   * @param noVerify Do not look the images up in their registry; the commit says so
   * @param gitToken A token that may write to the GitOps repository, for example env://GITOPS_TOKEN
   * @param githubAppId The id of a GitHub App instead: its commits are signed by GitHub
   * @param githubAppKey The App's private key, for example file://app.pem
   * @param registryUsername The registry's user; AWS for ECR
   * @param registryPassword The registry's password or token
   * @param gitServer A git server that only the caller reaches, as http://git-server:PORT/ in slipway.yaml
   * @param actor Who releases, for the commit
   * @param runUrl Where this run can be looked at, for the commit
   * @param deadline How long the write may take, for example 10m
   * @param format How the result is printed
   */
  @func({ cache: "never" })
  async release(
    env: string,
    image: string[],
    @argument({
      defaultPath: "/",
      ignore: [
        "**/.git",
        ".github",
        ".idea",
        ".vscode",
        "**/.DS_Store",
        "**/node_modules",
        "**/.venv",
        "**/__pycache__",
        "**/.pytest_cache",
        "**/.ruff_cache",
        "**/.mypy_cache",
        "**/.tox",
        "**/.nox",
        "**/.slipway",
      ],
    })
    source: Directory,
    config?: File,
    history?: Directory,
    dryRun: boolean = false,
    noVerify: boolean = false,
    gitToken?: Secret,
    githubAppId?: string,
    githubAppKey?: Secret,
    registryUsername?: string,
    registryPassword?: Secret,
    gitServer?: Service,
    actor?: string,
    runUrl?: string,
    deadline?: string,
    format: Format = Format.Table,
  ): Promise<string> {
    return runCli({
      args: releaseArguments({
        env,
        image,
        dryRun,
        noVerify,
        githubAppId,
        registryUsername,
        actor,
        runUrl,
        deadline,
        format,
      }),
      source,
      config,
      history,
      secrets: {
        SLIPWAY_GIT_TOKEN: gitToken,
        SLIPWAY_GITHUB_APP_KEY: githubAppKey,
        SLIPWAY_REGISTRY_PASSWORD: registryPassword,
      },
      gitServer,
    })
  }
}

/** The engine leaves empty lists out of an object's state. */
function secretsOf(slipway: Slipway): { names: string[]; values: Secret[] } {
  return { names: slipway.secretNames ?? [], values: slipway.secretValues ?? [] }
}
