using System.Text.RegularExpressions;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>Counts what comparisons of two servers came to.</summary>
internal sealed partial class ComparisonTally
{
    private readonly SortedDictionary<ComparedPart, long> _parts = [];
    private readonly SortedDictionary<string, long> _known = new(StringComparer.Ordinal);

    private long _unsteady;

    /// <summary>Counts a session; <paramref name="isUnsteady"/>: it differed when it was played first, and then did not.</summary>
    public void Add(SessionComparison comparison, bool isUnsteady)
    {
        _unsteady += isUnsteady ? 1 : 0;
        _parts[comparison.Part] = _parts.GetValueOrDefault(comparison.Part) + 1;
        foreach (string place in comparison.Known)
        {
            _known[place] = _known.GetValueOrDefault(place) + 1;
        }
    }

    public ComparisonCounts ToCounts(long replaced) => new()
    {
        Sessions = _parts.ToDictionary(part => Inner().Replace($"{part.Key}", " $0").TrimStart().ToLowerInvariant(), part => part.Value),
        Known = _known.ToDictionary(),
        Replaced = replaced,
        Unsteady = _unsteady,
    };

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Inner();
}
