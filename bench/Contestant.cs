using System.Globalization;

namespace QmpFuzz.Bench;

/// <summary>Something that works through a whole stream; what it returns is only there to be the same in every pass.</summary>
internal sealed record Contestant(string Name, Func<byte[], long> Work)
{
    private const long WarmUpBytes = 128 << 20;
    private const int LeastWarmUps = 4;

    /// <summary>
    /// Runs all of them by turns, in the same process, and prints the median of the passes for each. What is measured is the
    /// processor time of the process, which a neighbour on the same machine disturbs less than the clock on the wall.
    /// </summary>
    public static void Compare(string title, IReadOnlyList<Contestant> contestants, byte[] stream, double units, string unit, int passes, TextWriter output)
    {
        double[][] seconds = [.. contestants.Select(_ => new double[passes])];
        foreach (Contestant contestant in contestants)
        {
            for (long warm = 0; warm < WarmUpBytes; warm += Math.Max(stream.Length, WarmUpBytes / LeastWarmUps))
            {
                contestant.Work(stream);                    // not counted: the JIT gets to its best code
            }
        }

        for (int pass = 0; pass < passes; pass++)
        {
            for (int i = 0; i < contestants.Count; i++)
            {
                seconds[i][pass] = Time(contestants[i], stream);
            }
        }

        output.WriteLine(title);
        for (int i = 0; i < contestants.Count; i++)
        {
            Array.Sort(seconds[i]);
            double Rate(double time) => units / time;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {contestants[i].Name,-46} {Rate(seconds[i][passes / 2]),12:N1} {unit}   ({Rate(seconds[i][^1]):N1} to {Rate(seconds[i][0]):N1})"));
        }
    }

    private static double Time(Contestant contestant, byte[] stream)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        contestant.Work(stream);
        return (Environment.CpuUsage.TotalTime - start).TotalSeconds;
    }
}
