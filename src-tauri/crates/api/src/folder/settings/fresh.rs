//! What a fresh folder's `settings.toml` begins with: every key, what it means and its default.

/// The text.
pub const FRESH: &str = "\
# How Pointsman listens and behaves. `port`, `bind`, `max_body_mib` and `fold_within_ms` hold after the
# next start, the others as soon as this file is saved. The Settings page edits it too; comments stay.
version = 1

# The port on this machine, for IPv4 and IPv6.
port = 4100

# More addresses to listen on, for other machines: \"192.168.1.2\", or \"0.0.0.0\" for all of IPv4.
# Needs a local key of a project. Plain HTTP: whoever reads your network reads keys and prompts.
bind = []

# More names under which tools reach it (the Host header), e.g. \"host.docker.internal\".
hosts = []

# Web pages and Electron apps that may call it (the Origin header), e.g. \"https://app.example\" or
# \"app://obsidian.md\". Programs that send no Origin need no entry.
origins = []

# The largest request body, in MiB.
max_body_mib = 32

# How long a client waits in silence before it hears that its call still runs.
keep_alive_ms = 15000

# How long the ledger may lag behind its journal. Reports catch up before they answer.
fold_within_ms = 200

# After how many days a call leaves the ledger. Without this line it never does.
# retention_days = 365

# The project that the session key counts to.
default_project = \"default\"

# error, warn, info, debug or trace. The environment variable POINTSMAN_LOG overrules it.
log_level = \"info\"

# The window: system, dark or light.
theme = \"dark\"

# Closing the window: \"quit\" ends Pointsman, \"keep\" leaves the proxy at work. The tray, or starting
# Pointsman again, brings the window back.
on_close = \"quit\"

# Whether Pointsman starts with your session, without showing its window.
autostart = false

# Whether the desktop is told when a breaker opens or a key is retired.
notifications = true
";
