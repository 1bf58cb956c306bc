namespace QmpFuzz.Replay.Rules;

/// <summary>Names in rules: exact, or a prefix before a star; several with commas.</summary>
internal static class Names
{
    public static bool Match(string patterns, string? name) => patterns.Split(',').Any(pattern => MatchOne(pattern, name));

    private static bool MatchOne(string pattern, string? name) =>
        pattern == "*" || (name is not null && (pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern));
}
