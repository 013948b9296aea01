#compdef pmnet
# Completing pmnet in zsh: put   source <(pmnet completion zsh)   into ~/.zshrc, after compinit where you call it,
# or write it as _pmnet into a folder of your $fpath.

# Nothing that is completed is ever evaluated: lines are taken apart and handed to compadd as they are.
_pmnet() {
    emulate -L zsh
    local typed=${(Q)PREFIX} line value rest
    local -a lines plain plain_shown open open_shown other other_shown
    local -i widest=0 files=0
    lines=("${(@f)$(command pmnet _complete -- "${(@Q)words[2,CURRENT-1]}" "$typed" 2>/dev/null)}")
    for line in $lines; do
        value=${line%%$'\t'*}
        ((${#value} > widest)) && widest=${#value}
    done
    for line in $lines; do
        value=${line%%$'\t'*} rest=${line#*$'\t'}
        [[ $value == :files ]] && { files=1; continue }
        rest=${rest%%$'\t'*}
        line=${(r:widest:)value}${rest:+"  $rest"}
        if [[ $value != "$typed"* ]]; then
            other+=("$value") other_shown+=("$line")
        elif [[ $value == *[:=] ]]; then
            open+=("$value") open_shown+=("$line")
        else
            plain+=("$value") plain_shown+=("$line")
        fi
    done
    (($#plain)) && compadd -l -d plain_shown -a plain
    (($#open)) && compadd -l -S '' -d open_shown -a open
    if (($#other)); then
        # what is called as typed replaces it; where several things are, they are only shown
        compadd -U -l -S '' -d other_shown -a other
        ((${#other:#$other[1]*})) && compstate[insert]= compstate[list]='list force'
    fi
    ((files)) && _files
    return 0
}

if [[ ${funcstack[1]} == _pmnet ]]; then
    _pmnet "$@"
else
    (($+functions[compdef])) || { autoload -Uz compinit && compinit -i }
    compdef _pmnet pmnet
fi
