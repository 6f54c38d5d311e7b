# shellcheck shell=sh disable=SC2154
# What ./scout and ./test share: find what the build needs, build, keep the next start short.
# The caller sets `launcher` (its name) and `SCOUT_HOME` (the project). Every message goes to
# standard error; standard output is the program's, for `./scout micro DECK --json | jq`.

build=$SCOUT_HOME/.build

say() { printf '%s: %s\n' "$launcher" "$*" >&2; }

fail() { # STATUS MESSAGE
  status=$1
  shift
  say "$*"
  exit "$status"
}

# The pair loops want the widest vectors this CPU has; Swift takes the CPU from Clang's flags.
# On arm64 the baseline already has the vector instructions that Swift uses.
case $(uname -m) in
  x86_64 | amd64) native=-march=native ;;
  *) native= ;;
esac

# SCOUT_MPI=yes: for runs on many machines, by mpirun or srun.
traits=${SCOUT_MPI:+"--traits MPI"}

# What a build depends on besides its sources, cheap enough to ask at every start.
circumstances() {
  echo "folder: $SCOUT_HOME"
  echo "swift: $(readlink -f "$(command -v swift)")"
  echo "flags: $native${traits:+ $traits}"
  awk '/^(flags|Features)/ { print; exit }' /proc/cpuinfo 2>/dev/null ||
    sysctl -n machdep.cpu.brand_string
}

# Turns a command's output into one changing line on a terminal, and into MESSAGE alone elsewhere.
show_progress() { # MESSAGE
  if [ -t 2 ] && [ "${TERM:-dumb}" != dumb ]; then
    printf '%s: %s' "$launcher" "$1" >&2
    while IFS= read -r line; do
      printf '\r%.79s\033[K' "$launcher: $1 $line" >&2
    done
    printf '\r\033[K' >&2
  else
    say "$1"
    cat >/dev/null
  fi
}

# Runs a command; its output is shown only if it fails.
quietly() { # MESSAGE COMMAND...
  message=$1
  shift
  log=$build/$launcher.log
  rm -f "$log.failed"
  { "$@" </dev/null 2>&1 || : >"$log.failed"; } | tee "$log" | show_progress "$message"
  [ -e "$log.failed" ] || return 0
  cat "$log" >&2
  return 1
}

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi; }

# Returns 1 where installing takes a password or a package manager we do not drive.
install_packages() { # MANAGER PACKAGE...
  manager=$1
  shift
  case $manager in
    brew) quietly "installing $*" brew install "$@" ;;
    apt-get)
      as_root true 2>/dev/null || return 1
      # After a failed update (one dead mirror, say) the lists at hand may still do.
      [ -n "${updated:-}" ] ||
        quietly "updating the list of packages" as_root apt-get -q update || :
      updated=yes
      # A machine just started often updates itself: wait for its lock.
      quietly "installing $*" as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
        -o DPkg::Lock::Timeout=120 install --no-install-recommends "$@"
      ;;
    *) return 1 ;;
  esac
}

