using System.Text.RegularExpressions;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>Finds in the last words of a process what tells one bug from another: the assertion that failed, or what a sanitizer says.</summary>
internal static partial class DeathNotice
{
    public static string PlaceOf(TargetExit exit)
    {
        string? line = exit.Errors.Split('\n').FirstOrDefault(line => Telling().IsMatch(line));
        return line is null ? $"{exit}" : Changing().Replace(line.Trim(), "#");
    }

    [GeneratedRegex("assert|SUMMARY: |panic|abort|Unhandled exception|double free|invalid pointer|stack smashing|ERROR:", RegexOptions.IgnoreCase)]
    private static partial Regex Telling();

    // addresses, process ids, times: what another run of the same bug would have otherwise
    [GeneratedRegex("0x[0-9a-fA-F]+|==[0-9]+==|\\b[0-9]{4,}\\b")]
    private static partial Regex Changing();
}
