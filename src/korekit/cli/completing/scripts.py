"""The scripts that make shells ask how a line can go on."""

from typing import Final, Literal, get_args

__all__ = ["INSTALLING", "SHELLS", "Shell", "script_for"]

Shell = Literal["bash", "zsh", "fish"]
SHELLS: Final = get_args(Shell)

INSTALLING: Final = {
    "bash": 'Put this into ~/.bashrc: eval "$(korekit completion bash)"',
    "zsh": 'Put this into ~/.zshrc, behind compinit: eval "$(korekit completion zsh)"',
    "fish": "Run once: korekit completion fish > ~/.config/fish/completions/korekit.fish",
}

# The line goes as it is, because bash cuts words at signs such as `:` and `=` that stand inside of ids and options.
_BASH: Final = r"""# Completion of korekit for bash. Made by: korekit completion bash
_korekit_completion() {
    local line word files=
    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
            +*) COMPREPLY+=("${line:1}") ;;
            file | dir) files=$line ;;
        esac
    done < <(_KOREKIT_COMPLETE=bash_complete _KOREKIT_LINE="${COMP_LINE:0:COMP_POINT}" \
        _KOREKIT_BREAKS="$COMP_WORDBREAKS" "${1/#\~/$HOME}" 2>/dev/null)
    [[ ${COMPREPLY[0]} == */ ]] && compopt -o nospace 2>/dev/null
    [[ $files ]] || return 0
    if ((${#COMPREPLY[@]} == 0)); then
        [[ $files == dir ]] && compopt -o dirnames 2>/dev/null || compopt -o default 2>/dev/null
        return 0
    fi
    word=${COMP_WORDS[COMP_CWORD]}
    [[ $word == [=:@] ]] && word=
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$word")
    compopt -o filenames 2>/dev/null
    return 0
}
complete -o nosort -F _korekit_completion korekit 2>/dev/null || complete -o default -F _korekit_completion korekit
"""

_ZSH: Final = r"""#compdef korekit
# Completion of korekit for zsh. Made by: korekit completion zsh
_korekit() {
    local line files= value note
    local -a plain described
    for line in "${(@f)$(_KOREKIT_COMPLETE=zsh_complete _KOREKIT_LINE="${(j: :)words[1,CURRENT-1]} " \
        _KOREKIT_WORD="${(Q)PREFIX}" ${(Q)words[1]} 2>/dev/null)}"; do
        case $line in
            +*$'\t'*)
                value=${${line#+}%%$'\t'*} note=${line#*$'\t'}
                described+=("${value//:/\\:}:$note") ;;
            +*) plain+=("${line#+}") ;;
            file | dir) files=$line ;;
        esac
    done
    (( $#described )) && _describe -V korekit described
    (( $#plain )) && compadd -V korekit-plain -a plain
    [[ -n $files ]] || return 0
    [[ $PREFIX == -*=* ]] && compset -P '*='
    compset -P '@'
    if [[ $files == dir ]]; then _files -/; else _files; fi
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _korekit "$@"
else
    compdef _korekit korekit
fi
"""

_FISH: Final = r"""# Completion of korekit for fish. Made by: korekit completion fish
function __korekit_complete
    set -l before (commandline -opc)
    set -l word (commandline -ct)
    set -l begun (string match -r '^(?:--?[^=]+=)?@?' -- $word)
    for line in (_KOREKIT_COMPLETE=fish_complete _KOREKIT_LINE=(string join ' ' -- (string escape -- $before))' ' \
            _KOREKIT_WORD=(string unescape -- $word) $before[1] 2>/dev/null)
        switch $line
            case '+*'
                string sub -s 2 -- $line
            case file
                set -l path (string sub -s (math 1 + (string length -- "$begun")) -- $word)
                printf '%s\n' "$begun"(__fish_complete_path "$path")
            case dir
                set -l path (string sub -s (math 1 + (string length -- "$begun")) -- $word)
                printf '%s\n' "$begun"(__fish_complete_directories "$path")
        end
    end
end
complete --command korekit --no-files --arguments '(__korekit_complete)'
"""


def script_for(shell: str) -> str:
    """The script for a shell.

    Raises:
        KeyError: there is none for it.
    """
    return {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}[shell]
