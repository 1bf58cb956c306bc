namespace QmpFuzz.Fuzz.Targets;

/// <summary>What a user named as a target: <c>embedded</c>, or <c>dll:PATH[:TYPE]</c>, an assembly of their own.</summary>
public sealed record TargetChoice
{
    private const string AssemblyPrefix = "dll:";

    private TargetChoice(string? path, string? type) => (Path, Type) = (path, type);

    /// <summary>The server that is built in.</summary>
    public static TargetChoice Embedded { get; } = new(null, null);

    /// <summary>The assembly; null: the embedded server.</summary>
    public string? Path { get; }

    /// <summary>The type (or method) in it to call; null: the only one that fits.</summary>
    public string? Type { get; }

    /// <summary>Names of assemblies beside it that are to count as well, with * as a wildcard; none: all that are not Microsoft's.</summary>
    public IReadOnlyList<string> Instrument { get; init; } = [];

    public bool IsEmbedded => Path is null;

    /// <summary>Reads what the user wrote; null and a reason if it is not a target.</summary>
    public static TargetChoice? Parse(string text, out string reason)
    {
        reason = "";
        if (text == "embedded")
        {
            return Embedded;
        }

        if (!text.StartsWith(AssemblyPrefix, StringComparison.Ordinal) || text.Length == AssemblyPrefix.Length)
        {
            reason = $"'{text}' is not a target: expected embedded or dll:PATH[:TYPE]";
            return null;
        }

        (string path, string? type) = Split(text[AssemblyPrefix.Length..]);
        reason = File.Exists(path) ? "" : $"{path}: there is no such assembly";
        return reason.Length > 0 ? null : new TargetChoice(System.IO.Path.GetFullPath(path), type);
    }

    /// <summary>The same choice as arguments of a command line.</summary>
    public IReadOnlyList<string> ToArguments() => IsEmbedded ? [] : ["--target", ToString(), .. Instrument.SelectMany(pattern => new[] { "--instrument", pattern })];

    public override string ToString() => IsEmbedded ? "embedded" : $"{AssemblyPrefix}{Path}{(Type is null ? "" : $":{Type}")}";

    /// <summary>Loads it into this process; keeping frames costs speed and makes stacks exact.</summary>
    internal IFuzzTarget Load(string dialect, bool keepsFrames = false) =>
        IsEmbedded ? EmbeddedTarget.Load(dialect, keepsFrames) : AssemblyTarget.Load(this, keepsFrames);

    // a path may have a colon in it: what is there as a file is the path
    private static (string Path, string? Type) Split(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon <= 0 || File.Exists(text) ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }
}
