using System.Diagnostics;
using System.Text;
using System.Text.Json;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>A client that writes down its own session, so that there is something to replay without a tap.</summary>
internal sealed class RecordingClient : IDisposable
{
    private readonly QmpSocket _socket;
    private readonly SessionWriter _writer;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly byte[] _buffer = new byte[65536];
    private string _pending = "";

    private RecordingClient(QmpSocket socket, SessionWriter writer) => (_socket, _writer) = (socket, writer);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private long Now => (long)Stopwatch.GetElapsedTime(_start).TotalMicroseconds;

    /// <summary>Connects, negotiates, runs the commands one after the other, closes.</summary>
    public static async Task RecordAsync(QmpEndpoint endpoint, string file, IEnumerable<string> commands)
    {
        SessionHeader header = new() { Started = DateTimeOffset.UnixEpoch, Source = endpoint.ToString(), By = "test" };
        using RecordingClient client = new(await QmpSocket.ConnectAsync(endpoint, Cancellation), SessionWriter.Create(file, header));
        await client.WaitForAsync("QMP");
        foreach (string command in commands.Prepend("""{"execute":"qmp_capabilities"}"""))
        {
            await client.SendAsync(command + "\n");
            await client.WaitForAsync("return", "error");
        }

        client._writer.Write(new CloseRecord(client.Now, SessionSide.Client));
    }

    public void Dispose()
    {
        _socket.Dispose();
        _writer.Dispose();
    }

    private async Task SendAsync(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        _writer.WriteChunk(Now, SessionSide.Client, bytes);
        await _socket.SendAsync(bytes, Cancellation);
    }

    private async Task WaitForAsync(params string[] members)
    {
        while (true)
        {
            int feed;
            while ((feed = _pending.IndexOf('\n', StringComparison.Ordinal)) < 0)
            {
                int received = await _socket.ReceiveAsync(_buffer, Cancellation);
                Assert.NotEqual(0, received);
                _writer.WriteChunk(Now, SessionSide.Server, _buffer.AsSpan(0, received));
                _pending += Encoding.UTF8.GetString(_buffer, 0, received);
            }

            JsonElement message = JsonElement.Parse(_pending[..feed]);
            _pending = _pending[(feed + 1)..];
            if (members.Any(member => message.TryGetProperty(member, out _)))
            {
                return;
            }
        }
    }
}
