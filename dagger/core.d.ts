// Made from src/ by `npm run build`. Do not edit.
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
/** A fault of Slipway itself. */
 | "E_INTERNAL";
/**
 * An error that is meant for the person who called. Its message stands alone: only the message
 * crosses the Dagger boundary.
 */
declare class SlipwayError extends Error {
    readonly code: ErrorCode;
    /** The process exit code that this error asks for. */
    readonly exitCode: number;
    constructor(code: ErrorCode, message: string, options?: {
        cause?: unknown;
        exitCode?: number;
    });
}

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
declare const ignored: readonly ["**/.git", ".github", ".idea", ".vscode", "**/.DS_Store", "**/node_modules", "**/.venv", "**/__pycache__", "**/.pytest_cache", "**/.ruff_cache", "**/.mypy_cache", "**/.slipway"];

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

/** Gather a repository from disk. Links are recorded, not followed. */
declare function readHostTree(root: string): Tree;
/** A tree from its parts; texts are read once. */
declare function makeTree(files: readonly string[], links: ReadonlyMap<string, string>, readText: (path: string) => string | undefined): Tree;

export { SlipwayError, allSteps, checkUpload, codecovArgv, defaults, exitCodeOf, failureMessage, findStep, ignored, isGreen, isManifest, judge, makeTree, manifestPatterns, planNotes, planSource, readHostTree, renderReport, renderUnits, reportDir, reportFiles, reportPath, rootName, runStep, tasksOf, verdictResult };
export type { CiPlan, CiReport, Command, Format, Input, Outcome, PlanRequest, PlannedStep, RunTask, ServiceSpec, Stage, StepResult, Task, Tree, UploadTarget };
