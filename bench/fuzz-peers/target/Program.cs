using System.Diagnostics;
using System.Globalization;

namespace QmpCore;

/// <summary>The target under the shape that fuzzers call, and how fast it is without any: dotnet QmpCore.dll SECONDS SEED...</summary>
public static class Program
{
    private static readonly QmpSession Session = new();

    /// <summary>One session from a clean state.</summary>
    public static void Fuzz(ReadOnlySpan<byte> input)
    {
        Session.Reset();
        Session.Feed(input, stj: false);
    }

    /// <summary>Prints calls a second.</summary>
    public static void Main(string[] arguments)
    {
        byte[][] seeds = [.. arguments[1..].Select(File.ReadAllBytes)];
        double seconds = double.Parse(arguments[0], CultureInfo.InvariantCulture);
        Count(seeds, 1);
        Console.WriteLine(Count(seeds, seconds).ToString("F0", CultureInfo.InvariantCulture));
    }

    private static double Count(byte[][] seeds, double seconds)
    {
        long start = Stopwatch.GetTimestamp();
        long calls = 0;
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            for (int i = 0; i < 10_000; i++)
            {
                Fuzz(seeds[i % seeds.Length]);
            }

            calls += 10_000;
        }

        return calls / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
