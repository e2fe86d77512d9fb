#!/usr/bin/env bash
# Load comparison of Model Catalog with nginx and the npm gateway. `run.sh --help` lists the options.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# Distributions install nginx into sbin, which is not on every user's PATH.
export PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"

if ! command -v python3 >/dev/null; then
  echo "run.sh: python3 (3.9 or newer) is missing: apt-get install python3" >&2
  exit 3
fi
export PYTHONPATH="$here" PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
# exec: signals reach the harness itself, which stops every process it has started.
exec python3 -m harness "$@"
