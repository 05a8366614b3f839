// Made from src/ by `npm run build`. Do not edit.
import * as z from 'zod';

declare const Config: z.ZodObject<{
    discover: z.ZodOptional<z.ZodUnion<readonly [z.ZodBoolean, z.ZodObject<{
        include: z.ZodOptional<z.ZodArray<z.ZodString>>;
        exclude: z.ZodOptional<z.ZodArray<z.ZodString>>;
    }, z.core.$strict>]>>;
    python: z.ZodOptional<z.ZodObject<{
        version: z.ZodOptional<z.ZodString>;
        image: z.ZodOptional<z.ZodString>;
        uv: z.ZodOptional<z.ZodString>;
        uvImage: z.ZodOptional<z.ZodString>;
        index: z.ZodOptional<z.ZodURL>;
        ruff: z.ZodOptional<z.ZodString>;
        pytest: z.ZodOptional<z.ZodString>;
        pytestCov: z.ZodOptional<z.ZodString>;
        mypy: z.ZodOptional<z.ZodString>;
        pyright: z.ZodOptional<z.ZodString>;
    }, z.core.$strict>>;
    node: z.ZodOptional<z.ZodObject<{
        version: z.ZodOptional<z.ZodString>;
        image: z.ZodOptional<z.ZodString>;
        pnpm: z.ZodOptional<z.ZodString>;
        registry: z.ZodOptional<z.ZodURL>;
    }, z.core.$strict>>;
    mirrors: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodString>>;
    env: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodString>>;
    timeout: z.ZodOptional<z.ZodString>;
    gitops: z.ZodOptional<z.ZodObject<{
        repository: z.ZodOptional<z.ZodString>;
        branch: z.ZodOptional<z.ZodString>;
        transport: z.ZodOptional<z.ZodEnum<{
            auto: "auto";
            git: "git";
            github: "github";
        }>>;
        api: z.ZodOptional<z.ZodURL>;
        username: z.ZodOptional<z.ZodString>;
        image: z.ZodOptional<z.ZodString>;
        cliImage: z.ZodOptional<z.ZodString>;
        kustomizeImage: z.ZodOptional<z.ZodString>;
        environments: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodObject<{
            path: z.ZodString;
            policy: z.ZodOptional<z.ZodEnum<{
                commit: "commit";
                "pull-request": "pull-request";
            }>>;
            ordering: z.ZodOptional<z.ZodEnum<{
                warn: "warn";
                strict: "strict";
            }>>;
        }, z.core.$strict>>>;
    }, z.core.$strict>>;
    units: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodObject<{
        path: z.ZodOptional<z.ZodString>;
        kind: z.ZodOptional<z.ZodEnum<{
            custom: "custom";
            python: "python";
            node: "node";
        }>>;
        image: z.ZodOptional<z.ZodString>;
        python: z.ZodOptional<z.ZodObject<{
            version: z.ZodOptional<z.ZodString>;
            image: z.ZodOptional<z.ZodString>;
            uv: z.ZodOptional<z.ZodString>;
            uvImage: z.ZodOptional<z.ZodString>;
            index: z.ZodOptional<z.ZodURL>;
            ruff: z.ZodOptional<z.ZodString>;
            pytest: z.ZodOptional<z.ZodString>;
            pytestCov: z.ZodOptional<z.ZodString>;
            mypy: z.ZodOptional<z.ZodString>;
            pyright: z.ZodOptional<z.ZodString>;
        }, z.core.$strict>>;
        node: z.ZodOptional<z.ZodObject<{
            version: z.ZodOptional<z.ZodString>;
            image: z.ZodOptional<z.ZodString>;
            pnpm: z.ZodOptional<z.ZodString>;
            registry: z.ZodOptional<z.ZodURL>;
        }, z.core.$strict>>;
        extras: z.ZodOptional<z.ZodArray<z.ZodString>>;
        groups: z.ZodOptional<z.ZodArray<z.ZodString>>;
        requirements: z.ZodOptional<z.ZodArray<z.ZodString>>;
        coverage: z.ZodOptional<z.ZodArray<z.ZodString>>;
        env: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodString>>;
        secrets: z.ZodOptional<z.ZodArray<z.ZodString>>;
        services: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodObject<{
            image: z.ZodString;
            port: z.ZodInt;
            env: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodString>>;
            args: z.ZodOptional<z.ZodArray<z.ZodString>>;
        }, z.core.$strict>>>;
        inputs: z.ZodOptional<z.ZodArray<z.ZodString>>;
        exclude: z.ZodOptional<z.ZodArray<z.ZodString>>;
        setup: z.ZodOptional<z.ZodArray<z.ZodArray<z.ZodString>>>;
        gitops: z.ZodOptional<z.ZodObject<{
            image: z.ZodOptional<z.ZodString>;
        }, z.core.$strict>>;
        tests: z.ZodOptional<z.ZodLiteral<"none">>;
        steps: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodUnion<readonly [z.ZodLiteral<false>, z.ZodObject<{
            run: z.ZodOptional<z.ZodArray<z.ZodString>>;
            script: z.ZodOptional<z.ZodString>;
            args: z.ZodOptional<z.ZodArray<z.ZodString>>;
            env: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodString>>;
            timeout: z.ZodOptional<z.ZodString>;
            junit: z.ZodOptional<z.ZodString>;
            coverage: z.ZodOptional<z.ZodString>;
        }, z.core.$strict>]>>>;
    }, z.core.$strict>>>;
    steps: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodObject<{
        image: z.ZodOptional<z.ZodString>;
        env: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodString>>;
        timeout: z.ZodOptional<z.ZodString>;
        kind: z.ZodDefault<z.ZodEnum<{
            custom: "custom";
            python: "python";
            node: "node";
        }>>;
        coverage: z.ZodOptional<z.ZodString>;
        inputs: z.ZodArray<z.ZodString>;
        run: z.ZodArray<z.ZodString>;
        junit: z.ZodOptional<z.ZodString>;
    }, z.core.$strict>>>;
}, z.core.$strict>;
type Config = z.infer<typeof Config>;

