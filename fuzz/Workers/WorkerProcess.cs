using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace QmpFuzz.Fuzz.Workers;

/// <summary>What a worker says; no frame: it is dead.</summary>
internal readonly record struct WorkerEvent(WorkerProcess Worker, Frame? Frame);

/// <summary>A supervisor's hold on one worker process: what it is told, what it says, how it is doing, how it died.</summary>
internal sealed class WorkerProcess : IDisposable
{
    /// <summary>Lines kept of what it wrote to standard error: so many of the first, which say what it is, and of the last.</summary>
    private const int LinesOfErrors = 100;

    private readonly Process _process;
    private readonly List<string> _firstErrors = [];
    private readonly Queue<string> _lastErrors = [];
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _errorsRead = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WorkerProcess(Process process, SharedInput shared) => (_process, Shared) = (process, shared);

    public SharedInput Shared { get; }

    /// <summary>Why we killed it, or null.</summary>
    public WorkerDeath? Verdict { get; private set; }

    /// <summary>Physical memory in bytes; 0 when it cannot be read.</summary>
    public long ResidentBytes => ProcessMemory.Resident(_process.Id);

    public static WorkerProcess Start(WorkerOptions options, FuzzOptions campaign, ChannelWriter<WorkerEvent> events)
    {
        SharedInput shared = SharedInput.Create();
        ProcessStartInfo start = new(options.Program, [.. options.ProgramArguments, options.Verb, shared.Path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = string.Create(CultureInfo.InvariantCulture, $"{(long)options.Memory << 20:X}");
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        WorkerProcess worker = new(Process.Start(start)!, shared);
        worker._process.ErrorDataReceived += (_, line) => worker.TakeError(line.Data);
        worker._process.BeginErrorReadLine();
        Thread reader = new(() => worker.ReadFrames(events)) { IsBackground = true, Name = "worker frames" };
        reader.Start();
        worker.Tell(FrameKind.Options, campaign);
        return worker;
    }

    /// <summary>Says something to it; what a dead worker is told is lost, and its death is told elsewhere.</summary>
    public bool Tell<T>(FrameKind kind, T value, ReadOnlySpan<byte> bytes = default)
    {
        try
        {
            Frame.Write(_process.StandardInput.BaseStream, kind, value, bytes);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Ends it for what its input did.</summary>
    public void Kill(WorkerDeath verdict)
    {
        Verdict ??= verdict;
        _process.Kill();
    }

    /// <summary>How it ended; waits for that, and for the last of what it said.</summary>
    public async Task<WorkerDeath> DeathAsync()
    {
        await _process.WaitForExitAsync();
        await Task.WhenAny(_errorsRead.Task, Task.Delay(TimeSpan.FromSeconds(1)));
        lock (_lock)
        {
            return (Verdict ?? WorkerDeath.OfExitCode(_process.ExitCode)) with { Errors = [.. _firstErrors, .. _lastErrors] };
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        Shared.Dispose();
    }

    private void ReadFrames(ChannelWriter<WorkerEvent> events)
    {
        while (ReadFrame() is { } frame)
        {
            events.TryWrite(new WorkerEvent(this, frame));
        }

        events.TryWrite(new WorkerEvent(this, null));
    }

    private Frame? ReadFrame()
    {
        try
        {
            return Frame.ReadFrom(_process.StandardOutput.BaseStream);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    private void TakeError(string? line)
    {
        if (line is null)
        {
            _errorsRead.TrySetResult();
            return;
        }

        lock (_lock)
        {
            if (_firstErrors.Count < LinesOfErrors)
            {
                _firstErrors.Add(line);
                return;
            }

            _lastErrors.Enqueue(line);
            if (_lastErrors.Count > LinesOfErrors)
            {
                _lastErrors.Dequeue();
            }
        }
    }
}
