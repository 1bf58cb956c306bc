using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace QmpFuzz.Replay.Spawning;

/// <summary>
/// Ties processes that we start to this one: the kernel ends them when we are killed and cannot (PR_SET_PDEATHSIG, by util-linux's setpriv;
/// where that is missing they are not tied). What counts there is the thread that started them, so all are started on one that stays:
/// those of a pool come and go.
/// </summary>
public static class Lifeline
{
    private static readonly Lazy<ImmutableArray<string>> Prefix = new(FindWords);
    private static readonly Lazy<BlockingCollection<Action>> Starts = new(BeginThread);

    /// <summary>What stands before the words of a command that is to die with us.</summary>
    public static ImmutableArray<string> Words => Prefix.Value;

    /// <summary>Does that on the thread that stays.</summary>
    public static Task StartAsync(Action start)
    {
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Starts.Value.Add(() =>
        {
            try
            {
                start();
                started.SetResult();
            }
            catch (Win32Exception failure)                  // no such program, no more processes
            {
                started.SetException(failure);
            }
        });
        return started.Task;
    }

    private static BlockingCollection<Action> BeginThread()
    {
        BlockingCollection<Action> starts = [];
        new Thread(() => Work(starts)) { IsBackground = true, Name = "starts targets" }.Start();
        return starts;
    }

    private static void Work(BlockingCollection<Action> starts)
    {
        foreach (Action start in starts.GetConsumingEnumerable())
        {
            start();
        }
    }

    // the shell looks whether we are still there: we may have died before the kernel was told
    private static ImmutableArray<string> FindWords()
    {
        string[] setpriv = ["setpriv", "--pdeathsig", "KILL"];
        string parent = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return Succeeds([.. setpriv, "true"]) ? [.. setpriv, "/bin/sh", "-c", "[ \"$PPID\" = \"$1\" ] && shift && exec \"$@\"", "sh", parent] : [];
    }

    private static bool Succeeds(ImmutableArray<string> words)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
