using System.IO.Pipelines;
using QmpFuzz.Qmp.Server;

namespace QmpFuzz.Qmp.Transport;

/// <summary>One client of the server: a loop that reads, a loop that writes, and the end of both.</summary>
internal sealed class QmpConnection(MonitorHost host, int monitor, QmpSocket socket)
{
    /// <summary>When to look whether a client has gone while nothing is read from it: after so long, then less and less often.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestBetweenLooks = TimeSpan.FromMilliseconds(160);

    /// <summary>Serves until either side closes. A lost connection is an end like any other.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        host.Connect(monitor, giveUp: () => _ = end.CancelAsync());
        Task reading = ReadAsync(end);
        try
        {
            await WriteAsync(end.Token);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException)
        {
            // the client is gone, or we are stopping: either way there is nobody left to tell
        }

        await end.CancelAsync();
        await reading;
        host.Disconnect(monitor);
        socket.Dispose();
    }

    private async Task ReadAsync(CancellationTokenSource end)
    {
        SocketPipe pipe = new(socket, descriptors => host.Attach(monitor, descriptors));
        Task filling = pipe.FillAsync(end.Token);
        try
        {
            await ReadAsync(pipe.Input, end.Token);
            await end.CancelAsync();                        // the client has gone
        }
        catch (IOException)
        {
            await end.CancelAsync();                        // reset by the client
        }
        catch (OperationCanceledException)
        {
            // the writer has ended
        }
        finally
        {
            await pipe.Input.CompleteAsync();
            await filling;
        }
    }

    /// <summary>Reads until the client has gone for good; after a half-close there is only that to wait for.</summary>
    private async Task ReadAsync(PipeReader input, CancellationToken cancellation)
    {
        bool gone = false;
        while (!gone)
        {
            ReadResult read = await input.ReadAsync(cancellation);
            SequencePosition taken = host.Receive(monitor, read.Buffer);
            bool all = read.Buffer.Slice(taken).IsEmpty;
            input.AdvanceTo(taken, all ? read.Buffer.End : taken);
            if (!all)
            {
                gone = await HangsUpBeforeAsync(host.WaitForInputAsync(monitor, cancellation).AsTask(), cancellation);
            }
            else if (read.IsCompleted)
            {
                host.EndOfInput(monitor);
                gone = await HangsUpBeforeAsync(Task.Delay(Timeout.Infinite, cancellation), cancellation);
            }
        }
    }

    /// <summary>Waits for something that may last, as a slow command does; true if the client goes away meanwhile, which reading would not show.</summary>
    private async Task<bool> HangsUpBeforeAsync(Task awaited, CancellationToken cancellation)
    {
        TimeSpan next = FirstLook;
        while (await Task.WhenAny(awaited, Task.Delay(next, cancellation)) != awaited)
        {
            next = next < LongestBetweenLooks ? next * 2 : next;
            cancellation.ThrowIfCancellationRequested();
            if (socket.PeekHangUp() != HangUp.None)
            {
                return true;
            }
        }

        await awaited;
        return false;
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        TakenOutput output = new();
        while (true)
        {
            await host.WaitForOutputAsync(monitor, cancellation);
            bool closes = host.TakeOutput(monitor, output);
            await socket.SendAsync(output.Bytes, cancellation);
            output.Clear();
            host.Sent(monitor);
            if (closes)
            {
                return;
            }
        }
    }
}
