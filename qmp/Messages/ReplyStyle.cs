namespace QmpFuzz.Qmp.Messages;

/// <summary>How a dialect writes what the server says, where dialects differ.</summary>
internal sealed record ReplyStyle
{
    /// <summary>As QEMU 7.2 does it, infinity included.</summary>
    public static readonly ReplyStyle Qemu = new() { InfinityIsWord = true };

    /// <summary>Errors have a class, a text and "data", in their forms of 2010; else a class and a text.</summary>
    public bool ErrorsOf2010 { get; init; }

    /// <summary>Lines end in LF alone, not in CR LF.</summary>
    public bool EndsInLf { get; init; }

    /// <summary>An infinite double is <c>inf</c>, which is not JSON; else a number beyond the range, which reads back as infinite.</summary>
    public bool InfinityIsWord { get; init; }
}
