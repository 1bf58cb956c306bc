namespace QmpFuzz.Recorder.Redaction;

/// <summary>
/// Parts of the chunk at hand that are masked or not by what comes later in their message: values that are secrets unless the command
/// is harmless, and other strings, which may repeat a secret that is still to come. A chunk cannot wait: at its end all are masked.
/// </summary>
internal sealed class PendingMasks(MaskList masks, SecretCollector secrets)
{
    private readonly List<(int Start, int End, bool Bare, byte[]? Content)> _conditional = [];
    private readonly List<(int Start, int End)> _unlessHarmless = [];
    private readonly List<(int Start, int End)> _strings = [];

    /// <summary>A value that is a secret unless the command is harmless, with its content if that is known to be whole.</summary>
    public void AddConditional(int start, int end, byte[]? content, bool bare = false) => _conditional.Add((start, end, bare, content));

    /// <summary>Another string: masked if the message goes on in the next chunk, or <paramref name="unlessHarmless"/>.</summary>
    public void AddString(int start, int end, bool unlessHarmless)
    {
        if (unlessHarmless)
        {
            _unlessHarmless.Add((start, end));
        }
        else
        {
            _strings.Add((start, end));
        }
    }

    /// <summary>The command is harmless: nothing here has to be masked.</summary>
    public void Drop()
    {
        _conditional.Clear();
        _unlessHarmless.Clear();
        _strings.Clear();
    }

    /// <summary>The command is not known to be harmless. Returns how many secrets that makes.</summary>
    public int MaskConditional()
    {
        foreach ((int start, int end, bool bare, byte[]? content) in _conditional)
        {
            masks.Add(start, end, bare);
            secrets.Add(content);
        }

        int count = _conditional.Count;
        _conditional.Clear();
        MaskStrings(_unlessHarmless);
        return count;
    }

    /// <summary>The chunk has ended in the middle of a message.</summary>
    public int EndChunk()
    {
        MaskStrings(_strings);
        return MaskConditional();
    }

    /// <summary>The message has ended: what else it said is no secret.</summary>
    public int EndMessage()
    {
        _strings.Clear();
        return MaskConditional();
    }

    private void MaskStrings(List<(int Start, int End)> strings)
    {
        foreach ((int start, int end) in strings)
        {
            masks.Add(start, end);
        }

        strings.Clear();
    }
}
