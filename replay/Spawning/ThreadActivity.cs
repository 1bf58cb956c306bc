using System.Globalization;

namespace QmpFuzz.Replay.Spawning;

/// <summary>
/// What threads have done up to a moment. If two looks are equal and all were asleep in both, none of them ran in between: however busy
/// the machine is, a thread that could run would have counted.
/// </summary>
/// <param name="AreAsleep">None runs, or could.</param>
/// <param name="RunTime">Nanoseconds on a processor.</param>
/// <param name="Turns">How often one was given a processor.</param>
public readonly record struct ThreadActivity(bool AreAsleep, long RunTime, long Turns)
{
    public static ThreadActivity operator +(ThreadActivity left, ThreadActivity right) => left.And(right);

    public ThreadActivity And(ThreadActivity other) => new(AreAsleep && other.AreAsleep, RunTime + other.RunTime, Turns + other.Turns);

    /// <summary>All threads of a process; nothing can be seen of one that has ended.</summary>
    internal static ThreadActivity Of(int process)
    {
        ThreadActivity all = new(true, 0, 0);
        try
        {
            foreach (string thread in Directory.GetDirectories($"/proc/{process}/task"))
            {
                all += Read(thread);
            }
        }
        catch (IOException)
        {
            return all;                                     // it ends just now: the next look at it says so
        }

        return all;
    }

    /// <summary>One thread, from its folder in /proc.</summary>
    private static ThreadActivity Read(string folder)
    {
        string state = File.ReadAllText(Path.Combine(folder, "stat"));
        string[] counts = File.ReadAllText(Path.Combine(folder, "schedstat")).Split(' ');
        bool isAsleep = state[state.LastIndexOf(')') + 2] is not ('R' or 'D');
        return new ThreadActivity(isAsleep, long.Parse(counts[0], CultureInfo.InvariantCulture), long.Parse(counts[2], CultureInfo.InvariantCulture));
    }
}
