# Completion of qmpfuzz for fish. For this shell:   qmpfuzz completion fish | source
# For all: qmpfuzz completion fish > ~/.config/fish/completions/qmpfuzz.fish
function __qmpfuzz_complete
    set -l line (commandline -cp)
    set -l found (qmpfuzz "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
    # options only where one has been begun: elsewhere it is files that are wanted, which fish adds by itself
    if not string match -q -- '-*' (commandline -ct)
        set found (string match -v -r '^[-/]' -- $found)
    end
    test (count $found) -gt 0; and printf '%s\n' $found
end
complete -c qmpfuzz -a '(__qmpfuzz_complete)'
