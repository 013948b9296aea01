# Completing pmnet in fish: put   pmnet completion fish | source   into ~/.config/fish/config.fish

# Nothing that is completed is ever evaluated: lines are taken apart and printed as they are.
function __pmnet_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l typed (string replace -ra '["\'\\\\\\\\]' '' -- (commandline -ct))
    for line in (command pmnet _complete -- $words "$typed" 2>/dev/null)
        set -l parts (string split \t -- $line)
        if test "$parts[1]" = :files
            __fish_complete_path "$typed"
        else if set -q parts[3]
            # fish shows only what begins as typed: the name that does, which pmnet understands as well
            printf '%s\t%s\n' "$parts[3]" "$parts[1]  $parts[2]"
        else
            printf '%s\t%s\n' "$parts[1]" "$parts[2]"
        end
    end
end

complete -c pmnet -f -a '(__pmnet_complete)'
