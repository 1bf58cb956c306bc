using System.Diagnostics;
using System.Text;
using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Bench;

/// <summary>One client of a server under load. Its commands are ones that raise no events.</summary>
internal sealed class LoadClient(QmpSocket socket) : IDisposable
{
    private static readonly byte[] Negotiation = "{\"execute\": \"qmp_capabilities\"}\n"u8.ToArray();
    private static readonly byte[] Question = "{\"execute\": \"query-status\", \"id\": 1}\n"u8.ToArray();

    private readonly byte[] _buffer = new byte[4096];

    /// <summary>A client in command mode.</summary>
    public static async Task<LoadClient> ConnectAsync(QmpEndpoint endpoint)
    {
        LoadClient client = new(await QmpSocket.ConnectAsync(endpoint, CancellationToken.None));
        await client.ReadLineAsync();
        await client.SendAsync(Negotiation, CancellationToken.None);
        await client.ReadLineAsync();
        return client;
    }

    /// <summary>Asks one thing after the other until it is cancelled; returns how long each took, in microseconds.</summary>
    public async Task<List<double>> AskAsync(CancellationToken cancellation)
    {
        List<double> taken = [];
        while (!cancellation.IsCancellationRequested)
        {
            long start = Stopwatch.GetTimestamp();
            await SendAsync(Question, CancellationToken.None);
            await ReadLineAsync();
            taken.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        return taken;
    }

    /// <summary>Sends the same again and again and reads nothing, until so much is sent, the server ends it, or it takes no more for some time.</summary>
    public async Task<long> FloodAsync(byte[] bytes, long most, TimeSpan patience)
    {
        long sent = 0;
        try
        {
            while (sent < most)
            {
                using CancellationTokenSource limit = new(patience);
                await SendAsync(bytes, limit.Token);
                sent += bytes.Length;
            }
        }
        catch (Exception refusal) when (refusal is IOException or OperationCanceledException)
        {
            return sent;                                    // disconnected, or never read again: either is the server's right
        }

        return sent;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), CancellationToken.None);

    public void Dispose() => socket.Dispose();

    private async Task SendAsync(byte[] bytes, CancellationToken cancellation) => await socket.SendAsync(bytes, cancellation);

    private async Task ReadLineAsync()
    {
        int received;
        do
        {
            received = await socket.ReceiveAsync(_buffer, CancellationToken.None);
        }
        while (received > 0 && _buffer[received - 1] != '\n');
    }
}
