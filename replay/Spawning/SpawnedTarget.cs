using System.Collections.Immutable;
using System.Diagnostics;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay.Spawning;

/// <summary>The target ended, or stayed silent, before its socket was there (exit code 3).</summary>
public sealed class TargetNotReadyException(string message) : IOException(message);

/// <summary>
/// A server that we started for ourselves, in a temporary working folder and with a limit on file sizes. Disposing ends it
/// (this process only) and removes the folder; it does not outlive us when we are killed either.
/// </summary>
public sealed class SpawnedTarget : IAsyncDisposable
{
    private const string Launch = """
        ulimit -f 2097152
        command -v setsid >/dev/null && exec setsid "$@"
        exec "$@"
        """;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan RestLimit = TimeSpan.FromSeconds(1);       // a server may always have something to do
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);     // a poll, where many others run

    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly OutputTail _errors = new();
    private bool _stopped;
    private bool _reaped;

    private SpawnedTarget(Process process, DirectoryInfo folder, QmpEndpoint endpoint) => (_process, _folder, Endpoint) = (process, folder, endpoint);

    public QmpEndpoint Endpoint { get; }

    /// <summary>Where it runs; removed when it has ended.</summary>
    public string Folder => _folder.FullName;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts the command and waits until its socket is there and it does nothing more; failing the first, a <see cref="TargetNotReadyException"/>.</summary>
    public static async Task<SpawnedTarget> StartAsync(SpawnCommand command, TimeProvider time, CancellationToken cancellation)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("qmpfuzz-");
        string socket = Path.Combine(folder.FullName, "qmp.sock");
        SpawnedTarget target = new(Prepare(command, command.For(socket, Environment.CurrentDirectory), folder), folder, QmpEndpoint.Unix(socket));
        try
        {
            await Lifeline.StartAsync(target.Begin);
            await target.WaitForSocketAsync(socket, time, cancellation);
            await target.WaitForRestAsync(time, cancellation);
            return target;
        }
        catch
        {
            await target.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Says how it ended. One that is still there gets <paramref name="patience"/> to end by itself (it was asked to quit, or it is
    /// dying), then it is stopped.
    /// </summary>
    public async Task<TargetExit> EndAsync(TimeSpan patience)
    {
        if (!await HasExitedAfterAsync(patience))
        {
            _stopped = true;
            ProcessSignal.SendToTree(_process.Id, ProcessSignal.Terminate);
            if (!await HasExitedAfterAsync(StopLimit))
            {
                ProcessSignal.SendToTree(_process.Id, ProcessSignal.Kill);
            }
        }

        await ReapAsync();
        return new TargetExit(_process.ExitCode, _stopped, _errors.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync(TimeSpan.Zero);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    // The shell sets the limit and becomes the target: same process, same signals. It leads a process group, so that what it starts ends with it.
    private static Process Prepare(SpawnCommand command, ImmutableArray<string> words, DirectoryInfo folder)
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", Launch, "sh", .. Lifeline.Words, .. words])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in command.Variables)
        {
            start.Environment[name] = value;
        }

        return new Process { StartInfo = start };
    }

    private void Begin()
    {
        _process.OutputDataReceived += (_, _) => { };       // read so that the target never blocks on it
        _process.ErrorDataReceived += (_, line) => _errors.Add(line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task WaitForSocketAsync(string socket, TimeProvider time, CancellationToken cancellation)
    {
        Patience patience = new(StartLimit, Look, time);
        while (!UnixListener.IsUp(socket))
        {
            if (_process.HasExited)
            {
                TargetExit exit = await EndAsync(TimeSpan.Zero);
                throw new TargetNotReadyException($"the target {exit} before its socket was there{Quote(exit.Errors)}");
            }

            if (!patience.Lasts())
            {
                throw new TargetNotReadyException($"the target did not create {socket} within {StartLimit.TotalSeconds:0} s{Quote(_errors.ToString())}");
            }

            await Task.Delay(Poll, time, cancellation);
        }
    }

    /// <summary>
    /// A server may listen before it is done with starting: of QEMU 7.2 one in a thousand never reads what a client sends that connected
    /// then, or greets it twice.
    /// </summary>
    private async Task WaitForRestAsync(TimeProvider time, CancellationToken cancellation)
    {
        Patience patience = new(RestLimit, Look, time);
        ThreadActivity last;
        ThreadActivity now = ThreadActivity.Of(_process.Id);
        do
        {
            await Task.Delay(Poll, time, cancellation);
            (last, now) = (now, ThreadActivity.Of(_process.Id));
        }
        while ((now != last || !now.AreAsleep) && patience.Lasts());
    }

    private async Task<bool> HasExitedAfterAsync(TimeSpan patience)
    {
        if (!_process.HasExited && patience > TimeSpan.Zero)
        {
            await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(patience, TimeProvider.System));
        }

        return _process.HasExited;
    }

    // Its last words are read before it counts as ended; a child of it that holds on to the pipe does not count.
    private async Task ReapAsync()
    {
        if (!_reaped)
        {
            _reaped = true;
            await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(LastWords, TimeProvider.System));
            ProcessSignal.EndGroup(_process.Id);
        }
    }

    private static string Quote(string errors) => errors.Length == 0 ? "" : $": {errors.TrimEnd()}";
}