/** A configuration and the way back from a key path to the line it stands on. */
interface LoadedConfig {
    config: Config;
    file: string;
    lineOf: (path: readonly PropertyKey[]) => number | undefined;
}
/** Parse slipway.yaml. Throws one E_CONFIG error that lists every problem; `undefined` is no file. */
declare function loadConfig(text: string | undefined, file?: string): LoadedConfig;

/** The images in which the module runs what has an effect, after mirrors. */
declare function cliImages({ config }: LoadedConfig): {
    cli: string;
    kustomize: string;
};

/**
 * Every version that Slipway chooses when neither the project nor slipway.yaml does, in one place.
 * The guide's choices where it names one: Python 3.12, Node 22, pnpm 10.
 */
declare const defaults: {
    readonly python: "3.12";
    /** Newest first: what is tried when the project does not accept the default. */
    readonly pythons: readonly ["3.12", "3.13", "3.14", "3.11", "3.10", "3.9"];
    readonly node: "22";
    readonly nodes: readonly ["22", "24", "20", "26", "18"];
    readonly uv: "0.13.9";
    readonly uvImage: "ghcr.io/astral-sh/uv";
    readonly pnpm: "10.34.9";
    readonly ruff: "0.17.6";
    readonly pytest: "9.2.0";
    readonly pytestCov: "7.1.0";
    readonly mypy: "2.4.1";
    readonly pyright: "1.1.414";
    readonly codecov: "11.3.1";
    /** Has git and certificates beside Node: what the module's effects run in. */
    readonly cliImage: "node:22-bookworm";
    readonly kustomizeImage: "registry.k8s.io/kustomize/kustomize:v5.8.1";
    readonly timeout: "30m";
};

interface UploadTarget {
    sha?: string | undefined;
    slug?: string | undefined;
    branch?: string | undefined;
    url?: string | undefined;
}
/** Refuse what could be read as an option or is not what its name says, before anything runs. */
declare function checkUpload(target: UploadTarget): void;

