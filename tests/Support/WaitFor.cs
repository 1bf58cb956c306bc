using System.Diagnostics;
using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Tests.Support;

/// <summary>Waits for what another process will do; gives up after ten seconds, or what it is told.</summary>
internal static class WaitFor
{
    private const int Patience = 10;

    /// <summary>Waits until somebody listens on a unix socket.</summary>
    public static Task SocketAsync(string path, RunningProcess owner) =>
        ConditionAsync(() => UnixListener.IsUp(path), () => $"nobody listens on {path}; its owner said: {owner.Errors}");

    /// <summary>Waits until a file is there.</summary>
    public static Task FileAsync(string path, RunningProcess owner) =>
        ConditionAsync(() => Path.Exists(path), () => $"{path} did not appear; its owner said: {owner.Errors}");

    /// <summary>Looks every few milliseconds until the condition holds.</summary>
    public static async Task ConditionAsync(Func<bool> condition, Func<string> otherwise, int seconds = Patience)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < seconds, otherwise());
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
