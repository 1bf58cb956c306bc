using System.Text.RegularExpressions;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>
/// Managed frames in the form of a sanitizer's, which is the one that ClusterFuzz's parser takes for C and C++:
/// <code>#0 0x000000000000 in Namespace.Type.Method /path/File.cs:12</code>
/// There is no address to tell. What drives the target is left out.
/// </summary>
internal static partial class NumberedStack
{
    private const int Depth = 64;

    private static readonly string[] Drivers = ["QmpFuzz.Fuzz.", "QmpFuzz.Cli.", "QmpFuzz.Instrumentation."];

    /// <summary>The frames among these lines, as .NET prints them: <c>at Method(arguments) in FILE:line N</c>.</summary>
    public static IEnumerable<string> Of(IEnumerable<string> lines) => lines
        .Select(line => Frame().Match(line))
        .Where(match => match.Success && !Drivers.Any(driver => match.Groups["method"].Value.StartsWith(driver, StringComparison.Ordinal)))
        .Take(Depth)
        .Select((match, number) => Line(number, NameOf(match.Groups["method"].Value), match.Groups["file"].Value, match.Groups["line"].Value));

    /// <summary>One frame for what has no stack: a rule that was broken.</summary>
    public static string Line(int number, string method, string file = "", string line = "") =>
        $"    #{number} 0x000000000000 in {method}{(file.Length > 0 ? $" {file}:{line}" : "")}";

    // a + between hexadecimal letters would be read as an offset, and what stands between brackets is of the call and not of the method
    private static string NameOf(string method) => method.Replace('+', '.');

    [GeneratedRegex(@"^\s*at (?<method>[^\s(\[]+)[^(]*\([^)]*\)(?: in (?<file>.+):line (?<line>\d+))?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Frame();
}
