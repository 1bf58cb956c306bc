using System.Diagnostics;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Fuzz.Targets.Clients;

/// <summary>
/// Tells what a client does while we wait for it: whether it has been asleep all the time, and how long it ran. Neither depends on how
/// busy the machine is otherwise.
/// </summary>
internal sealed class QuietWatch(SpawnedClient client)
{
    /// <summary>One that neither sleeps nor runs for long, but wakes up again and again, is waited for so many times as long.</summary>
    private const int Wakeful = 10;

    private readonly long _firstRunTime = client.LookAtThreads().RunTime;
    private readonly long _start = Stopwatch.GetTimestamp();
    private ThreadActivity _last;
    private long _since = Stopwatch.GetTimestamp();

    /// <summary>None of its threads has run, or could have, for so long.</summary>
    public TimeSpan Asleep => Stopwatch.GetElapsedTime(_since);

    /// <summary>The processor time that its session has taken.</summary>
    private TimeSpan Ran => TimeSpan.FromMicroseconds((_last.RunTime - _firstRunTime) / 1000.0);

    /// <summary>It has run for too long.</summary>
    public bool IsBusy(TimeSpan limit) => Ran > limit || Stopwatch.GetElapsedTime(_start) > Wakeful * limit;

    /// <summary>A wait begins: what it did before does not count as sleep.</summary>
    public void Restart() => _since = Stopwatch.GetTimestamp();

    public void Look()
    {
        ThreadActivity now = client.LookAtThreads();
        if (!now.AreAsleep || now != _last)
        {
            Restart();
        }

        _last = now.RunTime == 0 ? _last : now;             // nothing can be seen of one that has just ended
    }
}