interface CoverageUpload {
    /** The Cobertura file, as the command sees it. */
    file: string;
    /** The unit's name: Codecov shows coverage by flag. */
    flag: string;
    /** The commit that was tested, 40 hex digits. Undefined: what the CI's variables say. */
    sha?: string | undefined;
    /** OWNER/NAME. */
    slug?: string | undefined;
    branch?: string | undefined;
    /** Another Codecov than codecov.io. */
    url?: string | undefined;
}
/**
 * Codecov's own uploader for one file. The token comes from the variable CODECOV_TOKEN, never from
 * an argument. https://github.com/codecov/codecov-cli
 */
declare function codecovArgv(upload: CoverageUpload): string[];

/** What kind of failure an error is. Code branches on it; people read the message. */
type ErrorCode = "E_USAGE" | "E_CONFIG" | "E_SOURCE" | "E_UNKNOWN_UNIT" | "E_UNKNOWN_STEP" | "E_TOOL" | "E_UPLOAD" | "E_HOST" | "E_CANCELLED"
/** An image reference or an argument that names one. */
 | "E_IMAGE_REFERENCE"
/** A file that is no kustomization, or one that cannot be edited safely. */
 | "E_KUSTOMIZATION" | "E_IMAGE_ENTRY_MISSING" | "E_IMAGE_ENTRY_TWICE"
/** The remote of a GitOps repository that could not be asked. */
 | "E_REMOTE"
/** A remote that was asked properly and does not let the branch move. */
 | "E_PUSH_REFUSED" | "E_HISTORY_REWRITTEN" | "E_DEADLINE" | "E_HELD"
/** A build that is not known to be newer, where that is asked for. */
 | "E_ORDER"
/** A GitHub App whose id or private key cannot be used. */
 | "E_GITHUB_APP"
/** A `.slipway.yaml` that is no record, or what is to be written into one. */
 | "E_RECORD"
/** The registry answered that the image, or a part of it, is not there. */
 | "E_IMAGE_MISSING"
/** What is published is not what the reference says, or its parts contradict each other. */
 | "E_IMAGE_MISMATCH"
/** A registry that wants other credentials. */
 | "E_REGISTRY_AUTH"
/** A registry that could not be asked: nothing is known of the image, and later may help. */
 | "E_REGISTRY"
/** A registry whose answer cannot be used or trusted: another try does not help. */
 | "E_REGISTRY_ANSWER"
/** A fault of Slipway itself. */
 | "E_INTERNAL"
/** How a git remote is named or logged in to: its address, branch, author, user name or password. */
 | "E_GIT_ADDRESS"
/** A path that no file of a git tree can have. */
 | "E_GIT_PATH";
/**
 * An error that is meant for the person who called. Its message stands alone: only the message
 * crosses the Dagger boundary.
 */
declare class SlipwayError extends Error {
    readonly code: ErrorCode;
    /** The process exit code that this error asks for. */
    readonly exitCode: number;
    /** The help of the command line tells more. */
    readonly seeHelp: boolean;
    constructor(code: ErrorCode, message: string, options?: {
        cause?: unknown;
        exitCode?: number;
        seeHelp?: boolean;
    });
}

/** What a caller says of a release, without secrets and directories. */
interface ReleaseWish {
    env: string;
    image: readonly string[];
    dryRun: boolean;
    noVerify: boolean;
    githubAppId: string | undefined;
    registryUsername: string | undefined;
    actor: string | undefined;
    runUrl: string | undefined;
    deadline: string | undefined;
    format: string;
}
/** The same as the command line's arguments: each value a part of one argument, whatever is in it. */
declare function releaseArguments(wish: ReleaseWish): string[];

/** The fields of an entry of `images:` that say what its image becomes. In the order people write. */
declare const imageFields: readonly ["newName", "newTag", "digest"];
type ImageField = (typeof imageFields)[number];
/**
 * What the entry called `name` is to say. A string is written, null removes the field, undefined
 * leaves it as it is.
 */
interface ImageEdit {
    name: string;
    newName?: string | null;
    newTag?: string | null;
    digest?: string | null;
}
/** One field that an edit changed. */
interface ImageChange {
    name: string;
    field: ImageField;
    /** As a YAML reader sees it; undefined where there was none. */
    from: string | undefined;
    /** Undefined where the field was removed. */
    to: string | undefined;
    /** The line of the entry in the text before, from 1. */
    line: number;
}

