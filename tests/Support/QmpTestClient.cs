using System.Text;
using System.Text.Json;
using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Tests.Support;

/// <summary>Drives a QMP session over a socket: sends a command with an id of its own, and waits for the reply with that id.</summary>
internal sealed class QmpTestClient : IDisposable
{
    private readonly QmpSocket _socket;
    private readonly byte[] _buffer = new byte[65536];
    private readonly List<byte> _received = [];
    private int _lineStart;
    private volatile int _nextId;

    private QmpTestClient(QmpSocket socket) => _socket = socket;

    /// <summary>Every byte that arrived, in order.</summary>
    public IReadOnlyList<byte> Received => _received;

    /// <summary>Every byte that was sent, in order.</summary>
    public List<byte> Sent { get; } = [];

    /// <summary>How many commands have been sent.</summary>
    public int Commands => _nextId;

    /// <summary>Names of the events that passed while waiting for something else.</summary>
    public List<string> Events { get; } = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Connects without waiting for a greeting.</summary>
    public static async Task<QmpTestClient> ConnectAsync(QmpEndpoint endpoint) => new(await QmpSocket.ConnectAsync(endpoint, Cancellation));

    /// <summary>Connects, reads the greeting and enters command mode.</summary>
    public static async Task<QmpTestClient> NegotiateAsync(QmpEndpoint endpoint)
    {
        QmpTestClient client = await ConnectAsync(endpoint);
        Assert.Contains("QMP", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.True((await client.ExecuteAsync("qmp_capabilities")).TryGetProperty("return", out _));
        return client;
    }

    /// <summary>Sends a command, with its arguments as JSON and file descriptors if there are any, and returns its whole reply.</summary>
    public async Task<JsonElement> ExecuteAsync(string command, string? arguments = null, params IReadOnlyList<int> descriptors)
    {
        int id = ++_nextId;
        string given = arguments is null ? "" : $",\"arguments\":{arguments}";
        byte[] bytes = Encoding.UTF8.GetBytes($"{{\"execute\":\"{command}\"{given},\"id\":{id}}}\n");
        Sent.AddRange(bytes);
        await _socket.SendAsync(bytes, descriptors, Cancellation);
        while (true)
        {
            JsonElement message = JsonElement.Parse(await ReadLineAsync());
            if (message.TryGetProperty("id", out JsonElement answered) && answered.ValueKind == JsonValueKind.Number && answered.GetInt32() == id)
            {
                return message;
            }

            Assert.True(message.TryGetProperty("event", out JsonElement name), $"neither the reply to {id} nor an event: {message}");
            Events.Add(name.GetString()!);
        }
    }

    /// <summary>Sends text as it is.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends text as it is, and descriptors with its first byte.</summary>
    public async Task SendAsync(string text, IReadOnlyList<int> descriptors)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Sent.AddRange(bytes);
        await _socket.SendAsync(bytes, descriptors, Cancellation);
    }

    public async Task SendAsync(byte[] bytes)
    {
        Sent.AddRange(bytes);
        await _socket.SendAsync(bytes, Cancellation);
    }

    /// <summary>The next line, without its end; fails the test if the server closes first.</summary>
    public async Task<string> ReadLineAsync()
    {
        int feed;
        while ((feed = _received.IndexOf((byte)'\n', _lineStart)) < 0)
        {
            Assert.True(await ReceiveAsync(), "the server closed the connection");
        }

        string line = Encoding.UTF8.GetString([.. _received[_lineStart..feed]]).TrimEnd('\r');
        _lineStart = feed + 1;
        return line;
    }

    /// <summary>Receives until the server closes.</summary>
    public async Task ReadToEndAsync()
    {
        while (await ReceiveAsync())
        {
        }
    }

    public void HalfClose() => _socket.ShutdownSend();

    public void Dispose() => _socket.Dispose();

    private async Task<bool> ReceiveAsync()
    {
        int received = await _socket.ReceiveAsync(_buffer, Cancellation);
        _received.AddRange(_buffer.AsSpan(0, received));
        return received > 0;
    }
}
