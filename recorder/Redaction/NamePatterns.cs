namespace QmpFuzz.Recorder.Redaction;

/// <summary>Several patterns at once. Every name of every message is looked up here: its last or its first byte rules most of them out.</summary>
internal sealed class NamePatterns
{
    private readonly NamePattern[][] _byLast = new NamePattern[256][];
    private readonly NamePattern[][] _byFirst = new NamePattern[256][];

    public NamePatterns(IEnumerable<string> patterns)
    {
        ILookup<bool, NamePattern> all = patterns.Distinct().Select(text => new NamePattern(text)).ToLookup(pattern => pattern.Last is not null);
        for (int value = 0; value < 256; value++)
        {
            byte letter = NamePattern.Lower((byte)value);
            _byLast[value] = [.. all[true].Where(pattern => pattern.Last == letter)];
            _byFirst[value] = [.. all[false].Where(pattern => pattern.First is null || pattern.First == letter)];
        }
    }

    public bool Match(ReadOnlySpan<byte> name) => !name.IsEmpty && (Match(_byLast[name[^1]], name) || Match(_byFirst[name[0]], name));

    private static bool Match(NamePattern[] patterns, ReadOnlySpan<byte> name)
    {
        foreach (NamePattern pattern in patterns)
        {
            if (pattern.Matches(name))
            {
                return true;
            }
        }

        return false;
    }
}
