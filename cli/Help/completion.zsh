#compdef qmpfuzz
# Completion of qmpfuzz for zsh. For this shell, after compinit:   source <(qmpfuzz completion zsh)
# For all: qmpfuzz completion zsh > a folder of $fpath/_qmpfuzz
_qmpfuzz() {
    local -a found
    found=(${(f)"$("${words[1]}" "[suggest:$#LBUFFER]" "$LBUFFER" 2>/dev/null)"})
    # options only where one has been begun: elsewhere it is files that are wanted
    [[ $PREFIX == -* ]] || found=(${found:#[-/]*})
    (( $#found )) && compadd -a found || _files
}
compdef _qmpfuzz qmpfuzz
