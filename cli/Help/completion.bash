# Completion of qmpfuzz for bash. For this shell:   eval "$(qmpfuzz completion bash)"
# For all: qmpfuzz completion bash > ~/.local/share/bash-completion/completions/qmpfuzz
_qmpfuzz() {
    local word=$2 line=${COMP_LINE:0:COMP_POINT} found
    mapfile -t found < <("$1" "[suggest:${#line}]" "$line" 2>/dev/null)
    COMPREPLY=()
    local each
    for each in "${found[@]}"; do
        # options only where one has been begun: elsewhere it is files that are wanted
        [[ $each == "$word"* && ($word == -* || $each != [-/]*) ]] && COMPREPLY+=("$each")
    done
}
complete -o default -F _qmpfuzz qmpfuzz
