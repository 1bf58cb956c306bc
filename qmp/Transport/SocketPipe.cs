using System.IO.Pipelines;

namespace QmpFuzz.Qmp.Transport;

/// <summary>
/// Fills a pipe from a socket. Nothing more is read from the socket until the pipe is empty: a monitor that takes no input
/// stops its client, and descriptors arrive just before the byte that they came with.
/// </summary>
internal sealed class SocketPipe(QmpSocket socket, Action<List<int>> attach)
{
    private const int ReadSize = 16 * 1024;

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1, useSynchronizationContext: false));

    public PipeReader Input => _pipe.Reader;

    /// <summary>Fills until the peer sends no more; a lost connection is an IOException, for the reader as well.</summary>
    public async Task FillAsync(CancellationToken cancellation)
    {
        List<int> descriptors = [];
        try
        {
            while (true)
            {
                await socket.WaitToReceiveAsync(cancellation);
                int received = await socket.ReceiveAsync(_pipe.Writer.GetMemory(ReadSize), descriptors, cancellation);
                if (descriptors.Count > 0)
                {
                    attach(descriptors);
                    descriptors.Clear();
                }

                if (received == 0)
                {
                    break;
                }

                _pipe.Writer.Advance(received);
                await _pipe.Writer.FlushAsync(cancellation);
            }

            await _pipe.Writer.CompleteAsync();
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException)
        {
            await _pipe.Writer.CompleteAsync(failure);
        }
    }
}
