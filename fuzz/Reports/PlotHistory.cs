using System.Globalization;
using QmpFuzz.Corpus.Store;

namespace QmpFuzz.Fuzz.Reports;

/// <summary>What one line of plot_data says.</summary>
public sealed record PlotPoint(long Seconds, int Corpus, int Crashes, long Executions, int Edges);

/// <summary>The runs of a campaign over time, oldest first: plot_data is appended to, and its clock begins anew with each run.</summary>
public static class PlotHistory
{
    private const int Fields = 13;

    public static IReadOnlyList<IReadOnlyList<PlotPoint>> Read(string folder)
    {
        string file = CampaignFolder.PlotIn(folder);
        return File.Exists(file) ? Parse(File.ReadLines(file)) : [];
    }

    /// <summary>Lines that are none of plot_data, such as one that was cut off, are left out.</summary>
    internal static IReadOnlyList<IReadOnlyList<PlotPoint>> Parse(IEnumerable<string> lines)
    {
        List<List<PlotPoint>> runs = [];
        long last = long.MaxValue;
        foreach (PlotPoint point in lines.Select(ParseLine).OfType<PlotPoint>())
        {
            if (point.Seconds < last)
            {
                runs.Add([]);
            }

            runs[^1].Add(point);
            last = point.Seconds;
        }

        return runs;
    }

    // relative_time, cycles_done, cur_item, corpus_count, pending_total, pending_favs, map_size, saved_crashes, saved_hangs, max_depth, execs_per_sec, total_execs, edges_found
    private static PlotPoint? ParseLine(string line)
    {
        string[] fields = line.Split(", ");
        return fields.Length == Fields && Number(fields[0]) is { } seconds && Number(fields[3]) is { } corpus && Number(fields[7]) is { } crashes
            && Number(fields[11]) is { } executions && Number(fields[12]) is { } edges
            ? new PlotPoint(seconds, (int)corpus, (int)crashes, executions, (int)edges)
            : null;
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
