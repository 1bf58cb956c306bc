using System.Text.RegularExpressions;

namespace QmpFuzz.Replay.Rules;

/// <summary>A place in a message and all below it: <c>$.return.ram</c>, or <c>$..thread-id</c> for a member at any depth.</summary>
internal sealed class PathPattern(string path)
{
    private const string AnyDepth = "$..";

    private readonly Regex _pattern = new(
        path.StartsWith(AnyDepth, StringComparison.Ordinal)
            ? $@"\.{Regex.Escape(path[AnyDepth.Length..])}(?:[.\[]|\z)"
            : $@"\A{Regex.Escape(path)}(?:[.\[]|\z)",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public bool Covers(string place) => _pattern.IsMatch(place);
}
