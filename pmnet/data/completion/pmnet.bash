# Completing pmnet in bash, 3.2 or newer: put   source <(pmnet completion bash)   into ~/.bashrc

# Nothing that is completed is ever evaluated: lines are taken apart and handed to readline as they are.
_pmnet() {
    local line=${COMP_LINE:0:COMP_POINT} words=() word segment typed head value rest shown i files= begun=1 one=1 widest=0
    local values=() abouts=()

    # COMP_WORDS is broken at colons and equals signs; what nothing stands between is one word, up to the cursor.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if ((i == 0)) || [[ $line == [[:space:]]* ]]; then
            line=${line#"${line%%[![:space:]]*}"}
            words+=("")
        fi
        ((i == COMP_CWORD)) && word=$line
        line=${line#"$word"}
        words[${#words[@]} - 1]+=$word
        segment=$word
    done
    for ((i = 0; i < ${#words[@]}; i++)); do
        word=${words[i]//[\"\'\\]/}
        words[i]=$word
    done
    typed=$word
    segment=${segment//[\"\'\\]/}
    [[ $segment == [:=] ]] && segment=
    head=${typed%"$segment"}  # readline keeps what stands before the last colon or equals sign

    while IFS= read -r line; do
        value=${line%%$'\t'*} rest=${line#*$'\t'}
        if [[ $value == :files ]]; then files=1; continue; fi
        [[ $value == "$head"* ]] || continue
        value=${value#"$head"}
        values+=("$value")
        [[ $value == "$segment"* ]] || begun=
        [[ $value == "${values[0]}"* ]] || one=
        abouts+=("${rest%%$'\t'*}")
        ((${#value} > widest)) && widest=${#value}
    done < <(command pmnet _complete -- "${words[@]:1}" 2>/dev/null)

    COMPREPLY=()
    if [[ ! $files ]] && ((${#values[@]} == 1)) || [[ $one && ! $begun ]]; then
        # one thing, with or without a level: it takes the place of what was typed
        COMPREPLY=("${values[0]}")
        if [[ ${#values[@]} != 1 || ${values[0]} == *[:=] ]]; then compopt -o nospace 2>/dev/null; fi
    elif ((${#values[@]} > 0)); then
        for ((i = 0; i < ${#values[@]}; i++)); do
            shown=${values[i]}
            # descriptions are for lists only: who turns through the choices would get them onto the line
            if [[ ${abouts[i]} && $COMP_TYPE != 37 && $COMP_TYPE != 42 ]]; then
                printf -v shown '%-*s  (%s)' "$widest" "${values[i]}" "${abouts[i]}"
            fi
            COMPREPLY+=("$shown")
        done
        # readline would put their common beginning in the place of what was typed, and cut that
        [[ $begun ]] || COMPREPLY+=(" ")
    fi
    if [[ $files ]] && compopt -o filenames 2>/dev/null; then
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$segment")
    fi
}

complete -F _pmnet pmnet
