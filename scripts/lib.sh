# Shared by the scripts beside it; POSIX sh. Sourced, never run.

say() { printf '%s\n' "$*"; }
warn() { printf 'warning: %s\n' "$*" >&2; }
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Where downloads live: the same folder that the binary looks in.
cache_dir() {
  if [ -n "${MNEME_CACHE_DIR:-}" ]; then
    printf '%s\n' "$MNEME_CACHE_DIR"
  elif [ -n "${XDG_CACHE_HOME:-}" ]; then
    printf '%s\n' "$XDG_CACHE_HOME/mneme"
  elif [ "$(uname -s)" = Darwin ]; then
    printf '%s\n' "$HOME/Library/Caches/Mneme"
  else
    printf '%s\n' "$HOME/.cache/mneme"
  fi
}

# need_space FOLDER MEBIBYTES WHAT: fails when the folder's disk has less room.
need_space() {
  free=$(df -Pk "$1" 2>/dev/null | awk 'NR == 2 { print int($4 / 1024) }')
  if [ -n "$free" ] && [ "$free" -lt "$2" ]; then
    fail "$3 needs $2 MiB in $1 and only $free MiB are free; free some space or set MNEME_CACHE_DIR to another disk."
  fi
}

sha256_of() {
  if command -v sha256sum >/dev/null 2>&1; then
    sha256sum "$1" | cut -d ' ' -f 1
  else
    shasum -a 256 "$1" | cut -d ' ' -f 1
  fi
}

# A Python that can make virtual environments, or nothing.
find_python() {
  for candidate in python3 /usr/bin/python3; do
    if "$candidate" -c 'import venv, ensurepip' >/dev/null 2>&1; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  return 1
}