# Makes sure of pkg-config, FFTW, GSL, SQLite, libpng, libtiff and zlib. gnuplot draws the pictures of reports: it is installed
# along at the first set-up, and nothing fails without it.
require_libraries() {
  manager=
  for candidate in apt-get dnf brew; do
    if command -v "$candidate" >/dev/null; then manager=$candidate && break; fi
  done
  case $manager in
    apt-get) set -- pkg-config libfftw3-dev libgsl-dev libsqlite3-dev gnuplot-nox libpng-dev libtiff-dev \
      zlib1g-dev libopenmpi-dev ;;
    dnf) set -- pkgconf-pkg-config fftw-devel gsl-devel sqlite-devel gnuplot libpng-devel libtiff-devel \
      zlib-devel openmpi-devel ;;
    *) set -- pkgconf fftw gsl sqlite gnuplot libpng libtiff zlib open-mpi ;;
  esac
  case $manager in
    apt-get | dnf) by_hand="type: sudo $manager install" ;;
    brew) by_hand="type: brew install" ;;
    *) by_hand="install with your package manager:" ;;
  esac

  missing=
  command -v pkg-config >/dev/null || missing="$missing $1"
  pkg-config --exists fftw3 2>/dev/null || missing="$missing $2"
  pkg-config --exists gsl 2>/dev/null || missing="$missing $3"
  has_sqlite || missing="$missing $4"
  pkg-config --exists libpng 2>/dev/null || missing="$missing $6"
  pkg-config --exists libtiff-4 2>/dev/null || missing="$missing $7"
  pkg-config --exists zlib 2>/dev/null || missing="$missing $8"
  [ -z "$traits" ] || pkg-config --exists ompi-c 2>/dev/null || missing="$missing $9"
  # shellcheck disable=SC2086 # split on purpose: a list of names
  [ -z "$missing" ] || install_packages "$manager" $missing ||
    fail 69 "libraries are missing; $by_hand$missing $5"

  [ -e "$build/built-with" ] || command -v gnuplot >/dev/null ||
    install_packages "$manager" "$5" || say "reports will lack pictures; $by_hand $5"
}

# macOS brings SQLite along, without a file for pkg-config.
has_sqlite() { [ "$(uname -s)" = Darwin ] || pkg-config --exists sqlite3 2>/dev/null; }

# Whether the binary stands and nothing it depends on has changed since. Folders count too, as
# theirs is the only date that changes when a file is deleted. A binary newer than the stamp was
# built by hand, with who knows which flags.
is_current() { # BINARY BUILD-OPTION SOURCE...
  [ -e "$1" ] && [ -e "$stamp" ] && [ "$(cat "$build/built-with" 2>/dev/null)" = "$now" ] || return
  product=$1
  shift 2
  [ -z "$(find "$product" "$@" -newer "$stamp" -print -quit)" ]
}

build_now() { # BINARY BUILD-OPTION SOURCE...
  command -v swift >/dev/null ||
    fail 69 "needs the Swift toolchain, 6.2 or newer: https://www.swift.org/install"
  require_libraries

  # SwiftPM takes "native" at its word and would keep objects made for another CPU; its caches
  # do not survive a move either.
  if [ -e "$build/built-with" ] && [ "$(cat "$build/built-with")" != "$now" ]; then
    rm -f "$build"/*.stamp
    swift package --package-path "$SCOUT_HOME" clean >&2
  fi
  echo "$now" >"$build/built-with"

  title="building"
  [ -e "$1" ] || title="building (the first time takes a few minutes)"
  : >"$stamp.new"
  # shellcheck disable=SC2086 # split on purpose: an option with its value
  quietly "$title" swift build --package-path "$SCOUT_HOME" -c release "$2" \
    ${native:+-Xcc "$native"} $traits || fail 70 "the build failed, see above"

  # A source saved while the compiler ran leaves the stamp at the start of the build.
  shift 2
  [ -n "$(find "$@" -newer "$stamp.new" -print -quit)" ] || touch "$stamp.new"
  mv "$stamp.new" "$stamp"
}

# Brings a product up to date. Of two launchers started together, the second waits and then finds
# the work done; where there is no flock (macOS), SwiftPM's own lock keeps them apart.
build_if_stale() { # BINARY BUILD-OPTION SOURCE...
  stamp=$build/$launcher.stamp
  now=$(circumstances)
  if is_current "$@"; then return; fi
  mkdir -p "$build" 2>/dev/null || fail 73 "cannot create $build"
  [ -w "$build" ] || fail 73 "cannot write in $build"
  (
    if command -v flock >/dev/null && ! flock -n 9; then
      say "waiting for another build"
      flock 9
    fi
    is_current "$@" || build_now "$@"
  ) 9>"$build/launcher.lock"
}