interface EditedText {
    text: string;
    /** In the order of the edits. Empty: the text is the one that was given. */
    changed: ImageChange[];
}
/**
 * State images in the text of a kustomization. Every byte outside the fields that change stays, and
 * what the text then says differs by exactly those. Throws a SlipwayError, and changes nothing, for
 * all that cannot be done so.
 */
declare function editImages(text: string, edits: readonly ImageEdit[], { file }: {
    file: string;
}): EditedText;

/**
 * An argument of `kustomize edit set image`. As there, what an argument does not name is removed from
 * the entry, and `*` keeps it: `app=*:v2` is the new tag alone.
 */
declare function parseImageArgument(argument: string): ImageEdit;

/** A file or directory of the repository that a stage needs, at the same path below the work root. */
interface Input {
    path: string;
    /** Directories below `path`, relative to the root, that stay out. */
    exclude?: string[];
}
/** An argument vector and the directory it runs in, relative to the work root. Never a shell string. */
interface Command {
    argv: string[];
    cwd: string;
}
/** One cacheable piece of preparation: these inputs on top of the stages before, then these commands. */
interface Stage {
    /** What it does, for people: "dependencies", "project". */
    label: string;
    inputs: Input[];
    commands: Command[];
}
/** A package cache that outlives runs; each of `env` is set to where the runner put it. */
interface Cache {
    name: string;
    env: string[];
}
/** A program that is copied into the container from another image. */
interface ToolFile {
    image: string;
    path: string;
    to: string;
}
/** A server beside the tests, reached by its name. */
interface ServiceSpec {
    name: string;
    image: string;
    port: number;
    env: Record<string, string>;
    args?: string[];
}
/** Which language a task needs on a host that has no containers. */
interface Toolchain {
    language: "python" | "node" | "custom";
    /** The version that the container has, for saying how the host differs. */
    version: string;
    /** What the project demands: a PEP 440 specifier or a semver range. Empty: anything. */
    requires: string;
    /** The unit names an image of its own: only a container is what was asked for. */
    ownImage: boolean;
    /** Programs the host runner must provide, with the version that the container gets. */
    tools: {
        uv?: string;
        pnpm?: {
            version: string;
            exact: boolean;
            integrity?: string;
        };
    };
}
/** Files that the command writes, relative to its `cwd`. */
interface Reports {
    /** JUnit XML. https://github.com/testmoapp/junitxml describes the dialect. */
    junit?: string;
    /** Cobertura XML. */
    coverage?: string;
}
/** How "nothing ran" shows: a runner's own exit code, the counts in its JUnit file, or not at all. */
interface Counting {
    /** The exit code by which the test runner says that it found no test: 5 for pytest. */
    noTestsExit?: number;
    /** Patterns of output lines by which runners without JUnit say that they ran nothing. */
    nothingRan?: string[];
    /** The JUnit file has to be there when the command succeeds. */
    junitRequired?: boolean;
}
/** One step of one unit as data: what a container or the host then does, exactly. */
interface Task {
    unit: string;
    step: string;
    /** What it does, for people: "pytest", "pnpm run lint". */
    title: string;
    image: string;
    toolFiles: ToolFile[];
    toolchain: Toolchain;
    /** Variables of the whole unit: stages see them too. */
    env: Record<string, string>;
    /** Variables of the step's own command. */
    stepEnv: Record<string, string>;
    /** Names of the secrets that become environment variables. */
    secrets: string[];
    services: ServiceSpec[];
    caches: Cache[];
    /** Directories that come first on the PATH, relative to the work root. */
    path: string[];
    stages: Stage[];
    command: Command;
    reports: Reports;
    counting: Counting;
    /** After this many seconds the command is killed: status `timed-out`. */
    timeoutSeconds: number;
    /** The same for each command of a stage, which then is `setup-failed`. */
    stageTimeoutSeconds: number;
}
/** Where tasks leave their reports, relative to `cwd`. */
declare const reportDir = ".slipway";

/**
 * What the core knows of a repository: the names of its files and the texts of its manifests. All
 * paths are relative to the root, with `/` and without a leading `./`; the root itself is `""`.
 */
