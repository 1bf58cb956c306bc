using System.Diagnostics;
using System.Globalization;

namespace QmpFuzz.Bench;

/// <summary>Something that works through a whole stream; what it returns is only there to be the same in every pass.</summary>
internal sealed record Contestant(string Name, Func<byte[], long> Work)
{
    /// <summary>Runs all of them by turns, in the same process, and prints the median of the passes for each.</summary>
    public static void Compare(string title, IReadOnlyList<Contestant> contestants, byte[] stream, double units, string unit, int passes, TextWriter output)
    {
        double[][] seconds = [.. contestants.Select(_ => new double[passes])];
        foreach (Contestant contestant in contestants)
        {
            contestant.Work(stream);                        // not counted: the JIT gets to its best code
            contestant.Work(stream);
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
        long start = Stopwatch.GetTimestamp();
        contestant.Work(stream);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
