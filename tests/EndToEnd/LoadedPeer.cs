using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>One end of a connection that sends and receives as fast as it can, and remembers all of it, until the connection breaks.</summary>
internal sealed class LoadedPeer(QmpSocket socket, byte seed)
{
    private const int LongestChunk = 90_000;                // some of them more than a tap takes at once

    public MemoryStream Sent { get; } = new();

    public MemoryStream Received { get; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task RunAsync() => Task.WhenAll(Task.Run(UntilBroken(SendAsync), Cancellation), Task.Run(UntilBroken(ReceiveAsync), Cancellation));

    private static Func<Task> UntilBroken(Func<Task<bool>> step) => async () =>
    {
        try
        {
            while (await step())
            {
            }
        }
        catch (IOException)
        {
            return;                                         // the one in the middle is gone: that is what it was about
        }
    };

    // what may have been sent counts as sent: it is noted first
    private async Task<bool> SendAsync()
    {
        byte[] chunk = new byte[1 + (int)(Sent.Length * 7 % LongestChunk)];
        for (int at = 0; at < chunk.Length; at++)
        {
            chunk[at] = (byte)((Sent.Length + at) * 31 >> 3 ^ seed);
        }

        Sent.Write(chunk);
        await socket.SendAsync(chunk, Cancellation);
        return true;
    }

    private async Task<bool> ReceiveAsync()
    {
        byte[] buffer = new byte[LongestChunk];
        int received = await socket.ReceiveAsync(buffer, Cancellation);
        Received.Write(buffer.AsSpan(0, received));
        return received > 0;
    }
}