interface Tree {
    /** Every file below the root, links included, sorted. */
    readonly files: readonly string[];
    /** Symbolic links and where each points, as written. */
    readonly links: ReadonlyMap<string, string>;
    /** Python's virtual environments: neither they nor what lies below them is among the files. */
    readonly environments: readonly string[];
    has(file: string): boolean;
    /** The text of a manifest, or undefined where the file is missing or is not a manifest. */
    read(path: string): string | undefined;
}
/** The same as patterns of Dagger's `include`, which knows no regular expressions. */
declare const manifestPatterns: readonly string[];
/** Whether discovery may read the text of this file. */
declare function isManifest(path: string): boolean;
/**
 * What no unit can need: version control, installed packages, caches. The facade's `source`
 * argument carries the same list, so an edit under it leaves `ci` in the function cache.
 */
declare const ignored: readonly ["**/.git", ".github", ".idea", ".vscode", "**/.DS_Store", "**/node_modules", "**/.venv", "**/__pycache__", "**/.pytest_cache", "**/.ruff_cache", "**/.mypy_cache", "**/.tox", "**/.nox", "**/.slipway"];

type UnitKind = "python" | "node" | "custom";
/** A setting of a unit, for people: its value and where it came from. */
interface Setting {
    name: string;
    value: string;
    from: string;
}
/** Why a step cannot run at all, known before anything runs. None of these is ever green. */
interface Verdict {
    status: "missing" | "no-tests" | "invalid";
    /** What is wrong, where, and the change that helps. */
    message: string;
}
/** One step of a unit: a task, or why there is none. */
type PlannedStep = {
    step: string;
    task: Task;
} | {
    step: string;
    verdict: Verdict;
};
/** A directory of the repository that is tested, with everything that is done to it. */
interface Unit {
    name: string;
    /** Relative to the root; the root itself is `""`. */
    path: string;
    kind: UnitKind;
    settings: Setting[];
    steps: PlannedStep[];
    /** What a person should know although nothing fails for it. */
    notes: string[];
}

/** A directory that looks like a unit and is none, and why. */
interface NotAUnit {
    path: string;
    reason: string;
}

/** What `ci` does: every unit with its steps, and the steps outside units. */
interface CiPlan {
    units: Unit[];
    /** Steps outside units are the steps of this name: the repository itself. */
    root: PlannedStep[];
    notUnits: NotAUnit[];
    /** The names of all secrets of the whole configuration, also where only some units are selected. */
    secrets: readonly string[];
}
/** The unit name under which steps outside units appear. */
declare const rootName = "(root)";
/** One step of one unit, or the error that names what there is. `(root)` holds the steps outside units. */
declare function findStep(plan: CiPlan, service: string, step: string): PlannedStep;
/** All planned steps with the unit they belong to, in the order in which they are reported. */
declare function allSteps(plan: CiPlan): {
    unit: string;
    planned: PlannedStep;
}[];
/** The tasks of a plan. */
declare function tasksOf(plan: CiPlan): Task[];

interface PlanRequest {
    /** A configuration instead of the tree's own slipway.yaml, and what to call it in messages. */
    config?: {
        text: string;
        file: string;
    };
    /** Only these units; empty means all. */
    services: readonly string[];
}
/** From a gathered repository to its plan. Throws E_CONFIG, E_SOURCE or E_UNKNOWN_UNIT. */
declare function planSource(tree: Tree, request: PlanRequest): CiPlan;

/** What a JUnit XML file says that ran. */
interface Counts {
    tests: number;
    failed: number;
    skipped: number;
    /** Names of the failed test cases, as `classname::name`. */
    failures: string[];
}

