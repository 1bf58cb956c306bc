using System.Globalization;

namespace QmpFuzz.Tests.Support;

/// <summary>What runs on this machine, as /proc tells it. One that is dead and waits for its parent to notice has no command line, and does not run.</summary>
internal static class ProcessTable
{
    public static bool IsRunning(int process) => CommandLine(process).Length > 0;

    /// <summary>Those that have this as a word of their command line.</summary>
    public static IEnumerable<int> With(string word) => Directory.GetDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int process) ? process : 0)
        .Where(process => process > 0 && CommandLine(process).Contains($"\0{word}\0", StringComparison.Ordinal));

    private static string CommandLine(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)                                 // it has just ended
        {
            return "";
        }
    }
}
