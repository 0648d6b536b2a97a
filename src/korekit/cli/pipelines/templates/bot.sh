#!/usr/bin/env bash
# Written by `korekit ci init`; yours to change. What a job does with the bot of this repository:
#
#   ci/bot.sh install    install korekit, pinned
#   ci/bot.sh check      is the bot sound, and is there a secret in the repository? Needs no host
#   ci/bot.sh plan       what would a deployment change? Into out/plan.md; changes nothing
#   ci/bot.sh deploy     deploy and publish. Run it again after an interruption: it goes on
#   ci/bot.sh rollback   put the bot back to how it was before this commit was deployed
#
# The bot lies in the folder bot/, as `korekit bot unpack EXPORT.zip bot` writes it. The environment says where it goes:
# KOREKIT_HOST, KOREKIT_BOT_ID, KOREKIT_CLIENT_ID, KOREKIT_CLIENT_SECRET. The same commands work on your machine.
set -euo pipefail
# The secret is only ever in the environment: no command line holds it, and a trace of this script would not show it.
set +x

version="@VERSION@"
bot="${BOT_FOLDER:-bot}"
out="${OUT_FOLDER:-out}"
venv="${KOREKIT_VENV:-$HOME/.korekit/$version}"
export PATH="$venv/bin:$PATH"

need() {
  for name in "$@"; do
    if [ -z "${!name:-}" ]; then
      echo "error: $name is not set; the first lines of the pipeline's file say where to set it." >&2
      exit 2
    fi
  done
}

# One journal for each commit: what a commit began is never gone on with by another.
journal() {
  echo "$out/deploy-$(git rev-parse --short=12 HEAD).json"
}

case "${1:-}" in
  install)
    if [ "$(korekit --version 2>/dev/null)" != "korekit, version $version" ]; then
      python3 -m venv "$venv"
      "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "korekit==$version"
    fi
    korekit --version
    ;;
  check)
    korekit bot check "$bot"
    korekit secrets scan .
    ;;
  plan)
    need KOREKIT_HOST KOREKIT_BOT_ID KOREKIT_CLIENT_ID KOREKIT_CLIENT_SECRET
    mkdir -p "$out"
    korekit bot plan "$bot" --bot "$KOREKIT_BOT_ID" --markdown > "$out/plan.md"
    cat "$out/plan.md"
    ;;
  deploy)
    need KOREKIT_HOST KOREKIT_BOT_ID KOREKIT_CLIENT_ID KOREKIT_CLIENT_SECRET
    korekit bot deploy --from "$bot" --bot "$KOREKIT_BOT_ID" \
      --version-comment "commit $(git rev-parse --short=12 HEAD)" \
      --state "$(journal)" --rollback-to "$out" \
      --summary "$out/summary.md" --junit "$out/junit.xml"
    ;;
  rollback)
    need KOREKIT_HOST KOREKIT_CLIENT_ID KOREKIT_CLIENT_SECRET
    korekit bot rollback --state "$(journal)" --summary "$out/summary.md" --junit "$out/junit.xml"
    ;;
  *)
    sed -n '2,/^set /{/^set /!s/^# \{0,1\}//p}' "$0" >&2
    exit 2
    ;;
esac
