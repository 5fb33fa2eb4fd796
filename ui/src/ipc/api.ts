import { commands } from "./bindings";
import { unwrap } from "./client";

/** Every question to the house, by the words. Fails with an `ApiFailure` and nothing else. */
export const api = {
  live: {
    calls: (last: number, before: string | null = null) => unwrap(commands.liveCalls({ last, before })),
    story: (id: string) => unwrap(commands.liveStory(id)),
  },
  routes: {
    read: () => unwrap(commands.routesRead()),
    change: (...input: Parameters<typeof commands.routesChange>) => unwrap(commands.routesChange(...input)),
    history: () => unwrap(commands.routesHistory()),
    restore: (...input: Parameters<typeof commands.routesRestore>) =>
      unwrap(commands.routesRestore(...input)),
    checkText: (text: string) => unwrap(commands.routesCheckText(text)),
    targets: () => unwrap(commands.routesTargets()),
  },
  providers: {
    list: () => unwrap(commands.providersList()),
    presets: () => unwrap(commands.providersPresets()),
    local: () => unwrap(commands.providersLocal()),
    localAt: (port: number) => unwrap(commands.providersLocalAt(port)),
    models: (account: string) => unwrap(commands.providersModels(account)),
    add: (...input: Parameters<typeof commands.providersAdd>) => unwrap(commands.providersAdd(...input)),
    remove: (account: string) => unwrap(commands.providersRemove(account)),
    restore: (account: string) => unwrap(commands.providersRestore(account)),
    setKey: (...input: Parameters<typeof commands.providersSetKey>) =>
      unwrap(commands.providersSetKey(...input)),
    addKey: (...input: Parameters<typeof commands.providersAddKey>) =>
      unwrap(commands.providersAddKey(...input)),
    removeKey: (...input: Parameters<typeof commands.providersRemoveKey>) =>
      unwrap(commands.providersRemoveKey(...input)),
    setEnabled: (...input: Parameters<typeof commands.providersSetEnabled>) =>
      unwrap(commands.providersSetEnabled(...input)),
    change: (...input: Parameters<typeof commands.providersChange>) =>
      unwrap(commands.providersChange(...input)),
    reorder: (...input: Parameters<typeof commands.providersReorder>) =>
      unwrap(commands.providersReorder(...input)),
    health: () => unwrap(commands.providersHealth()),
    test: (...input: Parameters<typeof commands.providersTest>) => unwrap(commands.providersTest(...input)),
    retryKeychain: () => unwrap(commands.providersRetryKeychain()),
  },
  spend: {
    report: (...input: Parameters<typeof commands.spendReport>) => unwrap(commands.spendReport(...input)),
  },
  requests: {
    page: (...input: Parameters<typeof commands.requestsPage>) => unwrap(commands.requestsPage(...input)),
    overview: (...input: Parameters<typeof commands.requestsOverview>) =>
      unwrap(commands.requestsOverview(...input)),
    values: (...input: Parameters<typeof commands.requestsValues>) =>
      unwrap(commands.requestsValues(...input)),
    curl: (id: string) => unwrap(commands.requestsCurl(id)),
    export: (...input: Parameters<typeof commands.requestsExport>) =>
      unwrap(commands.requestsExport(...input)),
  },
  connect: {
    view: () => unwrap(commands.connectView()),
    makeKey: (...input: Parameters<typeof commands.connectMakeKey>) =>
      unwrap(commands.connectMakeKey(...input)),
    revoke: (id: string) => unwrap(commands.connectRevoke(id)),
    projects: () => unwrap(commands.connectProjects()),
    makeProject: (...input: Parameters<typeof commands.connectMakeProject>) =>
      unwrap(commands.connectMakeProject(...input)),
    changeProject: (...input: Parameters<typeof commands.connectChangeProject>) =>
      unwrap(commands.connectChangeProject(...input)),
    changeKey: (...input: Parameters<typeof commands.connectChangeKey>) =>
      unwrap(commands.connectChangeKey(...input)),
    removeProject: (name: string) => unwrap(commands.connectRemoveProject(name)),
    restoreKey: (id: string) => unwrap(commands.connectRestoreKey(id)),
    tools: () => unwrap(commands.connectTools()),
    preview: (...input: Parameters<typeof commands.connectPreview>) =>
      unwrap(commands.connectPreview(...input)),
    tool: (...input: Parameters<typeof commands.connectTool>) => unwrap(commands.connectTool(...input)),
    undoPreview: (...input: Parameters<typeof commands.connectUndoPreview>) =>
      unwrap(commands.connectUndoPreview(...input)),
    undo: (...input: Parameters<typeof commands.connectUndo>) => unwrap(commands.connectUndo(...input)),
    testCall: (...input: Parameters<typeof commands.connectTestCall>) =>
      unwrap(commands.connectTestCall(...input)),
  },
  settings: {
    read: () => unwrap(commands.settingsRead()),
    change: (...input: Parameters<typeof commands.settingsChange>) =>
      unwrap(commands.settingsChange(...input)),
    folder: () => unwrap(commands.settingsFolder()),
    showFolder: () => unwrap(commands.settingsShowFolder()),
    diagnostics: () => unwrap(commands.settingsDiagnostics()),
    status: () => unwrap(commands.settingsStatus()),
    backupNow: () => unwrap(commands.settingsBackupNow()),
    purgePreview: () => unwrap(commands.settingsPurgePreview()),
    purge: (...input: Parameters<typeof commands.settingsPurge>) => unwrap(commands.settingsPurge(...input)),
    quit: () => unwrap(commands.settingsQuit()),
  },
};
