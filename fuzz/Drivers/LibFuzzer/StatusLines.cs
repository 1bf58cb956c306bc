using System.Globalization;
using QmpFuzz.Fuzz.Reports;

namespace QmpFuzz.Fuzz.Drivers.LibFuzzer;

/// <summary>libFuzzer's lines about where it is: <c>#N EVENT cov: … ft: … corp: … exec/s: … rss: …</c>.</summary>
internal sealed class StatusLines(Flags flags, TextWriter errors)
{
    private const int Kilobytes = 1 << 14;
    private const int Megabytes = 1 << 24;

    /// <summary>What is printed unless <c>-verbosity=0</c>.</summary>
    public void Say(string line)
    {
        if (flags["verbosity"] > 0)
        {
            errors.WriteLine(line);
        }
    }

    /// <summary>One event; more: what stands behind it.</summary>
    public void Event(string name, CampaignStatus status, string more = "") =>
        Say(Counts(status.Executions, name, status.EdgesFound, status.Features)
            + string.Create(CultureInfo.InvariantCulture, $" corp: {status.CorpusCount}{SizeOf(status.CorpusBytes)}{Limit(status)} exec/s: {(long)status.ExecutionsPerSecond} rss: {FinalStats.PeakOfThisProcess}Mb")
            + more);

    /// <summary>The start of such a line.</summary>
    public static string Counts(long executions, string name, int edges, int features)
    {
        string cov = edges > 0 ? string.Create(CultureInfo.InvariantCulture, $" cov: {edges}") : "";
        string ft = features > 0 ? string.Create(CultureInfo.InvariantCulture, $" ft: {features}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"#{executions}\t{name,-6}{cov}{ft}");
    }

    /// <summary>The counters of the target, where libFuzzer tells those of its modules.</summary>
    public void Modules(int edges, nint start)
    {
        string range = string.Create(CultureInfo.InvariantCulture, $"[0x{start:x}, 0x{start + edges:x})");
        Say(string.Create(CultureInfo.InvariantCulture, $"INFO: Loaded 1 modules   ({edges} inline 8-bit counters): {edges} {range}, "));
    }

    private static string Limit(CampaignStatus status) => status.LengthLimit > 0 ? string.Create(CultureInfo.InvariantCulture, $" lim: {status.LengthLimit}") : "";

    private static string SizeOf(long bytes) => bytes switch
    {
        0 => "",
        < Kilobytes => string.Create(CultureInfo.InvariantCulture, $"/{bytes}b"),
        < Megabytes => string.Create(CultureInfo.InvariantCulture, $"/{bytes >> 10}Kb"),
        _ => string.Create(CultureInfo.InvariantCulture, $"/{bytes >> 20}Mb"),
    };
}
