using System.Buffers;
using System.IO.Pipelines;

namespace QmpFuzz.Qmp.Transport;

/// <summary>One client of the server: a loop that reads, a loop that writes, and the end of both.</summary>
internal sealed class QmpConnection(MonitorHost host, int monitor, QmpSocket socket)
{
    /// <summary>Serves until either side closes. A lost connection is an end like any other.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        host.Connect(monitor);
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

    private async Task ReadAsync(PipeReader input, CancellationToken cancellation)
    {
        while (true)
        {
            ReadResult read = await input.ReadAsync(cancellation);
            SequencePosition taken = host.Receive(monitor, read.Buffer);
            bool all = read.Buffer.Slice(taken).IsEmpty;
            input.AdvanceTo(taken, all ? read.Buffer.End : taken);
            if (!all)
            {
                await host.WaitForInputAsync(monitor, cancellation);
            }
            else if (read.IsCompleted)
            {
                host.EndOfInput(monitor);
                return;
            }
        }
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        ArrayBufferWriter<byte> output = new();
        while (true)
        {
            await host.WaitForOutputAsync(monitor, cancellation);
            bool closes = host.TakeOutput(monitor, output);
            await socket.SendAsync(output.WrittenMemory, cancellation);
            output.ResetWrittenCount();
            if (closes)
            {
                return;
            }
        }
    }
}
