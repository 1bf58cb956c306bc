namespace QmpFuzz.Qmp.Rules.Reading;

/// <summary>One line of the server's output.</summary>
internal readonly ref struct ServerLine
{
    /// <summary>The line without its end.</summary>
    public required ReadOnlySpan<byte> Text { get; init; }

    /// <summary>It ended in CR LF, not in LF alone.</summary>
    public required bool EndsInCrLf { get; init; }

    /// <summary>In its dialect lines end otherwise.</summary>
    public required bool EndsWrong { get; init; }

    /// <summary>Where the JSON is wrong, or null.</summary>
    public string? Fault { get; init; }

    /// <summary>The bare words that stand for infinity were replaced before it was read.</summary>
    public bool HadInfinity { get; init; }
}
