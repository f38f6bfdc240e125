# Set-up shared by ./run and ./test. Sourced, never run; POSIX shell only.
# Before sourcing: the current directory is the repository's root.
# shellcheck shell=sh

started_at=$(date +%s)

# One progress line: seconds since the start, then what is going on.
say() {
    printf '[%4s s] %s\n' "$(($(date +%s) - started_at))" "$*"
}

# Ends the program: what is wrong, on standard error. 3 = something on this machine is missing.
give_up() {
    printf '%s\n' "$*" >&2
    exit 3
}

have() {
    command -v "$1" >/dev/null 2>&1
}

is_root() {
    [ "$(id -u)" -eq 0 ]
}

# Installs Debian or Ubuntu packages as root; otherwise says which command to run.
#   $1 what is missing, in words; the other arguments: package names
install_system_packages() {
    missing=$1
    shift
    if ! have apt-get; then
        give_up "Missing: $missing. This machine has no apt-get: install it with your package manager and start again."
    fi
    if ! is_root; then
        give_up "Missing: $missing. Run this once, then start again:
    sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
    fi
    say "missing: $missing; installing $* with apt-get"
    install_log=$(mktemp)
    if ! { apt-get -o DPkg::Lock::Timeout=300 update &&
        DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
            install -y --no-install-recommends "$@"; } >"$install_log" 2>&1 </dev/null; then
        tail -n 20 "$install_log" >&2
        rm -f "$install_log"
        give_up "apt-get could not install: $*"
    fi
    rm -f "$install_log"
    say "installed $*"
}

# Python 3.11 or newer that can make a virtual environment (Debian splits ensurepip off).
is_suitable_python() {
    "$1" -c 'import sys; assert sys.version_info >= (3, 11); import ensurepip, venv' >/dev/null 2>&1
}

# Sets `python` to a suitable interpreter, or to nothing.
find_python() {
    python=
    for candidate in python3 /usr/bin/python3 python3.14 python3.13 python3.12 python3.11; do
        if have "$candidate" && is_suitable_python "$candidate"; then
            python=$candidate
            return 0
        fi
    done
    return 1
}

need_python() {
    if ! find_python; then
        install_system_packages "Python 3.11 or newer with the venv module" python3 python3-venv
        find_python || give_up "The newest Python of this system is older than 3.11: Debian 12 or Ubuntu 24.04 or newer is needed."
    fi
}

# What an environment was made from: the place, the interpreter and the lock. Any change means set-up again.
fingerprint() {
    { pwd && .venv/bin/python -c 'import sys; print(sys.version)' && cat "requirements/$1.lock"; } | sha256sum | cut -d ' ' -f 1
}

is_up_to_date() {
    [ -x .venv/bin/python ] && [ -x .venv/bin/fengsui ] && [ -f ".venv/$1.stamp" ] &&
        [ "$(cat ".venv/$1.stamp")" = "$(fingerprint "$1")" ]
}

# uv does not read pip's settings: a mirror or certificate that this machine's pip is told to use is passed on,
# in the environment only. No address is ever written into the tree.
pass_on_pip_settings() {
    UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-${PIP_INDEX_URL:-$(pip_setting index-url)}}"
    SSL_CERT_FILE="${SSL_CERT_FILE:-${PIP_CERT:-$(pip_setting cert)}}"
    for setting in UV_DEFAULT_INDEX SSL_CERT_FILE; do
        if eval "[ -n \"\$$setting\" ]"; then
            export "${setting?}"
        else
            unset "$setting"
        fi
    done
}

pip_setting() {
    .venv/bin/python -m pip config get "global.$1" 2>/dev/null || true
}

# Installs exactly what a lock names, every file checked against its hash. uv is quick, pip is everywhere.
install_lock() {
    pass_on_pip_settings
    if .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes \
        -r requirements/installer.lock 2>/dev/null &&
        .venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes "requirements/$1.lock" 2>/dev/null; then
        say "packages of requirements/$1.lock are in place"
        return 0
    fi
    say "uv is not to be had here; installing with pip, which takes longer"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes \
        -r "requirements/$1.lock"
}

# Makes this tree importable and gives it its command. Two small files instead of a build:
# they need no build back end and no network.
link_project() {
    site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    printf '%s/src\n' "$PWD" >"$site/fengsui.pth"
    # The first lines are shell and Python at once, as pip writes them: a #! line holds no long path and no space.
    cat >.venv/bin/fengsui <<SCRIPT
#!/bin/sh
'''exec' "$PWD/.venv/bin/python" "\$0" "\$@"
' '''
import sys

from fengsui.cli.main import main

sys.exit(main())
SCRIPT
    chmod +x .venv/bin/fengsui
}

# Makes .venv hold a lock: $1 is run or dev. dev names all that run names, at the same versions
# (tests/repository holds that), so an environment made for tests also serves.
set_up_environment() {
    if is_up_to_date "$1"; then
        return 0
    fi
    # Serving doesn't take the tests' packages out of a developer's environment.
    if [ "$1" = run ] && [ -f .venv/dev.stamp ]; then
        set_up_environment dev
        return
    fi
    need_python
    # A moved or copied tree, or an interpreter that has gone, leaves programs that start the wrong Python or none.
    if [ -d .venv ] && ! { grep -qF "$PWD/.venv/bin/" .venv/bin/pip && .venv/bin/python -m pip --version; } >/dev/null 2>&1; then
        say "the environment in .venv no longer works here; making it anew"
        rm -rf .venv
    fi
    if [ ! -d .venv ]; then
        say "making the environment .venv with $("$python" --version)"
        "$python" -m venv .venv
    fi
    rm -f .venv/run.stamp .venv/dev.stamp
    say "installing the packages of requirements/$1.lock"
    install_lock "$1" || give_up "The packages of requirements/$1.lock could not be installed; the lines above say why."
    link_project
    fingerprint run >.venv/run.stamp
    if [ "$1" = dev ]; then
        fingerprint dev >.venv/dev.stamp
    fi
    say "the environment is ready"
}