/** What a runner saw when it ran a task. Judging is not its business. */
type Outcome = {
    kind: "finished";
    exitCode: number;
    seconds: number;
    output: string;
    junit: string | undefined;
    timedOut: boolean;
}
/** A stage before the step's own command failed. */
 | {
    kind: "setup-failed";
    stage: string;
    exitCode: number;
    output: string;
    /** The time limit in seconds, where the command was killed at it. */
    killedAfter?: number;
}
/** A signal ended the command, or everything around it. */
 | {
    kind: "killed";
    exitCode: number;
    output: string;
}
/** This runner cannot do what the task asks for. */
 | {
    kind: "not-runnable";
    reason: string;
}
/** The runner itself could not start: no image, no disk. */
 | {
    kind: "broken";
    message: string;
};
/**
 * How a step ended. Only `passed` and `flaky` are green.
 *
 * `no-tests`: nothing ran. `missing`: the project has no such script. `invalid`: the unit's own
 * files contradict each other. `setup-failed`: its dependencies could not be installed.
 */
type Status = "passed" | "flaky" | "failed" | "no-tests" | "missing" | "invalid" | "setup-failed" | "killed" | "timed-out" | "not-runnable";
interface StepResult {
    unit: string;
    step: string;
    status: Status;
    /** The exit code of the step's command where there was one; 0 only for green. */
    exitCode: number;
    /** One line for the table. */
    detail: string;
    seconds: number | undefined;
    counts: Counts | undefined;
    /** What the step printed, its last part. */
    output: string;
    /** What ran, for people. Undefined where nothing could. */
    command: string | undefined;
}
declare function isGreen(result: Pick<StepResult, "status">): boolean;
type RunTask = (task: Task, nonce: string | undefined) => Promise<Outcome>;

type Format = "table" | "json" | "markdown";
/** What a `ci` run found. */
interface CiReport {
    results: StepResult[];
    /** Per unit, what a person should know although nothing failed for it. */
    notes: string[];
}
/** 0 when something ran and all is green, else the code of the first red step. */
declare function exitCodeOf(report: CiReport): number;
/** The notes of a plan's units, with the unit's name in front. */
declare function planNotes(plan: CiPlan): string[];

/** The files of a report directory that are made from the results: name to text. */
declare function reportFiles(report: CiReport): Record<string, string>;
/**
 * Where the files of one step lie in a report directory. Names are file names already: encoding each
 * letter would make a Korean one unreadable, and longer than a file system takes.
 */
declare function reportPath(unit: string, step: string): string;

/** The whole story of a red run in one text: what failed, the table, the outputs, the next command. */
declare function failureMessage(report: CiReport, how: (unit: string, step: string) => string): string;

/** The report as people or programs want it, ending in a line end. */
declare function renderReport(report: CiReport, format: Format): string;

/** What an outcome means. Nothing that did not run is green. A pure function. */
declare function judge(task: Task, outcome: Outcome): StepResult;

/** What was discovered: units, steps, and where each setting came from. */
declare function renderUnits(plan: CiPlan, format: Format): string;

/** The result of a step that could not even be tried. */
declare function verdictResult(unit: string, step: string, verdict: Verdict): StepResult;

interface RetryOptions {
    /** Run what failed once more, past a recorded result; any text that was not used before. */
    retry?: string | undefined;
    /** How many further times a failing step is tried. */
    retries: number;
}
/**
 * Run a task, and again as often as asked while it is red. One that fails and then passes on the same
 * inputs is flaky: green, and said so.
 */
declare function runStep(task: Task, run: RunTask, options: RetryOptions): Promise<StepResult>;

/** One word of a POSIX shell. */
declare function quoted(word: string): string;

/** Gather a repository from disk. Links are recorded, not followed. */
declare function readHostTree(root: string): Tree;
/** A tree from its parts; texts are read once. */
declare function makeTree(files: readonly string[], links: ReadonlyMap<string, string>, readText: (path: string) => string | undefined): Tree;

export { SlipwayError, allSteps, checkUpload, cliImages, codecovArgv, defaults, editImages, exitCodeOf, failureMessage, findStep, ignored, isGreen, isManifest, judge, loadConfig, makeTree, manifestPatterns, parseImageArgument, planNotes, planSource, quoted, readHostTree, releaseArguments, renderReport, renderUnits, reportDir, reportFiles, reportPath, rootName, runStep, tasksOf, verdictResult };
export type { CiPlan, CiReport, Command, Format, Input, Outcome, PlanRequest, PlannedStep, RunTask, ServiceSpec, Stage, StepResult, Task, Tree, UploadTarget };
